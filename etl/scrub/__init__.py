"""Scrub: find personal data and secrets in every text of a row, and write placeholders instead.

    "I am Mei Chen, mei@chen.example"  ->  "I am <PERSON_1>, <EMAIL_1>"

A recognizer is one file in `recognizers/`; names come from a small spaCy model. A value found once is replaced
wherever it stands in its row. Whatever fails, fails closed: what could not be scrubbed is set aside with its texts.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl
from pydantic import Field

from etl.discover import modules_in
from etl.schema import Run
from etl.scrub._check import faults, plugin_faults
from etl.scrub._entities import OPTIONAL
from etl.scrub._later import file_names, is_lifelike, leaks, remember, sweep
from etl.scrub._memory import KNOWN, Memory
from etl.scrub._sought import PLACEHOLDER, label_of, sought, spellings
from etl.scrub.replace.operators import Operator

__all__ = [
    "END",
    "KNOWN",
    "OPTIONAL",
    "PLACEHOLDER",
    "RECOGNIZERS",
    "START",
    "Memory",
    "Shape",
    "faults",
    "file_names",
    "is_lifelike",
    "label_of",
    "leaks",
    "plugin_faults",
    "remember",
    "scrub",
    "sought",
    "spellings",
    "sweep",
    "value_keys",
]

if TYPE_CHECKING:
    from types import ModuleType

    from etl.scrub.find.shape import END, START, Shape

    RECOGNIZERS: dict[str, ModuleType]


def scrub(
    rows: pl.DataFrame,
    run: Run,
    memory: Memory | None = None,
    *,
    languages: tuple[str, ...] = ("en", "zh"),
    other_languages: Literal["quarantine", "patterns"] = "quarantine",
    entities: Literal["default"] | tuple[str, ...] = "default",
    replace: Operator | dict[str, Operator] = "placeholder",
    allow: tuple[str, ...] = (),
    deny: tuple[str, ...] = (),
    model: Literal["builtin", False] | dict[str, str] = "builtin",
    mode: Literal["builtin", "presidio"] = "builtin",
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.0,
    matrix_product: Literal["blis", "numpy"] = "blis",
    gate: bool = True,  # noqa: ARG001 - for `etl.leaks`
) -> pl.DataFrame:
    """Replace personal data in `messages` and `tools` of each row.

    Args:
        rows: conversation rows; any order, each on its own.
        run: its key is the key of the operator `hash` and of `values`; what it blocks does not come back.
        memory: of what was found in texts before, and where what is found now is kept; the result is the same.
        languages: in these the model is trusted; a message of fewer than 20 letters does not decide.
        other_languages: set a row with such a text aside, or scrub the text by patterns alone.
        entities: what to look for; "default" is all but LOCATION, ORGANIZATION and DATE_TIME.
        replace: what to write instead, for all entities or by entity: placeholder `<EMAIL_1>`, the same for a
            value throughout its row; surrogate, another one that is nobody's; hash `<EMAIL_K3J5Q2XA>`, the same in
            all rows; mask `****`; drop_row.
        allow: texts never replaced, without regard to case.
        deny: texts always replaced, without regard to case.
        model: the built-in pipeline, none, or an installed spaCy pipeline (name or folder) by language.
        mode: our recognizers, or what Presidio's own analyzer finds: see `find.analyzer`.
        threshold: in the mode `presidio`, the least score of a finding; 0.0 is Presidio's own default.
        matrix_product: what multiplies in a spaCy pipeline that `model` names: see `names.products`.
        gate: publish nothing where anything that was found is left in what was written.

    Returns:
        The same rows in their order. `reasons` is [], ["not_scrubbed"], ["unscrubbed_language"] or of
        "personal_data" and "erased" what is true (then `messages` is [] and `tools` null); `entities:
        list[struct{entity, count}]` counts the replaced spans; `values: list[str]` are keyed hashes of them, sorted;
        `raw: list[struct{entity, text, instead}]` are the values themselves and what stands for each: for `work` alone.
        `found: list[struct{entity, recognizer, language, score, count}]` counts the findings in those spans, by who
        made them and the band of their score (`_rows.FOUND`); of a row that was set aside nothing is counted.

    Raises:
        ConfigError: an entity, operator or pipeline that is not there.
    """
    from etl.scrub._options import Options  # noqa: PLC0415 - Presidio and spaCy take seconds to import
    from etl.scrub._work import scrubbed  # noqa: PLC0415 - as above

    options = Options(languages, other_languages, entities, replace, allow, deny, model,
                      mode, threshold, matrix_product)  # fmt: skip
    return scrubbed(rows, run, options, memory)


def value_keys(text: str, key: bytes) -> frozenset[str]:
    """Every hash by which a value, as a person writes it, may stand in `values` of a run with this key."""
    from etl.scrub.replace.values import keys_of  # noqa: PLC0415 - as above

    return keys_of(text, key)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - one of several things
    """`RECOGNIZERS`, and what a recognizer is made of; found at first use, since they import Presidio."""
    if name == "RECOGNIZERS":
        from etl.scrub import recognizers  # noqa: PLC0415 - see above

        globals()[name] = modules_in(recognizers)
    elif name in {"END", "START", "Shape"}:
        from etl.scrub.find import shape  # noqa: PLC0415 - see above

        globals()[name] = getattr(shape, name)
    else:
        raise AttributeError(name)
    return globals()[name]
