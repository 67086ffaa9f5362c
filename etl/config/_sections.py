"""The keys of config.yaml that belong to no stage, as pydantic models."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from etl import adapt
from etl.signature import Age, Duration, Section

Task = Literal["chat", "classification", "extraction", "persona"]


def _place(text: str) -> str:
    """`text`, if a file or a key may be called so."""
    if "\0" in text:
        raise ValueError("holds a zero byte; take it out")
    return text


def _title(text: str) -> str:
    """`text`, if it can stand in a heading and in a file name."""
    if not re.fullmatch(r"\w[\w .-]*", text):
        raise ValueError("not a plain name; write letters, digits, spaces, dots and dashes")
    return text


Named = Annotated[str, Field(min_length=1), AfterValidator(_place)]


class Source(Section):
    """Where one kind of export lies and how it is to be read."""

    type: Literal[tuple(adapt.ENVELOPES)]  # type: ignore[valid-type]
    name: Annotated[str | None, Field(min_length=1)] = None
    path: Named | Annotated[tuple[Named, ...], Field(min_length=1)]
    dialect: Literal[("auto", *adapt.DIALECTS)] = "auto"  # type: ignore[valid-type]
    fields: Mapping[Literal[tuple(adapt.FIELDS)], str] = Field(default_factory=dict)  # type: ignore[valid-type]
    where: Mapping[str, Any] = Field(default_factory=dict)
    timezone: str = "UTC"
    task: Task | None = None
    mode: Literal["append", "snapshot"] = "append"  # lines are added, or all come again each time
    key: Named | None = None  # of a snapshot's documents, a dotted path: what makes one the same


class Adapt(Section):
    """Limits of reading, and who opted out; a gate of `etl.gates` adds its own."""

    max_line_mib: Annotated[int, Field(ge=1, le=1024)] = 64  # of decompressed bytes
    exclude_users: Named | None = None  # a file of raw user ids, one a line


class Gates(Section):
    """Figures at which a run is not published; `etl.gates` brings a key for each of its files."""


class Top(Section):
    """The whole file, but for the sections of the stages."""

    version: Literal[1]
    name: Annotated[str, AfterValidator(_title)] = "etl"
    task: Task = "chat"
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 42
    output: Named
    work: Named | None = None
    state: Named | None = None
    hold: Age | None = None  # younger calls wait, so that what follows them still counts
    retention: Age | None = None  # older calls leave the set
    keep_failed: Duration | None = timedelta(days=3)  # a failed run's work; null: until `gc`
    engine: Literal["local"] = "local"
    workers: Annotated[int, Field(ge=0, le=1024)] = 0
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    gates: Gates = Gates()
    plugins: tuple[Named, ...] = ()  # files of recognizers, see `etl.plugins`
