"""Signatures and bands: rows that may be alike get an equal key in at least one band.

A signature is 128 numbers, each equal for two sets with the probability of their Jaccard
similarity s (MinHash: Broder 1997; Mining of Massive Datasets, chapter 3). With b bands of r of
them, two rows share a band with probability 1 - (1 - s**r)**b. Bands are chosen for recall,
because candidates are verified later: 21 x 6 at a threshold of 0.8 (0.998 of the pairs there).
The "optimal" search of the peers finds 40 to 50 % of the pairs at the threshold.

The numbers come by fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017,
https://arxiv.org/abs/1704.04370): each shingle is thrown into one of 128 bins, which keep their
least value, again until no bin is empty; after 128 throws each bin gets its own. Less work than
128 permutations, and a smaller error, as no shingle stands in two bins by one throw.

Price: 0.8 CPU us a row of 170 shingles, 2.3 by 126 permutations; 8 bytes a band on disk.
"""

import numpy as np
import numpy.typing as npt

from etl.dedup._compiled import compiled
from etl.dedup._hashing import GOLDEN, I64, U32, U64, mixed

SIZE, BITS = 128, 7  # numbers a signature, and log2 of it
RECALL = 0.99  # least probability to find a pair exactly at the threshold
EMPTY = np.uint32(2**32 - 1)
ROUND, LOW = np.uint32(24), np.uint64(2**24 - 1)  # a number: throw, and 24 bits of the value


def shape(threshold: float) -> tuple[int, int]:
    """(bands, rows a band): the strictest bands that still find pairs at the threshold."""
    found = [
        (SIZE // r, r)
        for r in range(1, SIZE + 1)
        if 1 - (1 - threshold**r) ** (SIZE // r) >= RECALL
    ]
    return found[-1] if found else (SIZE, 1)


def signatures(shingles: U32, start: I64, seed: int) -> U32:
    """[rows, SIZE]: of row `i` the sketch of `shingles[start[i]:start[i + 1]]`; EMPTY for none."""
    out = np.full((start.size - 1, SIZE), EMPTY, np.uint32)
    _sketch(shingles, start, _drawn(4 * SIZE, seed, GOLDEN), out)
    return out


def bands(signature: U32, threshold: float, empty: npt.NDArray[np.bool_]) -> list[U64]:
    """One key a band for each row, never 0; 0 for rows flagged `empty`: they meet nobody."""
    count, width = shape(threshold)
    keys = np.empty((count, len(signature)), np.uint64)
    _keyed(signature, _drawn(count * width, 0, GOLDEN), keys)
    return [np.where(empty, np.uint64(0), np.maximum(mixed(key), np.uint64(1))) for key in keys]


def _drawn(count: int, seed: int, step: int) -> U64:
    """Odd numbers, the same for the same seed."""
    salt = np.uint64(seed % 2**64 * step % 2**64)
    return mixed(np.arange(1, count + 1).astype(np.uint64) + salt) | np.uint64(1)


@compiled
def _sketch(shingles: U32, start: I64, odd: U64, out: U32) -> None:
    for row in range(start.size - 1):
        mine, least = shingles[start[row] : start[row + 1]], out[row]
        left = SIZE if mine.size else 0
        for turn in range(2 * SIZE):
            if left == 0:
                break
            _throw(mine, turn, odd[2 * turn], odd[2 * turn + 1], least)
            left = 0
            for k in range(SIZE):
                left += least[k] == EMPTY


@compiled
def _throw(shingles: U32, turn: int, a: np.uint64, b: np.uint64, least: U32) -> None:
    """Throw every shingle once: by a multiply and shift, as shingles are hashes themselves."""
    high = np.uint32(turn) << ROUND
    for shingle in shingles:
        value = np.uint64(shingle) * a + b
        bin_ = value >> np.uint64(64 - BITS) if turn < SIZE else np.uint64(turn - SIZE)
        number = high | np.uint32(value >> np.uint64(33) & LOW)
        least[bin_] = min(least[bin_], number)


@compiled
def _keyed(signature: U32, odd: U64, keys: U64) -> None:
    count, rows = keys.shape
    width = odd.size // count
    for row in range(rows):
        for band in range(count):
            key = np.uint64(band)
            for k in range(band * width, (band + 1) * width):
                key += np.uint64(signature[row, k]) * odd[k]
            keys[band, row] = key
