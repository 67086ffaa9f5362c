"""From buckets to groups of near duplicates: candidates read batch by batch, then joined."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.dedup._buckets import laid, members, numbered
from etl.dedup._candidates import Chunk, Rows
from etl.dedup._hashing import U64
from etl.dedup._leaders import meet, roots
from etl.dedup._messages import flat, unpacked
from etl.errors import ContractError

BATCH = 4096  # rows whose shingles are read at a time

Array = npt.NDArray[Any]


def groups(
    keys: pl.LazyFrame, live: U64, bands: list[str], threshold: float, *, history: bool
) -> pl.DataFrame:
    """Join the rows that are near duplicates; of committed rows those alone that meet a new one.

    Args:
        keys: of all rows.
        live: ordinals that take part, sorted.
        bands: names of the band key columns.
        threshold: least Jaccard similarity.
        history: compare rows from the message on in which they part.

    Returns:
        `ordinal`, `group` (its first ordinal) of all rows that have a near duplicate.
    """
    row, bucket = members(keys, live, bands)
    candidates, number = numbered(row, live.size)
    ordinals = live[candidates]
    buckets = laid(number, bucket, candidates.size)
    rows = _nothing(candidates.size)
    at = 0
    for frame in _in_order(keys, ordinals):
        chunk, answers = _chunk(frame, history=history)
        rows = _room(rows, chunk)
        rows.answer[at : at + answers.size] = answers
        rows.committed[at : at + answers.size] = frame["committed"].to_numpy()
        meet(rows, buckets, chunk, at, threshold)
        at += answers.size
    roots(rows.parent)
    found = pl.DataFrame({"ordinal": ordinals, "group": ordinals[rows.parent]})
    return found.filter(pl.len().over("group") > 1)


def _nothing(rows: int) -> Rows:
    return Rows(
        parent=np.arange(rows, dtype=np.int32),
        committed=np.zeros(rows, np.bool_),
        seen=np.full(rows, -1, np.int32),
        answer=np.zeros(rows, np.uint64),
        begin=np.zeros(rows, np.int64),
        size=np.zeros(rows, np.int32),
        history=np.zeros(rows, np.int64),
        turns=np.zeros(rows, np.int32),
        shingle=np.zeros(0, np.uint32),
        last=np.zeros(0, np.uint16),
        prefix=np.zeros(0, np.uint64),
        table=np.zeros(8, np.uint64),
        used=np.zeros(2, np.int64),
    )


def _room(rows: Rows, chunk: Chunk) -> Rows:
    """`rows` with room for the texts of a chunk, were all of them leaders."""
    texts = int(rows.used[0]) + chunk.shingle.size
    likely = chunk.shingle.size // max(chunk.begin.size - 1, 1) * rows.parent.size
    turns = int(rows.used[1]) + chunk.prefix.size
    if texts > rows.shingle.size:
        rows = rows._replace(
            shingle=_grown(rows.shingle, max(texts, likely)),
            last=_grown(rows.last, max(texts, likely)),
        )
    slots = 4 * int(np.diff(chunk.begin).max(initial=0))
    if slots > rows.table.size:
        rows = rows._replace(table=np.zeros(slots, np.uint64))
    return rows._replace(prefix=_grown(rows.prefix, turns)) if turns > rows.prefix.size else rows


def _grown(array: Array, least: int) -> Array:
    out = np.empty(max(least, array.size * 3 // 2), array.dtype)  # untouched pages cost nothing
    out[: array.size] = array
    return out


def _in_order(keys: pl.LazyFrame, ordinals: U64) -> Iterator[pl.DataFrame]:
    """What is known of the candidates, by ordinal, in one reading of the key files.

    Batches wait until those before them have come. In files in the order of the input none
    does; a range of ordinals read at a time would read every file once for each range.
    """
    wanted = pl.LazyFrame({"ordinal": ordinals})
    narrow = keys.select("ordinal", "committed", "shingles", "spread", "answer", "chain_a")
    found = narrow.join(wanted, on="ordinal", how="semi", maintain_order="left")
    waiting: list[pl.DataFrame] = []
    at = 0
    for batch in found.collect_batches(chunk_size=BATCH):
        waiting.append(batch)
        if at < ordinals.size and ordinals[at] in batch["ordinal"]:
            frame = pl.concat(waiting).sort("ordinal")
            due = frame["ordinal"].to_numpy() == ordinals[at : at + frame.height]
            ready = int(np.logical_and.accumulate(due).sum())
            yield frame[:ready]
            at, waiting = at + ready, [frame[ready:]]
    if at < ordinals.size:
        raise ContractError(f"dedup: {ordinals.size - at} candidates are not in the key files")


def _chunk(frame: pl.DataFrame, *, history: bool) -> tuple[Chunk, U64]:
    turn, spread = flat(frame["spread"])
    begin, shingle = unpacked(frame["shingles"])
    # Prefixes reach as far as the part that is compared; without history no two rows share one.
    heads = frame.select(pl.col("chain_a").list.head(pl.col("spread").list.len())).to_series()
    alone = np.repeat(frame["ordinal"].to_numpy(), np.diff(turn))
    prefix = flat(heads)[1] if history else alone
    return Chunk(shingle, begin, spread, prefix, turn), frame["answer"].to_numpy()
