"""From band keys to buckets: which rows share a band, and so may be alike.

One band is held at a time, and only of keys that occur twice anything is kept.

Price: 100 bytes a row while a band is grouped; 12 bytes for each band that a row shares.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.dedup import _committed
from etl.dedup._candidates import Buckets
from etl.dedup._hashing import I64, U64
from etl.dedup._leaders import MOST

Members = tuple[I64, I64]  # row, bucket: one entry for each row in a bucket


def members(keys: pl.LazyFrame, live: U64, bands: list[str]) -> Members:
    """Rows (as places in `live`) and the buckets that they share with another live row."""
    rows, buckets, known = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for band in bands:
        of_band = keys.select("ordinal", "committed", key=band).filter(pl.col("key") > 0)
        row, bucket = _band(_committed.met(of_band, "key"), live)
        rows.append(row)
        buckets.append(bucket + known)
        known += int(bucket[-1]) + 1 if bucket.size else 0
    return np.concatenate(rows), np.concatenate(buckets)


def _band(keys: pl.LazyFrame, live: U64) -> Members:
    """Rows that share a key of this band with another live row, by bucket, then row."""
    frame = keys.collect().filter(pl.col("key").is_duplicated())
    ordinal, key = frame["ordinal"].to_numpy(), frame["key"].to_numpy()
    row = np.searchsorted(live, ordinal)
    alive = np.append(live, np.uint64(0))[row] == ordinal  # not found: behind all that live
    row, key = row[alive], key[alive]
    order = np.lexsort((row, key))
    row, key = row[order], key[order]
    starts = np.append(True, key[1:] != key[:-1])[: key.size]
    bucket = np.cumsum(starts) - 1
    shared = np.bincount(bucket, minlength=1)[bucket] > 1 if bucket.size else starts
    bucket = np.cumsum(starts[shared]) - 1
    return row[shared], bucket


def laid(number: npt.NDArray[np.intp], bucket: I64, rows: int) -> Buckets:
    """The buckets of each of `rows` candidates; `number` and `bucket` say who is in which."""
    by_row = np.argsort(number, kind="stable")
    of_row = np.concatenate([[0], np.cumsum(np.bincount(number, minlength=rows))])
    sizes = np.minimum(np.bincount(bucket), MOST)
    begin = np.concatenate([[0], np.cumsum(sizes)])
    return Buckets(
        of_row=of_row.astype(np.int64),
        bucket=bucket[by_row].astype(np.int32),
        begin=begin[:-1].astype(np.int64),
        held=np.zeros(sizes.size, np.int32),
        leader=np.zeros(begin[-1], np.int32),
    )
