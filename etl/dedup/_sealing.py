"""Shingles and band keys sealed and opened by Speck (`_sealed`): numba kernels.

Rounds go over a block of hashes that stays in the cache, so that a vector of them is turned at a time.
Numbers are cast at each step, since numba makes 64 bits of all that it adds.
"""

import numpy as np
import numpy.typing as npt

from etl.dedup import _sealed
from etl.dedup._compiled import compiled
from etl.dedup._hashing import U32, U64

BLOCK = 1024  # hashes at a time
U16 = npt.NDArray[np.uint16]
H, W = np.uint16, np.uint32  # half a shingle, half a band key


def shingles(plain: U32, key: bytes) -> U32:
    """Shingles under `key`."""
    out = plain.copy()
    _seal_32(out, _sealed.of_32(key).astype(np.uint16), _half(), _half())
    return out


def opened(sealed: U32, key: bytes) -> U32:
    """What `shingles` sealed."""
    out = sealed.copy()
    _open_32(out, _sealed.of_32(key)[::-1].astype(np.uint16), _half(), _half())
    return out


def bands(plain: U64, key: bytes) -> U64:
    """What `_sealed.sealed` gives, three times as fast."""
    out, rounds = plain.copy(), _sealed.of_64(key)
    _seal_64(out, rounds, np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32))
    return _sealed.zeros_kept(plain, out, rounds)


def _half() -> U16:
    return np.empty(BLOCK, np.uint16)


@compiled
def _seal_32(hashes: U32, rounds: U16, x: U16, y: U16) -> None:
    for at in range(0, hashes.size, BLOCK):
        block = hashes[at : at + BLOCK]
        _split(block, x, y)
        for k in rounds:
            for i in range(block.size):
                a = H(H(H(x[i] >> H(7)) | H(x[i] << H(9))) + y[i]) ^ k
                y[i] = H(H(y[i] << H(2)) | H(y[i] >> H(14))) ^ H(a)
                x[i] = a
        _join(block, x, y)


@compiled
def _open_32(hashes: U32, rounds: U16, x: U16, y: U16) -> None:
    for at in range(0, hashes.size, BLOCK):
        block = hashes[at : at + BLOCK]
        _split(block, x, y)
        for k in rounds:
            for i in range(block.size):
                b = H(y[i] ^ x[i])
                y[i] = H(b >> H(2)) | H(b << H(14))
                a = H(H(x[i] ^ k) - y[i])
                x[i] = H(a << H(7)) | H(a >> H(9))
        _join(block, x, y)


@compiled
def _split(block: U32, x: U16, y: U16) -> None:
    for i in range(block.size):
        x[i], y[i] = block[i] >> W(16), block[i]


@compiled
def _join(block: U32, x: U16, y: U16) -> None:
    for i in range(block.size):
        block[i] = W(x[i]) << W(16) | W(y[i])


@compiled
def _seal_64(hashes: U64, rounds: U32, x: U32, y: U32) -> None:
    for at in range(0, hashes.size, BLOCK):
        block = hashes[at : at + BLOCK]
        for i in range(block.size):
            x[i], y[i] = block[i] >> np.uint64(32), block[i]
        for k in rounds:
            for i in range(block.size):
                a = W(W(W(x[i] >> W(8)) | W(x[i] << W(24))) + y[i]) ^ k
                y[i] = W(W(y[i] << W(3)) | W(y[i] >> W(29))) ^ W(a)
                x[i] = a
        for i in range(block.size):
            block[i] = np.uint64(x[i]) << np.uint64(32) | np.uint64(y[i])
