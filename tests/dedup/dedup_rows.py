"""Rows and verdicts for the tests of dedup: `verdict(rows(conversation, ...), near={})`."""

from datetime import UTC, datetime, timedelta

import polars as pl

from etl import dedup
from etl.schema import Run, example, frame

RUN = Run(key=b"test", seed=42)
START = datetime(2026, 3, 1, tzinfo=UTC)


def user(text):
    return ("user", text)


def bot(text):
    return ("assistant", text)


def system(text):
    return ("system", text)


def row(n, *turns, **columns):
    """Row `n` of the input: record id `r<n>`, on a line of its own, a minute after the last."""
    identity = {"ordinal": n, "record_id": f"r{n}", "source_row": n + 1}
    return example(*turns, **{**identity, "timestamp": START + timedelta(minutes=n), **columns})


def rows(*conversations):
    return frame(*[row(n, *turns) for n, turns in enumerate(conversations)])


def verdicts(keys, run=RUN, **on):
    """The verdicts on `keys`, by ordinal."""
    return dedup.verdicts(keys, run, **on).sort("ordinal").collect()


def judged(data, run=RUN, *, parts=1, superseded=False, exact=None, near=None):
    """The verdicts on `data`, its keys made in so many parts."""
    on = {"superseded": superseded, "exact": exact, "near": near}
    size = max(1, -(-data.height // parts))
    made = [dedup.keys(data.slice(at, size), run, **on) for at in range(0, data.height or 1, size)]
    return verdicts(pl.concat([k.lazy() for k in made]), run, **on)


def dropped(data, run=RUN, **on):
    """Record id -> (reason, kept_as) of the rows that go."""
    verdicts = judged(data, run, **on).join(data.select("ordinal", "record_id"), on="ordinal")
    gone = verdicts.filter(pl.col("reasons").list.len() > 0).sort("ordinal")
    told = gone.select("record_id", pl.col("reasons").list.first(), "kept_as").rows()
    return {record: (reason, kept) for record, reason, kept in told}


def gone(data, run=RUN, **on):
    """Record ids of the rows that go."""
    return set(dropped(data, run, **on))
