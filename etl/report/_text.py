"""Numbers and foreign text as a page may show them."""

import json
import re
from typing import Any

from markupsafe import Markup

from etl import quiet

_STEP = 1024


def visible(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """`value` with characters that are not seen, or that turn text around, as `<U+202E>`.

    Escaping does not stop U+202E, and neither does `<bdi>`. A line break and a tab stay.
    """
    if not isinstance(value, str) or isinstance(value, Markup):  # markup is our own
        return value
    return quiet.visible(value)


def count(number: int) -> str:
    """`12345` as `12,345`."""
    return f"{number:,}"


def share(part: int, whole: int) -> str:
    """`part` of `whole` in per cent; never 0.0 % for something, nor 100.0 % for less than all."""
    if not whole:
        return "0.0 %"
    percent = 100 * part / whole
    if 0 < percent < 0.05:  # noqa: PLR2004 - would be rounded to 0.0
        return "< 0.1 %"
    if part < whole and percent >= 99.95:  # noqa: PLR2004 - would be rounded to 100.0
        return "> 99.9 %"
    return f"{percent:.1f} %"


def percent(part: float) -> str:
    """A share with its hundredths: `0.0075` as `0.75 %`."""
    return f"{100 * part:.2f} %"


def size(number: float) -> str:
    """`1536` as `1.5 KiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if number < _STEP:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= _STEP
    return f"{number:.1f} TiB"


def markdown(value: object) -> str:
    r"""Text that is no Markdown: on one line, with every mark of Markdown escaped."""
    plain = " ".join(str(visible(str(value))).split())
    return re.sub(r"([\\`*{}\[\]()|~$:@]|(?<!\w)_|_(?!\w))", r"\\\1", plain)


def scalar(value: str) -> Markup:
    """Text as a YAML scalar in quotes: JSON is YAML, but for surrogate pairs, hence no escapes."""
    text = json.dumps(visible(value), ensure_ascii=False)
    return Markup(text)  # noqa: S704 - front matter is data, and in quotes; no page renders it
