"""Which rows hold n-grams of evaluation texts, or say almost what one says: the kernel of `contaminated`.

An n-gram is a run of shingles in a row, so 13 tokens are 9 shingles of 5. A table of bytes tells
of most shingles that no text has them: that is all a clean row costs.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedup._compiled import compiled
from etl.dedup._hashing import I64, U32, U64

FACTOR = np.uint64(0xD1342543DE82EF95)
START, HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
SHIFT = np.uint32(8)  # a shingle's place in the table of bytes: its first 24 bits
CONTAINED, NEAR = 1, 2

U8 = npt.NDArray[np.uint8]
F64 = npt.NDArray[np.float64]


class Postings(NamedTuple):
    """Which texts have a number: `text[begin[i]:begin[i + 1]]` have `number[i]`; numbers are sorted."""

    number: U64
    begin: I64
    text: I64


class Index(NamedTuple):
    """What is known of the evaluation texts, numbered in their order."""

    known: U8  # whether a text has a shingle with these first bits
    shingles: Postings
    grams: Postings
    lengths: I64  # of grams, in shingles
    size: I64  # grams of each text
    begin: I64  # the set of each text: `member[begin[t]:begin[t + 1]]`, sorted
    member: U32
    unlisted: I64  # members of each text under which it is not listed, as many others have them


class Marks(NamedTuple):
    """Where the kernel counts: one a text or a posting; what belongs to another row is stale."""

    gram: I64  # the last row that had this posting
    row: I64  # the last row that had a gram of this text
    times: I64  # how many it had
    message: I64  # the last message that had a shingle of this text
    texts: I64  # room for the numbers of texts: with a gram
    others: I64  # with a shingle
    shared: I64  # how many


@compiled
def run_hash(text: U32, first: int, length: int) -> np.uint64:
    """The number of the gram of `length` shingles that begins at `first`."""
    h = START
    for j in range(first, first + length):
        h = (h ^ np.uint64(text[j])) * FACTOR
        h ^= h >> HALF
    return h


@compiled
def grams(shingle: U32, offset: I64, length: I64, out: U64, text: I64) -> None:
    """All grams of texts: of `length[t]` shingles, those of text `t`; `text`: whose each is."""
    n = 0
    for t in range(length.size):
        for at in range(offset[t], offset[t + 1] - length[t] + 1):
            out[n] = run_hash(shingle, at, length[t])
            text[n] = t
            n += 1


@compiled
def _find(numbers: U64, number: np.uint64) -> int:
    """Where a number stands among sorted ones, or -1."""
    low, high = 0, numbers.size
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low if low < numbers.size and numbers[low] == number else -1


@compiled
def overlaps(  # noqa: PLR0917 - a kernel gets arrays
    index: Index, marks: Marks, shingle: U32, offset: I64, turn: I64, first: int, before: int,
    containment: float, threshold: float, text: I64, how: U8, share: F64,
) -> None:  # fmt: skip
    """For each row the text that it holds most of, else the nearest one: `text` (-1: none), `how`, `share`.

    Rows are numbered from `first` on, messages from `before` on: each has another number.
    """
    for r in range(turn.size - 1):
        texts = 0
        text[r] = -1
        how[r] = 0
        for m in range(turn[r], turn[r + 1]):
            said = shingle[offset[m] : offset[m + 1]]
            texts, others = _message(index, marks, said, first + r, before + m, texts)
            if others:
                _nearest(index, marks, others, said, threshold, r, text, how, share)
        _holds(index, marks, texts, containment, r, text, how, share)


@compiled
def _message(  # noqa: PLR0917 - a kernel gets arrays
    index: Index, marks: Marks, said: U32, row: int, serial: int, texts: int
) -> tuple[int, int]:
    """Mark the texts of which the message `said` has a shingle or a gram; how many there are now."""
    others = 0
    for i in range(said.size):
        if not index.known[said[i] >> SHIFT]:
            continue
        at = _find(index.shingles.number, np.uint64(said[i]))
        if at < 0:
            continue
        for p in range(index.shingles.begin[at], index.shingles.begin[at + 1]):
            t = index.shingles.text[p]
            if marks.message[t] != serial:
                marks.message[t] = serial
                marks.others[others] = t
                marks.shared[t] = 0
                others += 1
            marks.shared[t] += 1
        for length in index.lengths:
            if i + length <= said.size:
                texts = _gram(index, marks, run_hash(said, i, length), row, texts)
    return texts, others


@compiled
def _gram(index: Index, marks: Marks, number: np.uint64, row: int, texts: int) -> int:
    at = _find(index.grams.number, number)
    if at < 0:
        return texts
    for p in range(index.grams.begin[at], index.grams.begin[at + 1]):
        t = index.grams.text[p]
        if marks.gram[p] == row:
            continue
        marks.gram[p] = row
        if marks.row[t] != row:
            marks.row[t] = row
            marks.times[t] = 0
            marks.texts[texts] = t
            texts += 1
        marks.times[t] += 1
    return texts


@compiled
def _nearest(  # noqa: PLR0917 - a kernel gets arrays
    index: Index, marks: Marks, others: int, said: U32, threshold: float,
    r: int, text: I64, how: U8, share: F64,
) -> None:  # fmt: skip
    """The text most like a message, if it is nearer than what the row has and near enough."""
    mine = said[:0]
    for t in marks.others[:others]:
        theirs = index.member[index.begin[t] : index.begin[t + 1]]
        if marks.shared[t] + index.unlisted[t] < threshold * theirs.size:
            continue
        if not mine.size:
            mine = np.unique(said)
        if min(mine.size, theirs.size) < threshold * max(mine.size, theirs.size):
            continue
        a = b = both = 0
        while a < mine.size and b < theirs.size:
            both += mine[a] == theirs[b]
            one, other = mine[a], theirs[b]
            a += one <= other
            b += other <= one
        alike = both / (mine.size + theirs.size - both)
        if alike >= threshold and _better(alike, t, r, text, share):
            text[r], how[r], share[r] = t, NEAR, alike


@compiled
def _holds(  # noqa: PLR0917 - a kernel gets arrays
    index: Index, marks: Marks, texts: int, containment: float, r: int, text: I64, how: U8, share: F64
) -> None:  # fmt: skip
    """The text of which a row holds most; it comes before one that a message is only near to."""
    for t in marks.texts[:texts]:
        held = marks.times[t] / index.size[t]
        if held >= containment:
            if how[r] != CONTAINED:
                text[r] = -1
            if _better(held, t, r, text, share):
                text[r], how[r], share[r] = t, CONTAINED, held


@compiled
def _better(value: float, t: int, r: int, text: I64, share: F64) -> bool:
    return bool(text[r] < 0 or value > share[r] or (value == share[r] and t < text[r]))
