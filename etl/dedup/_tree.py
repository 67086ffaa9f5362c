"""The tree of beginnings and ends (`_nodes`) grown over batches of messages, and counted."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from etl.dedup import _nodes
from etl.dedup._hashing import I64, U32, U64
from etl.dedup._messages import Flags


class Texts(NamedTuple):
    """Messages of some rows, laid flat."""

    shingle: U32
    offset: I64  # where each message begins in `shingle`; one more than messages
    asked: I64  # which of them users spoke, and have more than `STEP` shingles


class Tree(NamedTuple):
    """Nodes, and how many different messages pass each."""

    node: U64  # a table with open addressing; 0: free
    times: U32


def laid(firsts: U64, texts: Iterable[Texts]) -> U64:
    """The table of the nodes that some messages agree on, and a few behind them.

    Args:
        firsts: the first nodes of the paths that are laid.
        texts: messages; a node that ten of them pass is laid, whatever their order.
    """
    (table, on), used = _room(np.zeros(1, np.uint64), None, firsts.size), firsts.size
    _nodes.put(table, on, firsts, np.zeros(firsts.size, np.bool_))
    for batch in texts:
        length = batch.offset[batch.asked + 1] - batch.offset[batch.asked]
        table, on = _room(table, on, used + 2 * int((length // _nodes.STEP).sum()))
        used += _nodes.lay(table, on, *batch)
    return table


def counted(table: U64, texts: Iterable[Texts]) -> Tree:
    """The tree with how many different messages of `texts` pass each node."""
    times, seen, used = np.zeros(table.size, np.uint32), np.zeros(2, np.uint64), 0
    for batch in texts:
        seen, _ = _room(seen, None, used + batch.asked.size)
        used += _nodes.tally(table, times, seen, *batch)
    return Tree(table, times)


def cut(tree: Tree, least: int, texts: Texts) -> tuple[Flags, U32]:
    """Which shingles no `least` messages share by beginning or end; how many of each message they do."""
    stays = np.ones(texts.shingle.size, np.bool_)
    gone = np.zeros(texts.asked.size, np.uint32)
    shingle, offset, asked = texts
    _nodes.cut(*tree, np.uint32(least), shingle, offset, asked, stays, gone)
    return stays, gone


def _room(table: U64, on: Flags | None, entries: int) -> tuple[U64, Flags]:
    """A table and its flags, or larger ones with the same in them, so that half of it is free."""
    on = np.zeros(table.size, np.bool_) if on is None else on
    if 2 * entries <= table.size:
        return table, on
    larger = np.zeros(1 << (2 * entries - 1).bit_length(), np.uint64)
    flags = np.zeros(larger.size, np.bool_)
    _nodes.put(larger, flags, table, on)
    return larger, flags
