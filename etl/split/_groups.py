"""Groups: connected components over rows and the keys that they share.

Labels are propagated by minimum until nothing changes. Each round halves long chains, so a
handful of rounds is usual; a few arrays of 4 bytes a row are the only memory.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

U32 = npt.NDArray[np.uint32]


def root_of_groups(keys: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """`keys` with `group`: the smallest `name` of its component, where rows share a column's value.

    `name` and the columns are numbers from 0 (`etl.split._coded`); a null joins a row to nobody.
    """
    group = keys["name"].to_numpy()
    held = [_held(keys[column]) for column in columns]
    while True:
        least = group.copy()
        for rows, key in held:
            least[rows] = np.minimum(least[rows], _least(key, group[rows])[key])
        if np.array_equal(least, group):
            return keys.with_columns(group=pl.Series(group))
        # Where a label itself moved, all that carry it move along: this is what halves chains.
        group = _least(group, least)[group]


def _held(column: pl.Series) -> tuple[npt.NDArray[np.intp], U32]:
    """Which rows have a key in a column, and which."""
    rows = np.flatnonzero(column.is_not_null().to_numpy())
    return rows, column.drop_nulls().to_numpy()


def _least(key: U32, label: U32) -> U32:
    """The smallest label of each key."""
    least = np.full(int(key.max(initial=0)) + 1, np.iinfo(np.uint32).max, np.uint32)
    np.minimum.at(least, key, label)
    return least
