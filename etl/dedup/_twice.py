"""Rows that have something in common with another row: told by sorted numbers, 16 bytes a row.

Few rows do, and only of those anything wider is read: a join of all rows, or a window over them,
would hold ten times as much.
"""

import numpy as np
import polars as pl

from etl.dedup._hashing import U64


def twice(numbers: U64) -> U64:
    """The numbers that occur more than once, each once, sorted."""
    ranked = np.sort(numbers)
    return np.unique(ranked[1:][ranked[1:] == ranked[:-1]])


def held(sorted_numbers: U64, numbers: U64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of `numbers` are among `sorted_numbers`."""
    if not sorted_numbers.size:
        return np.zeros(numbers.size, np.bool_)
    at = np.searchsorted(sorted_numbers, numbers)
    at[at == sorted_numbers.size] = 0
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = sorted_numbers[at] == numbers
    return found


def shared(keys: pl.LazyFrame, number: pl.Expr) -> pl.LazyFrame:
    """The rows of `keys` whose `number` (UInt64; null: none) another row has too, in their order."""
    found = keys.select(number.alias("number")).filter(pl.col("number").is_not_null())
    numbers = found.collect(engine="streaming")["number"].to_numpy()
    again = pl.LazyFrame({"number": twice(numbers)}, schema={"number": pl.UInt64})
    rows = keys.with_columns(number=number)
    return rows.join(again, on="number", how="semi", maintain_order="left").drop("number")
