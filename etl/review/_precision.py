"""`scrub rate` of a file of placeholders: the share of those that were right, by entity. Nothing is kept of it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from etl import scrub
from etl.errors import ConfigError
from etl.review import _sheet
from etl.review._interval import CONFIDENCE, METHOD, interval

_SHOWN = 5  # ids in a message


def of_marks(file: Path) -> bool:
    """Whether it is a file of placeholders (`inspect --scrub --out`), and none of texts.

    Raises:
        SourceError: there is no such file.
        StorageError: it is none to label.
    """
    rows = _sheet.read(file).rows
    return bool(rows) and "right" in rows[0]


def precision(file: Path) -> dict[str, Any]:
    """How many placeholders were right.

    Returns:
        `run_id`, `all` and `by_entity` (as placeholders name it): `right`, `marks`, `rate`, `interval` each;
        `confidence`, `method`.

    Raises:
        ConfigError: some are not labelled, or with something else than 0 and 1.
    """
    sheet = _sheet.read(file)
    found = [(_label(row), _right(row)) for row in sheet.rows]
    left = [
        row.get("id", "?")
        for row, (_, right) in zip(sheet.rows, found, strict=True)
        if right is None
    ]
    if left:
        ids = ", ".join(name if re.fullmatch(r"p\d{4}", name) else "?" for name in left[:_SHOWN])
        more = f" and {len(left) - _SHOWN:,} more" if len(left) > _SHOWN else ""
        what = "are not labelled yet; write 1 or 0 into `right`"
        raise ConfigError(
            f"{file.name}: {len(left):,} of {len(found):,} placeholders {what}: {ids}{more}"
        )
    labels = sorted({label for label, _ in found})
    return {
        "run_id": sheet.sample,
        "all": _share(right for _, right in found),
        "by_entity": {name: _share(r for label, r in found if label == name) for name in labels},
        "confidence": CONFIDENCE,
        "method": METHOD,
    }


def _label(row: dict[str, str]) -> str:
    mark = re.match(scrub.PLACEHOLDER, row.get("placeholder", ""))
    return mark[1] if mark else "unnamed"


def _right(row: dict[str, str]) -> bool | None:
    return {"1": True, "0": False}.get(row.get("right", "").removesuffix(".0").removesuffix(",0"))


def _share(right: Iterable[bool | None]) -> dict[str, Any]:
    every = list(right)
    some, whole = sum(map(bool, every)), len(every)
    low, high = interval(some, whole)
    shares = {"rate": some / whole, "interval": [round(low, 6), round(high, 6)]}
    return {"right": some, "marks": whole, **shares}
