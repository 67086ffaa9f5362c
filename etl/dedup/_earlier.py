"""Of earlier runs the rows that new ones may meet: one reading of narrow columns, however long history is.

What two committed rows are to each other was settled in their own runs, so of history only the rows
count that have a hash in common with a new one: of the whole, the call, the first message, a band, or
the beginning or end of a message under a template. Only of them all columns are read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from etl.dedup._asked import Asked, lookup
from etl.dedup._hashing import U64
from etl.dedup._messages import Flags
from etl.dedup._twice import held

BATCH = 8192  # rows that are looked at together
WAYS = ("opening", "closing")


class Earlier(NamedTuple):
    """What earlier runs saved: the files of their keys, and which of those rows are no more."""

    files: Sequence[Path]
    gone: U64  # ordinals, sorted


Told = dict[str, tuple[str, pl.Expr]]
Test = Callable[[pl.DataFrame], Flags]


def shared(earlier: Earlier, new: pl.LazyFrame, least: int) -> U64:
    """The hashes by which `least` messages begin or end, one of a new row among them, sorted."""
    said = new.select(WAYS).collect(engine="streaming")
    found = {way: [said[way].explode().drop_nulls().to_numpy()] for way in WAYS}
    asked = {way: lookup(hashes) for way, (hashes,) in found.items()}
    for rows in _read(earlier, WAYS):
        alive = rows.filter(~held(earlier.gone, rows["ordinal"].to_numpy()))
        for way in WAYS:
            before = alive[way].explode().drop_nulls().to_numpy()
            found[way].append(before[asked[way].meets(before)])
    return np.union1d(*(_often(np.concatenate(found[way]), least) for way in WAYS))


def _often(hashes: U64, least: int) -> U64:
    known, times = np.unique(hashes, return_counts=True)
    often: U64 = known[times >= least]
    return often


def under(earlier: Earlier, firsts: U64) -> U64:
    """Ordinals of the rows of which a message begins or ends with one of `firsts`."""
    return _chosen(earlier, WAYS, partial(_under, lookup(firsts)))


def _under(asked: Asked, rows: pl.DataFrame) -> Flags:
    found = np.zeros(rows.height, np.bool_)
    for way in WAYS:
        at = np.repeat(np.arange(rows.height), rows[way].list.len().to_numpy())
        flat = rows[way].explode(empty_as_null=False, keep_nulls=False)
        found[at[asked.meets(flat.to_numpy())]] = True
    return found


def meeting(earlier: Earlier, new: pl.LazyFrame, on: Mapping[str, Any]) -> U64:
    """Ordinals of the rows that share a hash with a row of `new`, as the parts in `on` look at it."""
    told = _told(new.collect_schema().names(), on)
    mine = new.select(what.alias(name) for name, (_, what) in told.items())
    found = mine.collect(engine="streaming")
    asked = {name: lookup(found[name].to_numpy()) for name in told}
    columns = sorted({column for column, _ in told.values()})
    return _chosen(earlier, columns, partial(_meeting, told, asked))


def _meeting(told: Told, asked: Mapping[str, Asked], rows: pl.DataFrame) -> Flags:
    found = np.zeros(rows.height, np.bool_)
    for name, (_, what) in told.items():
        found |= asked[name].meets(rows.select(what).to_series().to_numpy())
    return found


def _told(columns: Sequence[str], on: Mapping[str, Any]) -> Told:
    """What rows may share: the column that it is made of, and how; 0 where there is none."""
    call = pl.col("call_key")  # its hash holds inside this process alone, and is never written
    parts = {
        "superseded": {"first": ("chain_a", pl.col("chain_a").list.first().fill_null(0))},
        "exact": {
            "exact_a": ("exact_a", pl.col("exact_a").fill_null(0)),
            "call": ("call_key", pl.when(call.is_not_null()).then(call.hash()).otherwise(0)),
        },
        "near": {name: (name, pl.col(name)) for name in columns if name.startswith("band_")},
    }
    return {name: how for part in on for name, how in parts.get(part, {}).items()}


def _chosen(earlier: Earlier, columns: Sequence[str], test: Test) -> U64:
    chosen = [rows["ordinal"].to_numpy()[test(rows)] for rows in _read(earlier, columns)]
    return np.concatenate([np.zeros(0, np.uint64), *chosen])


def _read(earlier: Earlier, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    rows = pl.scan_parquet(list(earlier.files), glob=False).select("ordinal", *columns)
    return iter(rows.collect_batches(chunk_size=BATCH))


def written(earlier: Earlier, ordinals: U64, path: Path) -> list[pl.LazyFrame]:
    """The rows `ordinals` that are not gone, by ordinal, in a file at `path`; none if there are none.

    A filter by value lets Polars (2.1) leave out the rest while it reads; a join reads all rows.
    """
    alive = np.setdiff1d(ordinals, earlier.gone)
    if not alive.size:
        return []
    rows = pl.scan_parquet(list(earlier.files), glob=False)
    some = rows.filter(pl.col("ordinal").is_in(pl.Series(alive).implode()))
    some.sink_parquet(
        path, compression="zstd", compression_level=1, row_group_size=BATCH, statistics=False
    )
    return [pl.scan_parquet(path, glob=False).with_columns(committed=pl.lit(value=True))]
