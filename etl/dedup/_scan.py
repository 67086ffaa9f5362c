"""From the token hashes of texts to shingles and to hashes of whole texts: numba kernels.

A shingle is a polynomial over the hashes of five tokens in a row, so that a vector of them is
computed at a time.
"""

import numpy as np

from etl.dedup._compiled import compiled
from etl.dedup._hashing import I64, U32, U64, Bytes
from etl.dedup._words import BASE, BASE_2, HALF, NONE

__all__ = ["SIZE", "U32", "mix", "sequences", "shingled"]

SIZE = 5  # tokens a shingle
B2, B3, B4 = (np.uint64(pow(int(BASE), n, 2**64)) for n in (2, 3, 4))
SHORT, PLAIN = np.uint64(0x5851F42D4C957F2D), np.uint64(0x14057B7EF767814F)  # salts

Pair = tuple[np.uint64, np.uint64]


@compiled
def mix(x: np.uint64) -> np.uint64:
    """The finaliser of splitmix64, as in `_hashing.mixed`."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def shingled(  # noqa: PLR0917 - a kernel gets arrays
    data: Bytes, offsets: I64, tokens: U64, counts: I64, some: I64, out: U32
) -> None:
    """The shingles of all texts, of which each has `counts` tokens and gives `some`."""
    first, used = 0, 0
    for m in range(counts.size):
        n = counts[m]
        if n >= SIZE:
            _of_five(tokens[first : first + n], out[used : used + some[m]])
        elif some[m]:
            whole, _ = _whole(data[offsets[m] : offsets[m + 1]], tokens[first : first + n])
            salt = SHORT if n else PLAIN
            out[used] = np.uint32(mix(whole ^ (salt + np.uint64(n))) >> HALF)
        first += n
        used += some[m]


@compiled
def _of_five(t: U64, out: U32) -> None:
    for j in range(out.size):
        whole = t[j] * B4 + t[j + 1] * B3 + t[j + 2] * B2 + t[j + 3] * BASE + t[j + 4]
        out[j] = np.uint32(whole >> HALF)


@compiled
def sequences(data: Bytes, offsets: I64, tokens: U64, counts: I64, lanes: U64) -> None:
    """For each text two hashes of all its tokens, or of its bytes where it has none."""
    first = 0
    for m in range(counts.size):
        n = counts[m]
        if offsets[m + 1] > offsets[m]:
            a, b = _whole(data[offsets[m] : offsets[m + 1]], tokens[first : first + n])
            lanes[0, m], lanes[1, m] = mix(a + np.uint64(n)), mix(b + np.uint64(n))
        first += n


@compiled
def _whole(data: Bytes, tokens: U64) -> Pair:
    a, b = NONE, NONE
    for token in tokens:
        a, b = a * BASE + token, b * BASE_2 + token
    if not tokens.size:
        for byte in data:
            a = (a ^ np.uint64(byte)) * np.uint64(0x100000001B3)  # FNV-1a, 64 bits
            b = (b + np.uint64(byte) + np.uint64(1)) * BASE_2
    return a, b
