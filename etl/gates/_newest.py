"""The time of the newest call: what shows that an export died."""

from datetime import datetime, timedelta

import polars as pl

_CLOCKS = timedelta(hours=1)  # by which a log's clock may be ahead of ours


def newest(times: pl.LazyFrame, started: datetime) -> datetime | None:
    """The newest `timestamp`, to the minute.

    Times of more than an hour after the run's start are passed over: one call with a wrong clock
    would make the gate blind for years.
    """
    known = pl.col("timestamp").filter(pl.col("timestamp") <= started + _CLOCKS)
    found = times.select(known.max().dt.truncate("1m")).collect().item()
    return found if isinstance(found, datetime) else None
