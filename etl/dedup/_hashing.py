"""128-bit hashes as two columns of 64 bits, the same on every machine and in every version.

A text is hashed by XXH3 (https://github.com/Cyan4973/xxHash, stable by its specification).
Sequences are sums of position-salted hashes, so that all prefixes of a row come from one
`cumsum` over the chunk: 0.5 us a call of 8 messages. Polars' own `Expr.hash` is never used: its
values change between versions.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh

U64: TypeAlias = npt.NDArray[np.uint64]
I64: TypeAlias = npt.NDArray[np.int64]
U32: TypeAlias = npt.NDArray[np.uint32]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Lanes: TypeAlias = tuple[U64, U64]

GOLDEN = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: https://prng.di.unimi.it/splitmix64.c
SECOND = 0xD1342543DE82EF95  # another odd multiplier, so that the lanes never agree by design


def mixed(x: U64) -> U64:
    """The finaliser of splitmix64: every bit of `x` reaches every bit of the result."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def of_text(text: pl.Series) -> Lanes:
    """XXH3 of each text, low and high half; null gives 0 in both."""
    whole = text.alias("t").to_frame().select(plh.col("t").nchash.xxh3_128()).to_series()
    low = whole.cast(pl.UInt64, wrap_numerical=True)
    high = (whole // (1 << 64)).cast(pl.UInt64)
    return low.fill_null(0).to_numpy(), high.fill_null(0).to_numpy()


def of_fields(fields: list[Lanes]) -> Lanes:
    """One hash of several fields side by side; a field moved to another place changes it."""
    low, high = (np.zeros_like(fields[0][0]) for _ in range(2))
    for place, (a, b) in enumerate(fields, start=1):
        low += mixed(a + np.uint64(place * GOLDEN % 2**64))
        high += mixed(b + np.uint64(place * SECOND % 2**64))
    return mixed(low), mixed(high)


def running(lanes: Lanes, place: I64) -> Lanes:
    """Sums over all items before each index (one entry more than items), salted by `place`.

    The hash of a row's items `i` to `j` is then `sums[j] - sums[i]`, wrapping.
    """
    salted = (
        mixed(lanes[0] + place.astype(np.uint64) * np.uint64(GOLDEN)),
        mixed(lanes[1] + place.astype(np.uint64) * np.uint64(SECOND)),
    )
    zero = np.zeros(1, np.uint64)
    low, high = (np.concatenate([zero, np.cumsum(lane, dtype=np.uint64)]) for lane in salted)
    return low, high
