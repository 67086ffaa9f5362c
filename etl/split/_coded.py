"""Keys as numbers: what decides about millions of rows must not hold their texts.

Equal texts of a column get equal numbers, in the order of the texts; each column is read by itself.
The **name** of a row is its first key that is not null, else its record id.

Price: 170 bytes a row while a column is read, 4 for each column then. A million rows are placed in
8.6 CPU s (two loaded cores, November 2026).
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from etl.errors import ContractError


class Coded(NamedTuple):
    """Rows in the order of their keys, and what the numbers in their column `name` stand for.

    Of a row there are `ordinal`, its keys and `name` as UInt32, `split` (as `PLACE`) where an
    earlier run placed it, and `timestamp` where it is asked for.
    """

    rows: pl.DataFrame
    names: pl.Series


def coded(keys: pl.LazyFrame, columns: Sequence[str], *more: str) -> Coded:
    """Read the `columns` of `keys` as numbers, and `more` as they are.

    Raises:
        ContractError: a second reading of the keys gave them in another order.
    """
    rows = _read(keys.select("ordinal", *more))
    name = _read(keys.select("ordinal", name=pl.coalesce(*columns, "record_id")))
    texts = name["name"].unique().sort()
    rows = rows.with_columns(_ranked(name, rows))
    del name
    for column in columns:  # one after the other
        rows = rows.with_columns(_ranked(_read(keys.select("ordinal", column)), rows))
    return Coded(rows, texts)


def _ranked(read: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """The second column of `read` as numbers from 0."""
    if not read["ordinal"].equals(rows["ordinal"]):
        raise ContractError("split: the keys came in two orders (a bug in etl)")
    column = read.columns[1]
    rank = (pl.col(column).rank("dense") - 1).cast(pl.UInt32)
    return read.select(rank).to_series()


def _read(keys: pl.LazyFrame) -> pl.DataFrame:
    return keys.collect(engine="streaming")
