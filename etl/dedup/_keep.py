"""Which row of a group of alike rows stays, and how rows become groups."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
import polars as pl
from pydantic import AfterValidator

from etl.errors import ConfigError

_ORDER = {
    "first": (["timestamp", "ordinal"], [False, False]),
    "last": (["timestamp", "ordinal"], [True, True]),
    "longest": (["length", "timestamp", "ordinal"], [True, False, False]),
}
_NOT_BUILT = "'best' is not built yet (rows have no scores); write first, last or longest"


def _built(keep: str) -> str:
    """So that config.yaml is told at once; the same check stands in `representatives`."""
    if keep not in _ORDER:
        raise ValueError(_NOT_BUILT)
    return keep


Keep: TypeAlias = Annotated[Literal["first", "last", "longest", "best"], AfterValidator(_built)]


def check(part: str, keep: str) -> None:
    """Raise ConfigError where `keep` is not built."""
    if keep not in _ORDER:
        raise ConfigError(f"dedup.{part}.keep: {_NOT_BUILT}")


def representatives(groups: pl.DataFrame, keys: pl.LazyFrame, keep: str) -> pl.DataFrame:
    """For each row that must go, the one that stays in its place.

    Args:
        groups: `ordinal`, `group` (the smallest ordinal of the group).
        keys: read for `committed`, `timestamp` and `length` of these rows only.
        keep: first | last (by time, then place) | longest (then the first). A row without a
            time comes after those with one, either way: never by arrival. Committed rows come
            before all others, whatever it says.

    Returns:
        `ordinal`, `kept`: ordinals; rows that stay, all committed ones among them, are not listed.
    """
    by, descending = _ORDER[keep]
    narrow = keys.select("ordinal", "committed", "timestamp", "length")
    return (
        narrow.join(groups.lazy(), on="ordinal", how="inner", maintain_order="left")
        .sort(["group", "committed", *by], descending=[False, True, *descending], nulls_last=True)
        .with_columns(kept=pl.col("ordinal").first().over("group"))
        .filter(pl.col("kept") != pl.col("ordinal"), ~pl.col("committed"))
        .select("ordinal", "kept")
        .sort("ordinal")
        .collect()
    )


def components(edges: pl.DataFrame) -> pl.DataFrame:
    """Join rows over edges: `ordinal`, `group` = the smallest ordinal that can be reached.

    Labels fall to the smallest of their neighbours, and of their label's label, until none
    moves: a few rounds for stars, the logarithm of the length for chains.

    Args:
        edges: `ordinal`, `other`; rows without an edge are not listed.
    """
    names = np.unique(np.concatenate([edges["ordinal"].to_numpy(), edges["other"].to_numpy()]))
    left = np.searchsorted(names, edges["ordinal"].to_numpy())
    right = np.searchsorted(names, edges["other"].to_numpy())
    label = np.arange(names.size)
    while True:
        least = np.minimum(label[left], label[right])
        new = label.copy()
        for side in (left, right, label[left], label[right]):
            np.minimum.at(new, side, least)
        new = new[new]
        if np.array_equal(new, label):
            return pl.DataFrame({"ordinal": names, "group": names[label]})
        label = new
