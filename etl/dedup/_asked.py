"""Hashes of new rows that those of many other rows are looked up among: 5 CPU ns each, few of them met."""

from typing import NamedTuple

import numpy as np

from etl.dedup._hashing import U64
from etl.dedup._messages import Flags
from etl.dedup._twice import held


class Asked(NamedTuple):
    """Hashes of new rows: sorted, and a table that says of most others that they are none of them."""

    hashes: U64
    table: Flags
    shift: np.uint64

    def meets(self, hashes: U64) -> Flags:
        among: Flags = self.table[hashes >> self.shift]
        among[among] = held(self.hashes, hashes[among])
        return among


def lookup(hashes: U64) -> Asked:
    """What `hashes` are looked up in, 0 left out."""
    known = np.unique(hashes)
    known = known[known != 0]
    bits = (8 * known.size + 1).bit_length()
    table, shift = np.zeros(1 << bits, np.bool_), np.uint64(64 - bits)
    table[known >> shift] = True
    return Asked(known, table, shift)
