"""The pass over UTF-8 bytes that cuts tokens and hashes them: numba kernels for `_shingles`.

Kernels that call each other stand in one file, because numba's cache looks for changes in the
file of the outer one alone. A shingle is a rolling polynomial hash over the last five tokens.
"""

import numpy as np
import numpy.typing as npt

from etl.dedup import _tokens
from etl.dedup._compiled import compiled
from etl.dedup._hashing import I64, U64

U32 = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

SIZE = 5  # tokens a shingle
SEQUENCE, BOTH = 1, 2  # of a message: hash its token sequence; cut its shingles too
BASE = np.uint64(0x9E3779B97F4A7C15)
BASE_2 = np.uint64(0xC2B2AE3D27D4EB4F)
TURN = np.uint64(pow(0x9E3779B97F4A7C15, SIZE, 2**64))  # takes a token out of the window
PRIME = np.uint64(0x100000001B3)  # FNV-1a's, 64 bits
SHORT, PLAIN = np.uint64(0x5851F42D4C957F2D), np.uint64(0x14057B7EF767814F)  # salts
LOW = np.uint64(0xFFFFFFFF)
CASES = np.uint32(_tokens.SINGLE)


@compiled
def mix(x: np.uint64) -> np.uint64:
    """The finaliser of splitmix64, as in `_hashing.mixed`."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def _decode(data: Bytes, i: int) -> tuple[int, int]:
    """The code point that starts at byte `i` of valid UTF-8, and where the next one starts."""
    c = int(data[i])
    if c < 0x80:  # noqa: PLR2004 - UTF-8, RFC 3629
        return c, i + 1
    if c < 0xE0:  # noqa: PLR2004 - same
        return (c & 0x1F) << 6 | int(data[i + 1]) & 0x3F, i + 2
    if c < 0xF0:  # noqa: PLR2004 - same
        low = (int(data[i + 1]) & 0x3F) << 6 | int(data[i + 2]) & 0x3F
        return (c & 0x0F) << 12 | low, i + 3
    low = (int(data[i + 1]) & 0x3F) << 12 | (int(data[i + 2]) & 0x3F) << 6
    return (c & 0x07) << 18 | low | int(data[i + 3]) & 0x3F, i + 4


@compiled
def _push(word: np.uint64, window: U64, state: U64, tokens: int) -> None:
    """Add a finished token: `state` is the rolling window and two hashes of the sequence."""
    token = mix(word)
    at = tokens % SIZE
    state[0] = state[0] * BASE + token - window[at] * TURN
    window[at] = token
    state[1] = state[1] * BASE + token
    state[2] = state[2] * BASE_2 + token


@compiled
def _plain(data: Bytes, begin: int, end: int, state: U64) -> None:
    """Hash a text without tokens by its bytes."""
    for i in range(begin, end):
        state[1] = (state[1] ^ np.uint64(data[i])) * PRIME
        state[2] = (state[2] + np.uint64(data[i]) + np.uint64(1)) * BASE_2
    state[0] = state[1]


@compiled
def scan(  # noqa: PLR0917 - a kernel gets arrays
    data: Bytes, offsets: I64, task: Bytes, kinds: U32, out: U32, counts: I64, lanes: U64
) -> int:
    """All messages; returns how many shingles `out` got."""
    used = 0
    for m in range(task.size):
        if task[m] > 0 and offsets[m + 1] > offsets[m]:
            count = _message(data, offsets[m : m + 2], kinds, out[used:], lanes[:, m], task[m])
            counts[m] = count
            used += count
    return used


@compiled
def _message(  # noqa: PLR0917 - a kernel gets arrays
    data: Bytes, span: I64, kinds: U32, out: U32, lane: U64, task: int
) -> int:
    """One message: its token hashes into `lane`, its shingles into `out`; returns how many."""
    window, state = np.zeros(SIZE, np.uint64), np.zeros(3, np.uint64)
    word, tokens, used, i = np.uint64(0), 0, 0, span[0]
    while i <= span[1]:
        kind = np.uint32(0)
        if i < span[1]:
            code, i = _decode(data, i)
            kind = kinds[code]
        else:
            i += 1  # the end of the text ends its last token
        single = kind & CASES
        if word and (kind == 0 or single):
            _push(word, window, state, tokens)
            tokens, word = tokens + 1, np.uint64(0)
            if task == BOTH and tokens >= SIZE:
                out[used], used = np.uint32(mix(state[0]) >> np.uint64(32)), used + 1
        if single:
            _push(np.uint64(kind), window, state, tokens)
            tokens += 1
            if task == BOTH and tokens >= SIZE:
                out[used], used = np.uint32(mix(state[0]) >> np.uint64(32)), used + 1
        elif kind:
            word = (word ^ np.uint64(kind)) * PRIME + BASE
    if tokens == 0:
        _plain(data, span[0], span[1], state)
    if task == BOTH and tokens < SIZE:
        salt = SHORT if tokens else PLAIN
        out[used], used = (
            np.uint32(mix(state[0] ^ (salt + np.uint64(tokens))) >> np.uint64(32)),
            used + 1,
        )
    lane[0], lane[1] = mix(state[1] + np.uint64(tokens)), mix(state[2] + np.uint64(tokens))
    return used
