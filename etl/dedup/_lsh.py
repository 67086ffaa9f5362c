"""Signatures and bands: rows that may be alike get an equal key in at least one band.

MinHash (Broder 1997; Mining of Massive Datasets, chapter 3): the smallest value of a permutation
is equal for two sets with the probability of their Jaccard similarity s. With b bands of r such
minima, two rows share a band with probability 1 - (1 - s**r)**b. Bands are chosen for recall,
because candidates are verified later: 21 x 6 at a threshold of 0.8 (0.998 of the pairs there).
The "optimal" search of the peers finds 40 to 50 % of the pairs at the threshold.

Price: 2.2 CPU us a row of 220 shingles; 8 bytes a band on disk.
"""

import numpy as np
import numpy.typing as npt

from etl.dedup._compiled import compiled
from etl.dedup._hashing import GOLDEN, I64, U64, mixed
from etl.dedup._scan import U32

SIZE = 126  # permutations: divides by 2, 3, 6, 7, 9, 14, 18, 21
RECALL = 0.99  # least probability to find a pair exactly at the threshold


def shape(threshold: float) -> tuple[int, int]:
    """(bands, rows a band): the strictest bands that still find pairs at the threshold."""
    found = [
        (SIZE // r, r)
        for r in range(1, SIZE + 1)
        if 1 - (1 - threshold**r) ** (SIZE // r) >= RECALL
    ]
    return found[-1] if found else (SIZE, 1)


def signatures(shingles: U32, start: I64, seed: int) -> U32:
    """[rows, SIZE]: minima of `a * shingle + b` modulo 2**32, `a` odd: permutations of 32 bits."""
    salt = np.uint64(seed % 2**64 * GOLDEN % 2**64)
    numbers = (mixed(np.arange(1, 2 * SIZE + 1).astype(np.uint64) + salt) >> np.uint64(32)).astype(
        np.uint32
    )
    out = np.full((start.size - 1, SIZE), 2**32 - 1, np.uint32)
    _minima(shingles, start, numbers[:SIZE] | np.uint32(1), numbers[SIZE:], out)
    return out


@compiled
def _minima(shingles: U32, start: I64, a: U32, b: U32, out: U32) -> None:
    for row in range(start.size - 1):
        least = out[row]
        for j in range(start[row], start[row + 1]):
            shingle = shingles[j]
            for k in range(SIZE):
                least[k] = min(least[k], np.uint32(a[k] * shingle + b[k]))


def peer_signatures(shingles: U32, start: I64, seed: int) -> U32:
    """The same by datasketch's MinHash (`engine: datasketch`): 50 times slower, to compare."""
    from datasketch import MinHash  # noqa: PLC0415 - only where it is asked for

    empty = MinHash(num_perm=SIZE, seed=seed % 2**32, hashfunc=int)
    out = np.empty((start.size - 1, SIZE), np.uint32)
    for row in range(start.size - 1):
        sketch = empty.copy()
        if start[row + 1] > start[row]:
            sketch.update_batch(shingles[start[row] : start[row + 1]])
        out[row] = sketch.hashvalues
    return out


def bands(signature: U32, threshold: float, empty: npt.NDArray[np.bool_]) -> list[U64]:
    """One key a band for each row, never 0; 0 for rows flagged `empty`: they meet nobody."""
    count, width = shape(threshold)
    keys = []
    for band in range(count):
        key = np.full(len(signature), band, np.uint64)
        for column in range(band * width, (band + 1) * width):
            key = mixed(key + np.uint64(GOLDEN) + signature[:, column])
        keys.append(np.where(empty, np.uint64(0), np.maximum(key, np.uint64(1))))
    return keys
