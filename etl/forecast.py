"""What a run will take, guessed from the first lines: minutes, and disk in `work`.

Rates of one core of a two-core virtual machine (AMD EPYC, November 2026, `tests/benchmarks`). A
guess, good to a factor of two or three: how often histories repeat, which decides what `scrub`
reads, is told by the sample alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from etl.schema import answer, last_of

READ = 26e6  # bytes of text a CPU second, without `scrub`
SCRUB = 43e3  # characters a CPU second, with the model
PATTERNS = 400e3  # the same by patterns alone
WORK = 0.5  # bytes in `work` for each of text: compressed, but each history is there in full
_AROUND = 1.2  # bytes of a line for each of its text: names, ids, quotes


@dataclass(frozen=True)
class Forecast:
    """CPU seconds and bytes; all of a source's files are counted, also what `state` knows."""

    read_s: float
    scrub_s: float
    work_bytes: float

    def told(self, workers: int) -> str:
        """One line for people."""
        minutes = (self.read_s + self.scrub_s) / workers / 60
        scrubbing = self.scrub_s / max(self.read_s + self.scrub_s, 1e-9)
        return (
            f"about {_long(minutes)} on {workers} workers, {scrubbing:.0%} of it scrub; "
            f"about {self.work_bytes / 1e9:,.1f} GB in work meanwhile"
        )


def forecast(text_bytes: float, calls: pl.DataFrame, options: Mapping[str, Any]) -> Forecast:
    """Guess what a source takes.

    Args:
        text_bytes: of its files, decompressed.
        calls: rows of its first lines.
        options: of its stages.
    """
    long = pl.col("messages").list.eval(pl.element().struct.field("content").str.len_bytes())
    whole, new = calls.select(
        long.list.sum().sum(), (last_of("user") + answer()).str.len_bytes().sum()
    ).row(0)
    share = new / (whole * _AROUND) if whole else 0.0
    scrub = options["scrub"]
    rate = PATTERNS if scrub and scrub["model"] is False else SCRUB
    scrubbed = text_bytes * share / rate if scrub else 0.0
    return Forecast(text_bytes / READ, scrubbed, text_bytes * WORK)


def _long(minutes: float) -> str:
    if minutes < 1:
        return "a minute"
    return f"{minutes:,.0f} minutes" if minutes < 120 else f"{minutes / 60:,.1f} hours"  # noqa: PLR2004 - two hours
