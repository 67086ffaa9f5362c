"""What a run will take, guessed from the first lines: minutes, and disk.

Rates of one core of a two-core virtual machine (AMD EPYC, November 2026, `tests/benchmarks`). A
guess, good to a factor of two or three: how often histories repeat, which decides what `scrub`
reads and what is kept, is told by the sample alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from etl.schema import answer, last_of

READ = 26e6  # bytes of text a CPU second, without `near` and `scrub`
NEAR = 16e6  # the same with `near`
SCRUB = 43e3  # characters a CPU second, with the model
PATTERNS = 400e3  # the same by patterns alone
_AROUND = 1.2  # bytes of a line for each of its text: names, ids, quotes

# Bytes on disk, measured with 1 GB of calls without repeated history: 0.95 GB of rows and keys in
# `work`, 0.28 of Parquet, 0.8 of each format. A format is written by part, then joined: twice.
WORK = 0.95  # for each byte of text
SCRUBBED = 0.3  # for each byte kept, as in `data/`
FORMAT = 0.9  # for each byte kept


@dataclass(frozen=True)
class Forecast:
    """CPU seconds and bytes; all of a source's files are counted, also what `state` knows."""

    read_s: float
    scrub_s: float
    left_bytes: float
    disk_bytes: float

    def told(self, workers: int) -> str:
        """One line for people."""
        minutes = (self.read_s + self.scrub_s) / workers / 60
        scrubbing = self.scrub_s / max(self.read_s + self.scrub_s, 1e-9)
        return (
            f"about {_long(minutes)} on {workers} workers, {scrubbing:.0%} of it scrub; about "
            f"{self.disk_bytes / 1e9:,.1f} GB of disk meanwhile, {self.left_bytes / 1e9:,.1f} GB in the end"
        )


def forecast(
    text_bytes: float, calls: pl.DataFrame, options: Mapping[str, Any], formats: int
) -> Forecast:
    """Guess what a source takes.

    Args:
        text_bytes: of its files, decompressed.
        calls: rows of its first lines.
        options: of its stages.
        formats: how many are written.
    """
    long = pl.col("messages").list.eval(pl.element().struct.field("content").str.len_bytes())
    whole, new = calls.select(
        long.list.sum().sum(), (last_of("user") + answer()).str.len_bytes().sum()
    ).row(0)
    kept = text_bytes * (new / (whole * _AROUND) if whole else 0.0)
    dedup, scrub = options["dedup"], options["scrub"]
    rate = PATTERNS if scrub and scrub["model"] is False else SCRUB
    joined = FORMAT * formats * kept
    left = SCRUBBED * kept + joined
    work = WORK * text_bytes + (SCRUBBED * kept if scrub else 0.0)
    return Forecast(
        read_s=text_bytes / (NEAR if dedup and dedup["near"] is not None else READ),
        scrub_s=kept / rate if scrub else 0.0,
        left_bytes=left,
        disk_bytes=work + left + joined,
    )


def _long(minutes: float) -> str:
    if minutes < 1:
        return "a minute"
    return f"{minutes:,.0f} minutes" if minutes < 120 else f"{minutes / 60:,.1f} hours"  # noqa: PLR2004 - two hours
