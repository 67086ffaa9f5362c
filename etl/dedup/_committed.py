"""Rows that an earlier run kept (`committed`) beside the new ones.

What two committed rows are to each other was settled in their own runs. So of all history only
the rows that share something with a new one are looked at, and no part costs more than one reading
of its narrow columns, however long the history.
"""

import polars as pl


def marked(keys: pl.LazyFrame) -> pl.LazyFrame:
    """`keys` with `committed`; where it is absent, or null, the row is new."""
    if "committed" not in keys.collect_schema():
        return keys.with_columns(committed=pl.lit(value=False))
    return keys.with_columns(pl.col("committed").fill_null(value=False))


def met(keys: pl.LazyFrame, *columns: str) -> pl.LazyFrame:
    """The new rows, and the committed rows that have the same `columns` as one of them."""
    new = keys.filter(~pl.col("committed"))
    shared = new.select(columns).unique()
    return pl.concat([
        new, keys.filter("committed").join(shared, on=columns, how="semi", maintain_order="left")
    ])  # fmt: skip
