"""From band keys to buckets: which rows share a band, and so may be alike.

Some bands are read at a time, and only of keys that occur twice anything is kept.

Price: 60 bytes a row while bands are read; 8 bytes for each band that a row shares, three times
that while they are laid out.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from etl.dedup._candidates import I32, Buckets
from etl.dedup._compiled import compiled
from etl.dedup._hashing import I64, U64, Bytes
from etl.dedup._leaders import MOST
from etl.dedup._messages import Flags

CAME, AGAIN, NEW, MEETS = (np.uint8(n) for n in (1, 2, 4, 6))
AT_ONCE = 3  # bands: a reading costs more than a band, and each is 8 bytes a row

Members = tuple[I32, I32]  # row, bucket: one entry for each row in a bucket


def members(keys: pl.LazyFrame, live: U64, bands: Sequence[str]) -> Members:
    """Rows (as places in `live`) and the buckets that they share with another live row."""
    rows, buckets, known = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], 0
    for first in range(0, len(bands), AT_ONCE):
        names = bands[first : first + AT_ONCE]
        frame = keys.select("ordinal", "committed", *names).collect(engine="streaming")
        ordinal, committed = frame["ordinal"].to_numpy(), frame["committed"].to_numpy()
        for name in names:
            row, bucket = _band(ordinal, committed, frame[name].to_numpy(), live)
            rows.append(row)
            buckets.append(bucket + np.int32(known))
            known += int(bucket[-1]) + 1 if bucket.size else 0
    return np.concatenate(rows), np.concatenate(buckets)


def _band(ordinal: U64, committed: Flags, key: U64, live: U64) -> Members:
    """Rows that share a key of this band with another live row, by bucket, then row.

    0 is no key. What two committed rows have in common was looked at in their own run.
    """
    among = np.empty(key.size, np.bool_)
    bits = (4 * key.size).bit_length()
    _may_meet(key, committed, np.zeros(1 << bits, np.uint8), np.uint64(64 - bits), among)
    ordinal, key, new = ordinal[among], key[among], ~committed[among]
    row = np.searchsorted(live, ordinal)
    alive = np.append(live, np.uint64(0))[row] == ordinal  # not found: behind all that live
    row, key, new = row[alive].astype(np.int32), key[alive], new[alive]
    order = np.lexsort((row, key))
    row, key, new = row[order], key[order], new[order]
    starts = np.append(True, key[1:] != key[:-1])[: key.size]
    bucket = np.cumsum(starts) - 1
    met = (np.bincount(bucket) > 1) & (np.bincount(bucket, weights=new) > 0)
    kept = met[bucket]
    bucket = np.cumsum(starts[kept], dtype=np.int32) - np.int32(1)
    return row[kept], bucket


@compiled
def _may_meet(key: U64, committed: Flags, table: Bytes, shift: np.uint64, among: Flags) -> None:
    """Which rows may share their key with another row, one of the two new: all that do, few others.

    A byte a slot says that a key came, came again, and of a new row; far less than to sort them.
    """
    for i in range(key.size):
        if key[i]:
            slot = key[i] >> shift
            again = AGAIN if table[slot] & CAME else CAME
            table[slot] |= again if committed[i] else again | NEW
    for i in range(key.size):
        among[i] = key[i] != 0 and table[key[i] >> shift] & MEETS == MEETS


def laid(number: I32, bucket: I32, rows: int) -> Buckets:
    """The buckets of each of `rows` candidates; `number` and `bucket` say who is in which."""
    by_row = np.argsort(number, kind="stable")
    of_row = np.concatenate([[0], np.cumsum(np.bincount(number, minlength=rows))])
    sizes = np.minimum(np.bincount(bucket), MOST)
    begin = np.concatenate([[0], np.cumsum(sizes)])
    return Buckets(
        of_row=of_row.astype(np.int64),
        bucket=bucket[by_row],
        begin=begin[:-1].astype(np.int64),
        held=np.zeros(sizes.size, np.int32),
        leader=np.zeros(begin[-1], np.int32),
    )


def numbered(row: I32, rows: int) -> tuple[I64, I32]:
    """The places that occur in `row`, sorted, and for each entry which of them it is."""
    occurs = np.zeros(rows, np.bool_)
    occurs[row] = True
    number = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(occurs), number[row]
