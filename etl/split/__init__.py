"""Split: every conversation to train, validation or test, and nothing that belongs together apart.

Rows that share a conversation, a near-duplicate cluster or (option) a user form one group; a
keyed hash of the group, not a shuffle, says where it goes, so that the answer for a group is the
same in any order, on any number of workers and in any company. By `time` groups go in the order
in which they began, the earliest to train.

A key that more than 5 % of the rows share says nothing and joins nobody (`crowds`).

What an earlier run placed stays, and what belongs to it follows; a row that would join two
splits, or one that is frozen, is a `split_conflict`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from etl.schema import SPLITS, Run
from etl.split import _crowds
from etl.split._by import COLUMNS, By, joining
from etl.split._coded import coded
from etl.split._crowds import CROWDS, largest, without
from etl.split._draw import PLACE, by_share, by_time
from etl.split._placed import inherited

__all__ = ["COLUMNS", "CROWDS", "crowds", "faults", "largest", "split", "without"]

Share = Annotated[float, Field(ge=0, le=1)]
Name = Literal["train", "validation", "test"]


def split(
    keys: pl.LazyFrame,
    run: Run,
    *,
    train: Share = 0.9,
    validation: Share = 0.05,
    test: Share = 0.05,
    by: By = ("conversation", "cluster"),
    freeze: tuple[Name, ...] = (),
) -> pl.DataFrame:
    """Say for every row to which split it goes.

    Args:
        keys: one row per live row: `ordinal`, `record_id`, `conversation_id`, `history_id`,
            `cluster_id`, `user_key`, with `time` in `by` also `timestamp`; in any order, the same
            at every reading. A null key joins a row to nobody. Rows of earlier runs have a
            `split`, which is theirs for good.
        run: its key and seed decide; nothing else does.
        train: share of the groups for training, 0 to 1; by time, of the rows.
        validation: share of the groups to tune on.
        test: share of the groups to measure on; the three add up to 1.
        by: what never stands on two sides of a split. `time`: new groups (of conversations and
            clusters, where nothing else is named) are not drawn but go in the order of their first
            timestamp: to train, validation, test. What has no time is first.
        freeze: splits that take no more rows once there are rows of an earlier run; the other
            shares are scaled to fill their place.

    Returns:
        One row per row of `keys`, in order: `ordinal`, `split` (an Enum; null for a conflict),
        `reasons` (`split_conflict`, or []), `group` (the same number for what was kept together;
        null for conflicts and rows of earlier runs).
    """
    columns, timed = joining(by), ("timestamp",) if "time" in by else ()
    found = coded(_with_split(keys), columns, "split", *timed)
    frozen = freeze if found.rows["split"].count() else ()
    rows = inherited(found.rows, columns, frozen)
    all_shares = {"train": train, "validation": validation, "test": test}
    shares = {name: part for name, part in all_shares.items() if name not in frozen}
    unplaced = rows.filter(pl.col("split").is_null(), ~pl.col("conflict"))
    drawn = by_time(unplaced, shares) if timed else by_share(unplaced, shares, found.names, run)
    return _told(rows.select("ordinal", "split", "conflict", "group"), drawn)


def crowds(keys: pl.LazyFrame, by: By, total: int) -> pl.DataFrame:
    """Find the keys that more than 5 % of all rows share, and more than 100 (`_crowds`).

    Args:
        keys: as `split` takes them.
        by: as `split` takes it.
        total: how many rows there are in all, `keys` and those of earlier runs.

    Returns:
        `CROWDS`: to be taken out of `keys` by `without` before they are split.
    """
    return _crowds.found(keys, joining(by), total)


def _with_split(keys: pl.LazyFrame) -> pl.LazyFrame:
    if "split" not in keys.collect_schema():
        return keys.with_columns(split=pl.lit(None, PLACE))
    return keys.with_columns(pl.col("split").cast(PLACE))


def _told(rows: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    placed = rows.join(drawn, on="ordinal", how="left", maintain_order="left")
    conflict = pl.when("conflict").then(pl.lit("split_conflict"))
    return placed.select(
        "ordinal",
        pl.coalesce("split", "drawn").alias("split"),
        pl.concat_list(conflict).list.drop_nulls().alias("reasons"),
        "group",
    )


def faults(options: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    """What contradicts itself in a config: (key under `split`, what is wrong and what to do)."""
    open_to_all = [name for name in SPLITS if name not in options["freeze"]]
    if any(options[name] > 0 for name in open_to_all):
        return []
    what = "every split that has a share is frozen, so new rows have no place; leave one out"
    return [(("freeze",), what)]
