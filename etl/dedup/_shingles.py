"""Text -> shingles: hashes of every five tokens in a row, message by message.

A message of fewer tokens is one shingle of itself, and one without any token (an emoji, a row of
dashes) is a shingle of its own text: so no text is empty, and short texts that differ share
nothing. An empty text has no shingle. Shingles are 32-bit: two sets of 200 share one that they
should not in 1 of 100,000 pairs.

Price: see `_words`; 12 bytes a token while a chunk is read, 4 of them kept.
"""

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from etl.dedup import _tokens
from etl.dedup._hashing import I64, U32, U64, Bytes, Lanes
from etl.dedup._messages import Flags, Messages
from etl.dedup._scan import SIZE, sequences, shingled
from etl.dedup._words import cut

WIDE = True  # False: bytewise, as where loads of 64 bytes do not work


def of_messages(messages: Messages, use: Flags) -> tuple[U32, I64]:
    """The shingles of the messages flagged by `use`, one after another, and how many each has."""
    return of_texts(messages.text, use)


def of_texts(text: pl.Series, use: Flags) -> tuple[U32, I64]:
    """The same of texts without nulls."""
    data, offsets = buffers(text)
    tokens, counts = _tokens_of(data, offsets, use)
    some = np.where(use & (np.diff(offsets) > 0), np.maximum(counts - SIZE + 1, 1), 0)
    out = np.empty(int(some.sum()), np.uint32)
    shingled(data, offsets, tokens, counts, some, out)
    return out, some


def token_hashes(messages: Messages) -> Lanes:
    """For each message a 128-bit hash of its tokens: blind to case, spacing, punctuation."""
    data, offsets = buffers(messages.text)
    tokens, counts = _tokens_of(data, offsets, np.ones(messages.text.len(), bool))
    lanes = np.zeros((2, messages.text.len()), np.uint64)
    sequences(data, offsets, tokens, counts, lanes)
    return lanes[0], lanes[1]


def _tokens_of(data: Bytes, offsets: I64, use: Flags) -> tuple[U64, I64]:
    most = int((np.diff(offsets)[use] // 2 + 1).sum())  # a token and its break: 2 bytes
    tokens = np.empty(most, np.uint64)  # untouched pages cost nothing
    counts = np.zeros(use.size, np.int64)
    used = cut(data, offsets, use.view(np.uint8), _tokens.table(), tokens, counts, WIDE)
    return tokens[:used], counts


def buffers(text: pl.Series) -> tuple[Bytes, I64]:
    """UTF-8 bytes and offsets of a column without nulls."""
    array: Any = text.to_arrow().cast(pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, offsets, data = array.buffers()
    cuts = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data or b"", np.uint8), cuts
