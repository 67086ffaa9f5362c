"""The tree of how user messages begin, and of how they end: kernels for `_templates`.

A node is the hash of the first (or last) 8, 16, 24, ... shingles of a message, so two messages
have a node in common where they begin (end) with the same shingles up to there. A tree is a table
of such hashes with open addressing. It is laid as far as messages turn out to agree: one that comes to
the end of what is laid lays three times as many nodes more as it met, and one that leaves the
others on their way lays two. So ten messages lay a common beginning of any length that there is, and
what only one says takes little room.

Price: 7 CPU ns a shingle and way; 9 bytes a node, half of the table free.
"""

import numpy as np
import numpy.typing as npt

from etl.dedup._compiled import compiled
from etl.dedup._hashing import I64, U32, U64
from etl.dedup._messages import Flags

STEP = 8  # shingles from node to node: as many as two texts may still share where a template ends
BRANCH = 2  # nodes of a message that leaves the others
BEGIN, END = np.uint64(0x5851F42D4C957F2D), np.uint64(0x14057B7EF767814F)  # of the two ways
WHOLE = np.uint64(0x9E3779B97F4A7C15)
FACTOR = np.uint64(0xD1342543DE82EF95)
HALF, ONE = np.uint64(32), np.uint64(1)


@compiled
def _node(text: U32, level: int, way: np.uint64, h: np.uint64) -> np.uint64:
    """The node behind `level` others, of which the last one is `h`; never 0."""
    for j in range(level * STEP, (level + 1) * STEP):
        at = j if way == BEGIN else text.size - 1 - j
        h = (h ^ np.uint64(text[at])) * FACTOR
        h ^= h >> HALF
    return max(h, ONE)


@compiled
def ends(shingle: U32, offset: I64, asked: I64, opening: U64, closing: U64) -> None:
    """The first node of each way of the messages `asked`, which have `STEP` shingles or more."""
    for i in range(asked.size):
        text = shingle[offset[asked[i]] : offset[asked[i] + 1]]
        opening[i] = _node(text, 0, BEGIN, BEGIN)
        closing[i] = _node(text, 0, END, END)


@compiled
def slot(table: U64, h: np.uint64) -> int:
    """Where `h` stands in a table, or where it would: there is a 0."""
    mask = table.size - 1
    at = int(np.int64(h) & mask)
    while table[at] != 0 and table[at] != h:
        at = (at + 1) & mask
    return at


@compiled
def put(table: U64, on: Flags, hashes: U64, told: Flags) -> None:
    """Enter `hashes` (0: none), each with its flag, into a table that has room for them."""
    for i in range(hashes.size):
        if hashes[i] != 0:
            at = slot(table, hashes[i])
            table[at], on[at] = hashes[i], told[i]


@compiled
def lay(table: U64, on: Flags, shingle: U32, offset: I64, asked: I64) -> int:
    """Lay the paths of messages whose first node is there; returns how many nodes are new.

    `on`: whether a path goes on behind a node.
    """
    new = 0
    for m in asked:
        text = shingle[offset[m] : offset[m + 1]]
        new += _path(table, on, text, BEGIN) + _path(table, on, text, END)
    return new


@compiled
def _path(table: U64, on: Flags, text: U32, way: np.uint64) -> int:
    met, laid, most, last, h = 0, 0, 0, 0, way
    for level in range((text.size - 1) // STEP):
        h = _node(text, level, way, h)
        at = slot(table, h)
        if table[at] == h:
            met += 1
        elif met == 0:
            break
        else:
            most = most if laid else (BRANCH if on[last] else 3 * met)
            if laid == most:
                break
            table[at], on[last] = h, True
            laid += 1
        last = at
    return laid


@compiled
def tally(  # noqa: PLR0917 - a kernel gets arrays
    table: U64, times: U32, seen: U64, shingle: U32, offset: I64, asked: I64
) -> int:
    """Count the messages through each node, equal ones once; returns how many are not in `seen`."""
    new = 0
    for m in asked:
        text = shingle[offset[m] : offset[m + 1]]
        h = WHOLE
        for one in text:
            h = (h ^ np.uint64(one)) * FACTOR
            h ^= h >> HALF
        h = max(h, ONE)
        at = slot(seen, h)
        if seen[at] != h:
            seen[at] = h
            new += 1
            _shared(table, times, np.uint32(0), text, BEGIN)
            _shared(table, times, np.uint32(0), text, END)
    return new


@compiled
def _shared(table: U64, times: U32, least: np.uint32, text: U32, way: np.uint64) -> int:
    """How many nodes from the start of a way on have `least` messages; for 0 each is counted once more."""
    h = way
    for level in range((text.size - 1) // STEP):
        h = _node(text, level, way, h)
        at = slot(table, h)
        if table[at] != h or times[at] < least:
            return level
        if least == 0:
            times[at] += np.uint32(1)
    return max((text.size - 1) // STEP, 0)


@compiled
def cut(  # noqa: PLR0917 - a kernel gets arrays
    table: U64, times: U32, least: np.uint32, shingle: U32, offset: I64, asked: I64, stays: Flags,
    gone: npt.NDArray[np.uint32],
) -> None:  # fmt: skip
    """Clear `stays` where `least` messages begin or end alike; `gone`: how many of each message.

    One shingle of a message stays, whatever others share.
    """
    for i in range(asked.size):
        begin, end = offset[asked[i]], offset[asked[i] + 1]
        text = shingle[begin:end]
        front = STEP * _shared(table, times, least, text, BEGIN)
        back = STEP * _shared(table, times, least, text, END)
        back = min(back, end - begin - 1 - front)
        stays[begin : begin + front] = False
        stays[end - back : end] = False
        gone[i] = front + back
