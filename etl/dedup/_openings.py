"""How each user message begins and ends, made where the rows are: who may be under a template.

Two hashes a message of more than 8 shingles (12 tokens): shorter ones have no room for a template.
"""

import numpy as np
import polars as pl

from etl.dedup import _messages, _nodes
from etl.dedup._hashing import I64, U32, U64
from etl.dedup._messages import Flags

WAYS = ("opening", "closing")


def columns(asks: Flags, places: I64, shingle: U32, counts: I64) -> dict[str, pl.Series]:
    """`asked`, `opening`, `closing`: lists with an entry for each such message of a row.

    Args:
        asks: which of the messages that are compared a user spoke.
        places: where the messages of each row begin among them.
        shingle: of all of them.
        counts: how many each has.
    """
    row = np.repeat(np.arange(places.size - 1), np.diff(places))
    asked = np.flatnonzero(asks & (counts > _nodes.STEP))
    offset = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    opening, closing = (np.zeros(asked.size, np.uint64) for _ in range(2))
    _nodes.ends(shingle, offset, asked, opening, closing)
    start = np.searchsorted(asked, places)
    place = (asked - places[row[asked]]).astype(np.uint32)
    return {
        "asked": _messages.lists(place, start),
        "opening": _messages.lists(opening, start),
        "closing": _messages.lists(closing, start),
    }


def often(keys: pl.LazyFrame, way: str, least: int) -> U64:
    """The hashes that `least` messages have, one of a new row among them."""
    said = keys.select("committed", way).explode(way).drop_nulls(way)
    frame = said.collect(engine="streaming")
    ranked = np.sort(frame[way].to_numpy())
    shared = ranked[: max(0, ranked.size - least + 1)]
    often = np.unique(shared[shared == ranked[least - 1 :]])
    return np.intersect1d(often, frame.filter(~pl.col("committed"))[way].to_numpy())


def having(keys: pl.LazyFrame, firsts: U64) -> pl.DataFrame:
    """`ordinal` of the rows of which a message begins or ends with one of `firsts`."""
    wanted = pl.LazyFrame({"first": firsts}, schema={"first": pl.UInt64})
    said = (keys.select("ordinal", first=way).explode("first") for way in WAYS)
    found = [of.join(wanted, on="first", how="semi", maintain_order="left") for of in said]
    return pl.concat(found).select("ordinal").unique().collect(engine="streaming")
