"""Keys that so many rows share that they cannot tell what belongs together: a constant session id.

Used, they would put half of a set into one split. A key is a **crowd** where more than 5 % of all rows
have it and more than 100 do (as `clean.retried` tells a service from a user). A crowd joins nobody: its rows
go by their other keys. Once a crowd, always one: its rows stand in all splits by then. Clusters
are no crowds however large: what is alike must not be parted.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

SHARE = 0.05  # of all rows
ROWS = 100
CROWDS: dict[str, Any] = {"column": pl.String, "value": pl.String, "rows": pl.UInt64}


def found(keys: pl.LazyFrame, columns: Sequence[str], total: int) -> pl.DataFrame:
    """The crowds among the values of `columns`: `CROWDS`, the largest of a column first.

    Args:
        keys: rows with these columns.
        columns: keys that join rows.
        total: how many rows there are in all, `keys` and others.
    """
    more_than = max(int(SHARE * total), ROWS)
    crowds = [_of(keys, column, more_than) for column in columns if column != "cluster_id"]
    return pl.concat([pl.DataFrame(schema=CROWDS), *crowds])


def _of(keys: pl.LazyFrame, column: str, more_than: int) -> pl.DataFrame:
    """By numbers first, 8 bytes a row: few values, mostly none, are worth their text."""
    value = pl.col(column)
    said = keys.select(column).filter(value.is_not_null())
    ranked = np.sort(said.select(value.hash()).collect(engine="streaming").to_series().to_numpy())
    again = ranked[: max(0, ranked.size - more_than)]
    many = np.unique(again[again == ranked[more_than:]])
    if not many.size:
        return pl.DataFrame(schema=CROWDS)
    numbers = pl.LazyFrame({"number": many}, schema={"number": pl.UInt64})
    numbered = said.select(value=column, number=value.hash())
    counted = numbered.join(numbers, on="number", how="semi").group_by("value").len("rows")
    crowds = counted.filter(pl.col("rows") > more_than).sort(
        "rows", "value", descending=[True, False]
    )
    return crowds.select(
        pl.lit(column).alias("column"), "value", pl.col("rows").cast(pl.UInt64)
    ).collect(engine="streaming")


def without(keys: pl.LazyFrame, crowds: pl.DataFrame) -> pl.LazyFrame:
    """`keys`, but null where a key is one of `crowds`."""
    for (column,), some in crowds.group_by("column", maintain_order=True):
        name = str(column)
        crowd = pl.col(name).is_in(some["value"].to_list())
        keys = keys.with_columns(pl.when(~crowd).then(pl.col(name)).alias(name))
    return keys


def largest(judged: pl.DataFrame) -> pl.DataFrame:
    """The largest group, without a value, where it is as large as a crowd: chains may make one."""
    sizes = judged.drop_nulls("group").group_by("group").len("rows").sort("rows").tail(1)
    large = sizes.filter(pl.col("rows") > max(int(SHARE * judged.height), ROWS))
    none = pl.lit(None, pl.String)
    return large.select(column=pl.lit("group"), value=none, rows=pl.col("rows").cast(pl.UInt64))
