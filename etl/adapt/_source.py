"""What is read: a source of the config, and a span, the piece of a file that one worker reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Source:
    """One item of the config's `sources`."""

    name: str
    type: str = "jsonl"  # an envelope
    path: tuple[str, ...] = ()
    dialect: str = "auto"
    fields: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    timezone: str = "UTC"
    task: str | None = None
    mode: str = "append"  # append | snapshot: a full export, which comes again
    key: str | None = None  # dotted path of a document's identity, in a snapshot


@dataclass(frozen=True)
class Span:
    """Bytes [start, stop) of a plain file, or the whole of any other; parts are made of spans."""

    source: Source
    path: str  # where the file lies
    file: str  # its name in the ledger
    start: int = 0
    stop: int | None = None  # None: to the end
    first_row: int = 1  # number of the first line in it
    generation: int = 0  # how many other texts had stood under its name before
