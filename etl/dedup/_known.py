"""The evaluation texts that rows are held against: which strings of a row they are, each once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from etl.dedup import _evaluation, _index, _messages, _sealing, _shingles
from etl.dedup._evaluation import LEAST_BYTES, Evaluation
from etl.dedup._hashing import I64, U32
from etl.dedup._index import LEAST
from etl.dedup._messages import Flags
from etl.dedup._overlap import Index
from etl.dedup._scan import SIZE
from etl.schema import MESSAGE

AT_ONCE = 4096  # rows of a file


class Known(NamedTuple):
    """The texts: where each stands, and the index of them."""

    file: list[str]
    row: list[int]
    lookup: Index


def known(files: Sequence[Evaluation], ngram_tokens: int, key: bytes) -> Known:
    """Read the evaluation files, and hash their texts as those of the rows are.

    Raises:
        ConfigError: one cannot be read.
    """
    told = [(f.name, row, said) for f in files for row, said in _evaluation.texts(f)]
    sets = [_chosen([said for *_, said in told[at : at + AT_ONCE]], at)
            for at in range(0, len(told), AT_ONCE)]  # fmt: skip
    shingle = np.concatenate([np.zeros(0, np.uint32), *(some for some, _, _ in sets)])
    size = np.concatenate([np.zeros(0, np.int64), *(sizes for _, sizes, _ in sets)])
    of = np.concatenate([np.zeros(0, np.int64), *(rows for _, _, rows in sets)])
    shingle, size, of = _once(shingle, size, of)
    lookup = _index.index(_sealing.shingles(shingle, key), size, ngram_tokens - SIZE + 1)
    return Known([told[at][0] for at in of], [told[at][1] for at in of], lookup)


def _chosen(rows: list[list[str]], first: int) -> tuple[U32, I64, I64]:
    """Shingles of the texts of some rows, how many each has, and of which row each is."""
    texts = [text for said in rows for text in said]
    row = np.repeat(np.arange(len(rows)), [len(said) for said in rows])
    messages = [[{"role": "user", "content": text}] for text in texts]
    frame = pl.DataFrame({"messages": messages}, schema={"messages": pl.List(MESSAGE)})
    flat = _messages.flatten(frame)
    shingle, counts = _shingles.of_messages(flat, np.ones(len(texts), np.bool_))
    bytes_ = flat.text.str.len_bytes().to_numpy()
    long = counts >= LEAST
    none = np.bincount(row, weights=long, minlength=len(rows))[row] == 0
    chosen = long | (none & (bytes_ >= LEAST_BYTES) & _longest(bytes_, row))
    return shingle[np.repeat(chosen, counts)], counts[chosen], row[chosen] + first


def _longest(size: I64, row: I64) -> Flags:
    """Whether a text is the longest of its row, the first of such."""
    order = np.lexsort((np.arange(row.size), -size.astype(np.int64), row))
    first = np.append(True, row[order][1:] != row[order][:-1])[: row.size]
    out = np.zeros(row.size, np.bool_)
    out[order[first]] = True
    return out


def _once(shingle: U32, size: I64, of: I64) -> tuple[U32, I64, I64]:
    """Texts that are equal as shingles once."""
    offset = np.concatenate([[0], np.cumsum(size)])
    seen = dict[bytes, int]()
    for t in range(size.size):
        seen.setdefault(shingle[offset[t] : offset[t + 1]].tobytes(), t)
    stays = np.zeros(size.size, np.bool_)
    stays[list(seen.values())] = True
    return shingle[np.repeat(stays, size)], size[stays], of[stays]
