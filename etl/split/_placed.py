"""What earlier runs placed, and the new rows that belong to it.

A key (a conversation, a cluster, a user) is owned by the split where a row of an earlier run
holds it. A new row whose keys are owned by two splits is a conflict and joins nothing; the others
form groups. Where a chain of new rows still ties two splits, its rows are taken one by one in the
order of the input, and one that would close the chain is a conflict: put back it would close it
again, so none goes in vain.
"""

from collections.abc import Sequence

import polars as pl

from etl.split._draw import PLACE
from etl.split._groups import root_of_groups

Key = tuple[str, int]  # column, value


def inherited(keys: pl.DataFrame, columns: Sequence[str], frozen: Sequence[str]) -> pl.DataFrame:
    """`keys` in order, with `group` and `conflict`, and `split` of new rows that belong to one.

    Args:
        keys: as `split` takes them; `split` is null for new rows.
        columns: the keys that join rows.
        frozen: splits that a new row may not join.
    """
    new = keys.filter(pl.col("split").is_null()).drop("split")
    owned = [_owned(keys, new, column) for column in columns]
    owners = pl.concat([_NONE, *owned]).unique()
    bad = (pl.len() > 1) | pl.col("split").is_in(list(frozen)).any()
    torn = owners.group_by("ordinal").agg(bad=bad).filter("bad").select("ordinal")
    whole = new.join(torn, on="ordinal", how="anti", maintain_order="left")
    groups = _groups(whole, owners, columns)
    tied = groups.filter(pl.col("splits") > 1)
    if not tied.is_empty():
        closing = _closing(tied.sort("ordinal"), keys, columns)
        groups = _groups(whole.filter(~pl.col("ordinal").is_in(closing)), owners, columns)
    found = groups.select("ordinal", "group", inherited="split")
    return keys.join(found, on="ordinal", how="left", maintain_order="left").with_columns(
        conflict=pl.col("split").is_null() & pl.col("group").is_null(),
        split=pl.coalesce("split", "inherited"),
    )


_NONE = pl.DataFrame(schema={"ordinal": pl.UInt64, "split": PLACE})


def _owned(keys: pl.DataFrame, new: pl.DataFrame, column: str) -> pl.DataFrame:
    """`ordinal`, `split`: the splits that own the key of a new row in `column`."""
    placed = keys.filter(pl.col("split").is_not_null()).select("split", column).unique()
    return new.select("ordinal", column).join(placed, on=column).select("ordinal", "split")


def _groups(new: pl.DataFrame, owners: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """`new` with `group`, how many `splits` own a row of it, and one of them as `split`."""
    groups = root_of_groups(new, list(columns))
    of_group = (
        owners.join(groups.select("ordinal", "group"), on="ordinal")
        .group_by("group")
        .agg(pl.col("split").min(), splits=pl.col("split").n_unique())
    )
    return groups.join(of_group, on="group", how="left", maintain_order="left")


def _closing(tied: pl.DataFrame, keys: pl.DataFrame, columns: Sequence[str]) -> list[int]:
    """Ordinals of the rows of `tied`, in their order, that would join two splits."""
    places: dict[Key, str] = {}
    for column in columns:
        placed = keys.filter(pl.col("split").is_not_null(), pl.col(column).is_not_null())
        wanted = placed.join(tied, on=column, how="semi").select(column, "split")
        places |= {(column, value): split for value, split in wanted.iter_rows()}
    onto: dict[Key, Key] = {}
    closing = []
    for row in tied.select("ordinal", *columns).iter_rows(named=True):
        held = [(column, row[column]) for column in columns if row[column] is not None]
        roots = [_root(onto, key) for key in held]
        splits = {places[root] for root in roots if root in places}
        if len(splits) > 1:
            closing.append(row["ordinal"])
            continue
        onto |= {root: roots[0] for root in roots[1:] if root != roots[0]}
        places |= dict.fromkeys(roots[:1], *splits) if splits else {}
    return closing


def _root(onto: dict[Key, Key], key: Key) -> Key:
    """The key that stands for all that were joined with `key`."""
    while key in onto:
        onto[key] = key = onto.get(onto[key], onto[key])
    return key
