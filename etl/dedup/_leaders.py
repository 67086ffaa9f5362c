"""Candidates verified one by one in the order of the input, against the leaders of their buckets.

A bucket holds the rows that share a band. All pairs of a bucket would be quadratic, so a bucket
keeps at most 16 leaders: rows that were like none of its leaders before them. Each row is
compared with leaders alone, by exact Jaccard similarity, so no pair is joined on an estimate.
Some chains stay open (a row like a follower, not like its leader); on the notes' corpus that
costs 0.1 to 0.2 % of the rows that could go. Two committed rows are never compared: that was done
in their own run.

Rows with a common history are compared from the message on in which they part: a shingle counts
only if it stands in that message or a later one. So a shingle is kept with the last message that
holds it, and one sorted list answers for every history.

Price: 1 CPU us a comparison; 6 bytes a shingle of leaders, 60 bytes a candidate row.
"""

import numpy as np

from etl.dedup._candidates import I32, Buckets, Chunk, Rows
from etl.dedup._compiled import compiled

MOST = 16  # leaders a bucket
FAR = 65535  # messages behind this one count as this one


@compiled
def meet(rows: Rows, buckets: Buckets, chunk: Chunk, first: int, threshold: float) -> None:
    """Compare each row of `chunk` (numbered from `first`) with the leaders it meets."""
    for r in range(chunk.begin.size - 1):
        i = first + r
        _lay(rows, chunk, r, i)
        leads = False
        for at in range(buckets.of_row[i], buckets.of_row[i + 1]):
            b = buckets.bucket[at]
            if not _joined(rows, buckets, b, i, threshold) and buckets.held[b] < MOST:
                buckets.leader[buckets.begin[b] + buckets.held[b]] = i
                buckets.held[b] += 1
                leads = True
        if leads:  # else the next row is laid over this one
            rows.used[0] += rows.size[i]
            rows.used[1] += rows.turns[i]


@compiled
def _lay(rows: Rows, chunk: Chunk, r: int, i: int) -> None:
    """Row `r` of the chunk behind the leaders' texts: shingles sorted, each once."""
    packed = np.empty(chunk.begin[r + 1] - chunk.begin[r], np.uint64)
    at = chunk.begin[r]
    for turn in range(chunk.turn[r], chunk.turn[r + 1]):
        message = np.uint64(min(turn - chunk.turn[r], FAR))
        for _ in range(chunk.spread[turn]):
            shingle = np.uint64(chunk.shingle[at])
            packed[at - chunk.begin[r]] = (shingle << np.uint64(16)) | message
            at += 1
        rows.prefix[rows.used[1] + turn - chunk.turn[r]] = chunk.prefix[turn]
    packed.sort()
    n, begin = 0, rows.used[0]
    for j in range(packed.size):
        shingle = packed[j] >> np.uint64(16)
        if j + 1 == packed.size or packed[j + 1] >> np.uint64(16) != shingle:
            rows.shingle[begin + n] = shingle
            rows.last[begin + n] = packed[j] & np.uint64(FAR)
            n += 1
    rows.begin[i], rows.size[i] = begin, n
    rows.history[i], rows.turns[i] = rows.used[1], chunk.turn[r + 1] - chunk.turn[r]


@compiled
def _joined(rows: Rows, buckets: Buckets, b: int, i: int, threshold: float) -> bool:
    """Join row `i` to the leaders of bucket `b` that it is like; whether it is like any."""
    joined = False
    for at in range(buckets.begin[b], buckets.begin[b] + buckets.held[b]):
        leader = buckets.leader[at]
        mine, theirs = root(rows.parent, i), root(rows.parent, leader)
        if mine == theirs:
            joined = True
        elif rows.seen[leader] != i and not (rows.committed[i] and rows.committed[leader]):
            rows.seen[leader] = i
            if _alike(rows, i, leader, threshold):
                rows.parent[max(mine, theirs)] = min(mine, theirs)
                joined = True
    return joined


@compiled
def root(parent: I32, i: int) -> int:
    """The first row of the group of row `i`."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@compiled
def _alike(rows: Rows, i: int, j: int, threshold: float) -> bool:
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
    both, either = _overlap(rows, i, j, (common, common), threshold)
    if either == 0 or both / either < threshold:
        return False
    ends = (rows.turns[i] - 1, rows.turns[j] - 1)
    both, either = _overlap(rows, i, j, ends, threshold)
    return either == 0 or both / either >= threshold


@compiled
def _overlap(
    rows: Rows, i: int, j: int, first: tuple[int, int], threshold: float
) -> tuple[int, int]:
    """Sizes of intersection and union of the shingles of two rows from message `first` of each on.

    Stops where `threshold` is out of reach; the intersection is then too small, and so is the
    similarity.
    """
    shingle, last = rows.shingle, rows.last
    mine_from, theirs_from = min(first[0], FAR), min(first[1], FAR)
    a, b = rows.begin[i], rows.begin[j]
    end_a, end_b = a + rows.size[i], b + rows.size[j]
    both = either = 0
    for at in range(a, end_a):
        either += last[at] >= mine_from
    for at in range(b, end_b):
        either += last[at] >= theirs_from
    least = threshold / (1 + threshold) * either - 1e-6  # J = both / (either - both)
    while a < end_a and b < end_b and both + min(end_a - a, end_b - b) >= least:
        mine, theirs = shingle[a], shingle[b]
        both += (mine == theirs) & (last[a] >= mine_from) & (last[b] >= theirs_from)
        a += mine <= theirs  # without branches: the processor cannot guess them
        b += theirs <= mine
    return both, either - both
