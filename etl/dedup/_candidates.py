"""What `_leaders` works on: candidate rows, the buckets in which they meet, texts as they come.

Candidates are numbered in the order of the input.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedup._hashing import I64, U32, U64
from etl.dedup._messages import Flags

I32 = npt.NDArray[np.int32]
U16 = npt.NDArray[np.uint16]


class Buckets(NamedTuple):
    """Which candidate rows meet where; rows are numbered in the order of the input."""

    of_row: I64  # buckets of row i: `bucket[of_row[i]:of_row[i + 1]]`
    bucket: I32
    begin: I64  # leaders of bucket b: `leader[begin[b]:begin[b] + held[b]]`
    held: I32
    leader: I32


class Rows(NamedTuple):
    """What is known of the rows so far; texts of leaders only."""

    parent: I32  # union-find over rows; a root is the first row of its group
    committed: Flags  # kept by an earlier run
    seen: I32  # the last row that this leader was compared with
    answer: U64  # rows with other answers are never joined; 0: any
    begin: I64  # shingles of a row: `shingle[begin[i]:begin[i] + size[i]]`, each once
    size: I32
    history: I64  # prefix hashes of a row: `prefix[history[i]:history[i] + turns[i]]`
    turns: I32
    shingle: U32
    last: U16  # the last message that holds the shingle
    prefix: U64
    table: U64  # of the row at hand: shingle, and its place among the row's; 0: free
    used: I64  # entries of `shingle` and of `prefix` in use


class Chunk(NamedTuple):
    """Rows as they come from the key files."""

    shingle: U32
    begin: I64
    spread: U32  # shingles of each message
    prefix: U64
    turn: I64  # messages of a row: `spread[turn[i]:turn[i + 1]]`, and so in `prefix`
