"""Split: every conversation to train, validation or test, and nothing that belongs together apart.

Rows that share a conversation, a near-duplicate cluster or (option) a user form one group; a
keyed hash of the group, not a shuffle, says where it goes, so that the answer for a group is the
same in any order, on any number of workers and in any company.
"""

from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from etl.schema import Run
from etl.split._groups import root_of_groups, share

Share = Annotated[float, Field(ge=0, le=1)]
By = Literal["conversation", "cluster", "user"]

COLUMNS: dict[By, tuple[str, ...]] = {
    "conversation": ("conversation_id", "history_id"),  # a session, and what begins in the same way
    "cluster": ("cluster_id",),
    "user": ("user_key",),
}


def split(
    keys: pl.DataFrame,
    run: Run,
    *,
    train: Share = 0.9,
    validation: Share = 0.05,
    test: Share = 0.05,
    by: tuple[By, ...] = ("conversation", "cluster"),
) -> pl.DataFrame:
    """Say for every row to which split it goes.

    Args:
        keys: one row per live row: `ordinal`, `record_id`, `conversation_id`, `history_id`,
            `cluster_id`, `user_key`; any order. A null key joins a row to nobody.
        run: its key and seed decide; nothing else does.
        train: share of the groups for training, 0 to 1.
        validation: share of the groups to tune on.
        test: share of the groups to measure on; the three add up to 1.
        by: what never stands on two sides of a split.

    Returns:
        One row per row of `keys`: `ordinal`, `split`, `reasons` (always []).
    """
    groups = root_of_groups(keys, [column for b in by for column in COLUMNS[b]])
    place = share(groups["group"], run.key, run.seed)
    shares = {"train": train, "validation": validation, "test": test}
    last = [name for name, part in shares.items() if part > 0][-1]
    first = pl.when(place < train).then(pl.lit("train"))
    second = first.when(place < train + validation).then(pl.lit("validation"))
    return groups.select(
        "ordinal",
        second.otherwise(pl.lit(last)).alias("split"),
        pl.lit([], dtype=pl.List(pl.String)).alias("reasons"),
    )
