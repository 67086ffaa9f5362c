"""Pairs of calls of one person that ask the same: where to look, and how alike two texts are.

Calls come sorted by group (a person, and a place in a conversation) and time, so that what a person
sends one after the other are neighbours; a call is compared with the next, then with the one after
it, until one replaces it or the time is over. All on arrays: a Python loop runs over distances alone.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

_LOOK_AHEAD = 32  # later calls that are compared with one: a person asks no more in two minutes
_END = 5_000  # characters compared at each end of a text: the time grows with their square
_AT_ONCE = 256 << 20  # bytes of text in memory
_LOOSE = 0.01
_ROUNDING = 1e-9  # 8 of 10 characters are 0.8 alike, not 0.7999999


def neighbours(calls: pl.LazyFrame, within: timedelta) -> pl.LazyFrame:
    """The calls that have another one of their group within the time."""
    same = pl.col("group") == pl.col("group").shift(-1)
    followed = same & (pl.col("timestamp").shift(-1) - pl.col("timestamp") <= within)
    followed = followed.fill_null(value=False)
    return calls.filter(followed | followed.shift(1, fill_value=False))


def batches(calls: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut between groups, into pieces whose texts fit in memory."""
    calls = calls.with_columns(until=pl.col("asked_bytes").cast(pl.UInt64).cum_sum())
    cut = calls.with_columns(batch=pl.col("until").first().over("group") // _AT_ONCE).drop("until")
    yield from cut.partition_by("batch", maintain_order=True, include_key=False)


def retries(calls: pl.DataFrame, within: timedelta, similarity: float) -> pl.DataFrame:
    """Compare each call with the next, those not yet replaced with the one after it, and so on.

    Where `committed` is known, a pair counts only if one of the two is, and the other is not.
    """
    columns = ("ordinal", "group", "timestamp", "call", "passes", "committed")
    ordinal, group, time, call, passes, kept = (calls[name].to_numpy() for name in columns)
    every = calls["committed"].null_count() > 0
    texts, longest = calls["asked"], np.timedelta64(within)
    pairs, earlier = [], np.arange(calls.height)
    for step in range(1, _LOOK_AHEAD + 1):
        earlier = earlier[earlier + step < calls.height]
        later = earlier + step
        near = (group[earlier] == group[later]) & (time[later] - time[earlier] <= longest)
        earlier, later = earlier[near], later[near]
        other = (call[earlier] != call[later]) | (call[earlier] == 0)  # 0: no call id
        again = other & passes[later] & (time[later] > time[earlier])
        again &= every | (kept[earlier] != kept[later])
        again[again] = _alike(texts.gather(earlier[again]), texts.gather(later[again]), similarity)
        pairs.append((ordinal[earlier[again]], ordinal[later[again]]))
        earlier = earlier[~again]
    gone, kept = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return pl.DataFrame({"ordinal": gone, "kept_as_ordinal": kept})


def _alike(earlier: pl.Series, later: pl.Series, similarity: float) -> np.ndarray[Any, Any]:
    """Which pairs are as alike as `similarity`, or begin one with the other."""
    pair = pl.DataFrame({"earlier": earlier, "later": later})
    begins = (pl.col(a).str.starts_with(pl.col(b)) for a, b in (pair.columns, pair.columns[::-1]))
    alike = pair.select(pl.any_horizontal(begins)).to_series().to_numpy().copy()
    texts = [_ends(side.filter(pl.Series(~alike))) for side in (earlier, later)]
    # The cut-off saves time; it is loose, since rapidfuzz 3.14 loses pairs that lie right on it.
    cutoff, scorer = max(similarity - _LOOSE, 0), Indel.normalized_similarity
    score = cpdist(*texts, scorer=scorer, score_cutoff=cutoff, dtype=np.float64)
    alike[~alike] = score >= similarity - _ROUNDING
    return alike


def _ends(texts: pl.Series) -> list[str]:
    long = texts.str.len_chars() > 2 * _END
    return (
        pl.select(pl.when(long).then(texts.str.head(_END) + texts.str.tail(_END)).otherwise(texts))
        .to_series()
        .to_list()
    )
