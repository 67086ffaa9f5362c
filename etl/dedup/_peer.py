"""`engine: datasketch`: the signatures of the library of that name, to compare with our own."""

import numpy as np

from etl.dedup._hashing import I64, U32
from etl.dedup._lsh import SIZE


def signatures(shingles: U32, start: I64, seed: int) -> U32:
    """As `_lsh.signatures`, by datasketch's MinHash: 128 permutations, 50 times slower."""
    from datasketch import MinHash  # noqa: PLC0415 - only where it is asked for

    # The scheme is named, since sketches of another must not meet those that a state holds.
    empty = MinHash(num_perm=SIZE, seed=seed % 2**32, hashfunc=int, scheme="affine32")
    out = np.empty((start.size - 1, SIZE), np.uint32)
    for row in range(start.size - 1):
        sketch = empty.copy()
        if start[row + 1] > start[row]:
            sketch.update_batch(shingles[start[row] : start[row + 1]])
        out[row] = sketch.hashvalues
    return out
