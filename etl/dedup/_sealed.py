"""Hashes of text under the key of the run, so that whoever reads a key file cannot guess texts.

A hash of a short text can be guessed: one hashes all that is likely and looks which is there. So each
hash in the keys is sealed by the block cipher Speck (Beaulieu et al. 2013,
https://eprint.iacr.org/2013/404), in blocks as wide as the hash: equal hashes stay equal and others
differ, so verdicts are the same whatever the key is, and runs under one key can be compared. 0 says
that there is nothing, and stays.

Price: 30 CPU ns a hash of 64 bits; shingles and band keys are sealed by `_sealing`, in 0.7 us a row of
170 shingles and 21 bands.
"""

import hashlib

import numpy as np

from etl.dedup._hashing import U32, U64, Lanes

ROUNDS_32, ROUNDS_64 = 22, 27  # Speck32/64 and Speck64/128
BLOCK = 16384  # hashes at a time: more leave the cache, fewer cost calls


def sealed(hashes: U64, key: bytes) -> U64:
    """`hashes` under `key`, 0 where they are 0."""
    out, rounds = np.empty_like(hashes), of_64(key)
    for at in range(0, hashes.size, BLOCK):
        out[at : at + BLOCK] = _block(hashes[at : at + BLOCK], rounds)
    return zeros_kept(hashes, out, rounds)


def zeros_kept(hashes: U64, out: U64, rounds: U32) -> U64:
    """`out` so that 0 gives 0, and nothing else does."""
    out[out == 0] = _block(np.zeros(1, np.uint64), rounds)[0]
    out[hashes == 0] = 0
    return out


def lanes(hashes: Lanes, key: bytes) -> Lanes:
    """Both lanes under `key`."""
    return sealed(hashes[0], key), sealed(hashes[1], key)


def of_32(key: bytes) -> U32:
    """Round keys for blocks of 32 bits."""
    return np.array(expanded(_words(key, "dedup 32", 2), ROUNDS_32, 16, (7, 2)), np.uint32)


def of_64(key: bytes) -> U32:
    """Round keys for blocks of 64 bits."""
    return np.array(expanded(_words(key, "dedup 64", 4), ROUNDS_64, 32, (8, 3)), np.uint32)


def expanded(words: list[int], rounds: int, bits: int, turns: tuple[int, int]) -> list[int]:
    """The key schedule of Speck: `words` as the paper writes them, the first round's last."""
    mask, (right, left) = (1 << bits) - 1, turns
    k, more, out = words[-1], words[-2::-1], list[int]()
    for n in range(rounds):
        out.append(k)
        turned = (more[n] >> right | more[n] << bits - right) & mask
        more.append((k + turned & mask) ^ n)
        k = (k << left | k >> bits - left) & mask ^ more[-1]
    return out


def _words(key: bytes, what: str, size: int) -> list[int]:
    """Four words of `size` bytes that nobody knows who has not the key of the run."""
    drawn = hashlib.blake2b(what.encode(), key=key, digest_size=4 * size).digest()
    return [int.from_bytes(drawn[at : at + size], "little") for at in range(0, 4 * size, size)]


def _block(hashes: U64, rounds: U32) -> U64:
    x, y = (hashes >> np.uint64(32)).astype(np.uint32), hashes.astype(np.uint32)
    more = np.empty_like(x)
    for k in rounds:
        _turned(x, 24, more)
        x += y
        x ^= k
        _turned(y, 3, more)
        y ^= x
    whole: U64 = x.astype(np.uint64) << np.uint64(32) | y
    return whole


def _turned(x: U32, left: int, more: U32) -> None:
    """Rotate in place; `more` is room to work in."""
    np.left_shift(x, left, out=more)
    np.right_shift(x, 32 - left, out=x)
    np.bitwise_or(x, more, out=x)
