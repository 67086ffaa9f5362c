"""Candidates verified one by one in the order of the input, against the leaders of their buckets.

A bucket holds the rows that share a band. All pairs of a bucket would be quadratic, so a bucket
keeps at most 16 leaders: its first four rows, then such as were like none of its leaders before
them. Each row is compared with leaders alone, by exact Jaccard similarity, so no pair is joined on
an estimate. Some chains stay open (a row like a follower, not like its leader); of 100,000 generated
documents 9,276 go, 7 fewer without the followers among the first four. A row is compared with earlier
ones alone, so rows that come later never part a group. Two committed rows are never compared:
that was done in their own run.

Rows with a common history are compared from the message on in which they part: a shingle counts
only if it stands in that message or a later one. So a shingle is kept with the last message that
holds it, and one list answers for every history. The row at hand has its shingles in a hash table,
in which those of each leader are looked up: sorting them all costs more than comparing them.

Price: 5 CPU us a candidate row of 170 shingles and its two comparisons; 6 bytes a shingle of
leaders, 60 bytes a candidate row.
"""

import numpy as np

from etl.dedup._candidates import I32, Buckets, Chunk, Rows
from etl.dedup._compiled import compiled
from etl.dedup._hashing import U64

MOST, FEW = 16, 4  # leaders a bucket; of them such as are like one before
HALF, LOW = np.uint64(32), np.uint64(2**32 - 1)
FAR = 65535  # messages behind this one count as this one


@compiled
def meet(rows: Rows, buckets: Buckets, chunk: Chunk, first: int, threshold: float) -> None:
    """Compare each row of `chunk` (numbered from `first`) with the leaders it meets."""
    # Fields are taken out of their tuples here: numba counts references wherever it is done.
    parent, seen, committed = rows.parent, rows.seen, rows.committed
    of_row, bucket, begin, held = buckets.of_row, buckets.bucket, buckets.begin, buckets.held
    leader, used = buckets.leader, rows.used
    for r in range(chunk.begin.size - 1):
        i = first + r
        bits = _lay(rows, chunk, r, i)
        leads = False
        for at in range(of_row[i], of_row[i + 1]):
            b, joined = bucket[at], False
            for place in range(begin[b], begin[b] + held[b]):
                j = leader[place]
                mine, theirs = root(parent, i), root(parent, j)
                if mine == theirs:
                    joined = True
                elif seen[j] != i and not (committed[i] and committed[j]):
                    seen[j] = i
                    if _alike(rows, i, j, threshold, bits):
                        parent[max(mine, theirs)] = min(mine, theirs)
                        joined = True
            if held[b] < (FEW if joined else MOST):
                leader[begin[b] + held[b]] = i
                held[b] += 1
                leads = True
        if leads:  # else the next row is laid over this one
            used[0] += rows.size[i]
            used[1] += rows.turns[i]


@compiled
def _lay(rows: Rows, chunk: Chunk, r: int, i: int) -> int:
    """Row `r` of the chunk behind the leaders' texts, each shingle once, and a table of them.

    Returns how many bits of a shingle say where in `rows.table` it is looked for.
    """
    at, n, begin, given = chunk.begin[r], 0, rows.used[0], chunk.shingle
    bits = 3
    while 1 << bits < 2 * (chunk.begin[r + 1] - at):
        bits += 1
    table, shingles, last, spread = rows.table[: 1 << bits], rows.shingle, rows.last, chunk.spread
    table[:] = 0
    for turn in range(chunk.turn[r], chunk.turn[r + 1]):
        message = np.uint16(min(turn - chunk.turn[r], FAR))
        for place in range(at, at + spread[turn]):
            shingle = given[place]
            slot = _slot(table, shingle, bits)
            if table[slot] == 0:
                n += 1
                table[slot] = np.uint64(shingle) << HALF | np.uint64(n)
                shingles[begin + n - 1] = shingle
            last[begin + np.int64(table[slot] & LOW) - 1] = message
        at += spread[turn]
        rows.prefix[rows.used[1] + turn - chunk.turn[r]] = chunk.prefix[turn]
    rows.begin[i], rows.size[i] = begin, n
    rows.history[i], rows.turns[i] = rows.used[1], chunk.turn[r + 1] - chunk.turn[r]
    return bits


@compiled
def _slot(table: U64, shingle: np.uint32, bits: int) -> int:
    """Where `shingle` stands in the table, or would; half of it is free."""
    slot = int(np.int64(shingle >> np.uint32(32 - bits)))
    while table[slot] != 0 and table[slot] >> HALF != shingle:
        slot = (slot + 1) & (table.size - 1)
    return slot


@compiled
def roots(parent: I32) -> None:
    """Have each row name the first of its group."""
    for i in range(parent.size):
        parent[i] = root(parent, i)


@compiled
def root(parent: I32, i: int) -> int:
    """The first row of the group of row `i`."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@compiled
def _alike(rows: Rows, i: int, j: int, threshold: float, bits: int) -> bool:
    """Whether two rows are near duplicates from the message on in which they part.

    So must their last messages be, alone: many questions may be asked about one long document.
    """
    if rows.answer[i] != rows.answer[j]:
        return False
    common, least = 0, min(rows.turns[i], rows.turns[j])
    a, b = rows.history[i], rows.history[j]
    while common < least and rows.prefix[a + common] == rows.prefix[b + common]:
        common += 1
    if common > 0 and common == rows.turns[i] and common == rows.turns[j]:
        return True  # all that is compared is equal; they differ in system text, or behind it
    if common == 0 and min(rows.size[i], rows.size[j]) < threshold * max(
        rows.size[i], rows.size[j]
    ):
        return False
    both, either = _overlap(rows, i, j, (common, common), threshold, bits)
    if either == 0 or both / either < threshold:
        return False
    ends = (rows.turns[i] - 1, rows.turns[j] - 1)
    both, either = _overlap(rows, i, j, ends, threshold, bits)
    return either == 0 or both / either >= threshold


@compiled
def _overlap(  # noqa: PLR0917 - a kernel gets numbers
    rows: Rows, i: int, j: int, first: tuple[int, int], threshold: float, bits: int
) -> tuple[int, int]:
    """Sizes of intersection and union of the shingles of two rows from message `first` of each on.

    Stops where `threshold` is out of reach; the intersection is then too small, and so is the
    similarity.
    """
    shingle, last, table = rows.shingle, rows.last, rows.table[: 1 << bits]
    mine_from, theirs_from = min(first[0], FAR), min(first[1], FAR)
    a, b = rows.begin[i], rows.begin[j]
    mine = left = both = 0
    for at in range(a, a + rows.size[i]):
        mine += last[at] >= mine_from
    for at in range(b, b + rows.size[j]):
        left += last[at] >= theirs_from
    either = mine + left
    least = threshold / (1 + threshold) * either - 1e-6  # J = both / (either - both)
    for at in range(b, b + rows.size[j]):
        if last[at] >= theirs_from:
            if both + left < least:
                break
            found = table[_slot(table, shingle[at], bits)]
            both += found != 0 and last[a + np.int64(found & LOW) - 1] >= mine_from
            left -= 1
    return both, either - both
