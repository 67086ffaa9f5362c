"""What a pass tells the driver of a part, and what it leaves of each line."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.schema import IDENTITY

# One row for each line read: who it is, and what the driver must know to say whether it is input.
LINE: dict[str, Any] = {
    **IDENTITY,
    "timestamp": pl.Datetime("us", "UTC"),
    "dialect": pl.String,
    "document": pl.String,
    "content": pl.String,
    "unread": pl.Boolean,  # set aside as unreadable
    "cut": pl.Boolean,  # broken off: the rest may still come
}


@dataclass
class Tally:
    """Counts of one part: everything that a worker says to the driver."""

    lines: int = 0
    entities: dict[str, int] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)  # `scrub`'s, summed: see `etl.audit`
    formats: dict[str, int] = field(default_factory=dict)
    leaks: list[tuple[str, str, int]] = field(default_factory=list)  # file, entity, count


def alive(rows: pl.DataFrame) -> pl.DataFrame:
    """The one place where a row leaves its stage: its verdict is saved beside it."""
    return rows.filter(pl.col("reasons").list.len() == 0)
