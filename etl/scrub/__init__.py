"""Scrub: find personal data and secrets in every text of a row, and write placeholders instead.

    "I am Mei Chen, mei@chen.example"  ->  "I am <PERSON_1>, <EMAIL_1>"

A recognizer is one file in `recognizers/`; names come from a small spaCy model. Each text is analysed once in a
call, by patterns also as a reader sees it (`_shadow.py`); a value found once is replaced wherever it stands in its
row. Whatever fails, fails closed: a row that could not be scrubbed is set aside, and its texts with it.
"""

from types import ModuleType
from typing import TYPE_CHECKING, Literal

import polars as pl

from etl.schema import Run
from etl.scrub._check import faults
from etl.scrub._operators import Operator

__all__ = ["RECOGNIZERS", "faults", "scrub"]

if TYPE_CHECKING:
    RECOGNIZERS: dict[str, ModuleType]


def scrub(
    rows: pl.DataFrame,
    run: Run,
    *,
    languages: tuple[str, ...] = ("en", "zh"),
    other_languages: Literal["quarantine", "patterns"] = "quarantine",
    entities: Literal["default"] | tuple[str, ...] = "default",
    replace: Operator | dict[str, Operator] = "placeholder",
    allow: tuple[str, ...] = (),
    deny: tuple[str, ...] = (),
    model: Literal["builtin", False] | dict[str, str] = "builtin",
) -> pl.DataFrame:
    """Replace personal data in `messages` and `tools` of each row.

    Args:
        rows: conversation rows; any order, each on its own.
        run: its key is the key of the operator `hash`.
        languages: in these the model is trusted; a message of fewer than 20 letters does not decide.
        other_languages: set a row with a text in another language aside, or scrub it by patterns alone.
        entities: what to look for; "default" is all but LOCATION, ORGANIZATION and DATE_TIME.
        replace: what to write instead, for all entities or by entity: placeholder `<EMAIL_1>`, the same for a
            value throughout its row; hash `<EMAIL_K3J5Q2XA>`, the same in all rows; mask `****`; drop_row.
        allow: texts never replaced, without regard to case.
        deny: texts always replaced, without regard to case.
        model: the built-in pipeline, none, or an installed spaCy pipeline (name or folder) by language.

    Returns:
        The same rows in their order. `reasons` is [], ["not_scrubbed"], ["unscrubbed_language"] or
        ["personal_data"] (then `messages` is [] and `tools` null); `entities: list[struct{entity, count}]` counts
        the replaced spans.

    Raises:
        ConfigError: an entity, operator or pipeline that is not there.
    """
    from etl.scrub._work import Options, scrubbed  # noqa: PLC0415 - Presidio and spaCy take seconds to import

    options = Options(
        languages, other_languages == "patterns", entities, replace, allow, deny, model
    )
    return scrubbed(rows, run, options)


def __getattr__(name: str) -> dict[str, ModuleType]:
    """`RECOGNIZERS`, found at first use: they import Presidio."""
    if name != "RECOGNIZERS":
        raise AttributeError(name)
    from etl.discover import modules_in  # noqa: PLC0415 - see above
    from etl.scrub import recognizers  # noqa: PLC0415 - see above

    globals()[name] = modules_in(recognizers)
    found: dict[str, ModuleType] = globals()[name]
    return found
