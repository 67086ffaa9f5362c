"""The model of the whole file: a section's keys are the parameters of the functions that take them."""

from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, create_model

from etl import clean, dedup, gates, scrub, split, write
from etl.config._sections import Adapt, Gates, Top
from etl.signature import Section, options, section, switchable

STAGES = ("clean", "dedup", "scrub", "split", "write")


@cache
def schema() -> type[Section]:
    """`Top` with the sections of the stages and the keys of the gates."""
    written = section("write", write.write)
    adapted, gated = _with_gates(Adapt), _with_gates(Gates)
    fields: dict[str, Any] = {
        "adapt": (adapted, adapted()),
        "clean": switchable(_clean(), on=True),
        "dedup": switchable(_dedup(), on=True),
        "scrub": switchable(section("scrub", scrub.scrub), on=True),
        "split": switchable(section("split", split.split), on=True),
        "write": (Annotated[written, BeforeValidator(_data_alone)], written()),
        "gates": (gated, gated()),
    }
    return create_model("Config", __base__=Top, **fields)


def _with_gates(model: type[Section]) -> type[Section]:
    """`model` with a key for each gate whose limit stands there."""
    judges = gates.judges(model.__name__.lower())
    limits: dict[str, Any] = {name: options(judge)["limit"] for name, judge in judges.items()}
    return create_model(model.__name__, __base__=model, **limits)


def _clean() -> type[Section]:
    """A key for each filter."""
    filters: dict[str, Any] = {
        name: switchable(
            section(name, part.reject if hasattr(part, "reject") else part.verdicts),
            on=getattr(part, "ON_BY_DEFAULT", True),
        )
        for name, part in clean.FILTERS.items()
    }
    return create_model("clean", __base__=Section, rules=(tuple[()], ()), **filters)


def _dedup() -> type[Section]:
    """A key for each part."""
    parts: dict[str, Any] = {
        name: switchable(
            section(name, getattr(part, name)), on=getattr(part, "ON_BY_DEFAULT", True)
        )
        for name, part in dedup.PARTS.items()
    }
    return create_model("dedup", __base__=Section, **parts)


def _data_alone(value: object) -> object:
    """`write: false` writes `data/` and no format: it passes every row, as other stages do."""
    return {"formats": []} if value is False else value
