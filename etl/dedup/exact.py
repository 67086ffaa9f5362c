"""A conversation that another row holds word for word.

Same means same roles, text and tool fields after NFC and trimming, never after lower-casing:
case carries meaning in code. The system prompt counts: another prompt is another task. A call
logged twice (equal `call_key`) is a copy whatever its text.

Price: 16 bytes a row in the key files; on 1,014,138 calls of which few are alike 1.4 CPU s and
80 bytes a row.
"""

from typing import Literal

import numpy as np
import polars as pl

from etl.dedup import _committed, _hashing, _keep, _messages, _sealed
from etl.dedup._hashing import I64, Lanes
from etl.dedup._keep import Keep
from etl.dedup._messages import Messages
from etl.dedup._twice import shared
from etl.dedup.near import LABELLED
from etl.schema import Run

On = Literal["conversation", "prompt", "response"]


def exact(
    keys: pl.LazyFrame,
    live: pl.Series,
    *,
    on: On = "conversation",
    match: Literal["strict", "loose"] = "strict",
    keep: Keep = "first",
) -> pl.DataFrame:
    """Find the copies among the rows `live`.

    Args:
        keys: of all rows, with the columns that `columns` made by the same `on` and `match`.
        live: ordinals of the rows that take part.
        on: what must be equal: conversation | prompt (up to the last user message) | response.
        match: strict | loose (ignores case, spacing and punctuation of texts: for prose).
        keep: first | last | longest; ties by time, then place in the input.

    Returns:
        One row per copy: `ordinal`, `kept` (ordinal of the row that stays).
    """
    del on, match  # they made the hashes
    alive = live.alias("ordinal").to_frame().lazy()
    texts = keys.select("ordinal", "committed", "exact_a", "exact_b")
    texts = shared(texts, pl.col("exact_a")).join(alive, on="ordinal", how="semi")
    calls = keys.select("ordinal", "committed", "call_key", "line")
    calls = shared(calls, _number("call_key")).join(alive, on="ordinal", how="semi")
    edges = pl.concat(
        [_edges(_committed.met(texts, "exact_a", "exact_b"), "exact_a", "exact_b"), _calls(calls)]
    )
    return _keep.representatives(_keep.components(edges), keys, keep)


def columns(messages: Messages, run: Run, on: On, match: str) -> dict[str, pl.Series]:
    """`exact_a`, `exact_b`: the keyed hash of what must be equal; null where a row has none of it.

    Where the answer is a label (`near.LABELLED`), that must be equal too, and to the letter: "-5" is
    not "5", and a prompt that was answered in two ways is two rows.
    """
    hashes = messages.hashes if match == "strict" else _loose(messages)
    first, end = _span(messages, on)
    low, high = _messages.span_hash(messages, hashes, first, end)
    if run.task in LABELLED and (on == "prompt" or match == "loose"):
        label = _messages.span_hash(messages, messages.hashes, *_span(messages, "response"))
        low, high = _hashing.of_fields([(low, high), label])
    low, high = _sealed.lanes((low, high), run.key)
    none = end == first
    return {
        "exact_a": _messages.nulls_where(none, low),
        "exact_b": _messages.nulls_where(none, high),
    }


def _span(messages: Messages, on: On) -> tuple[I64, I64]:
    first, end = messages.start[:-1], messages.start[1:]
    if on == "prompt":
        return first, np.maximum(messages.last_where(messages.spoken_by("user")) + 1, first)
    if on == "response":
        answer = messages.answer()
        return np.where(answer < 0, first, answer), np.where(answer < 0, first, answer + 1)
    return first, end


def _loose(messages: Messages) -> Lanes:
    from etl.dedup import _shingles  # noqa: PLC0415 - numba costs 0.9 s

    return _hashing.of_fields([messages.fields, _shingles.token_hashes(messages)])


def _edges(rows: pl.LazyFrame, *columns: str) -> pl.DataFrame:
    """Each row that is not the first of its group, tied to the first."""
    first = pl.col("ordinal").min().over(columns)
    tied = rows.select("ordinal", other=first).filter(pl.col("other") != pl.col("ordinal"))
    return tied.collect()


def _number(text: str) -> pl.Expr:
    """A hash that holds inside this process alone: it groups, and is never written."""
    return pl.when(pl.col(text).is_not_null()).then(pl.col(text).hash())


def _calls(rows: pl.LazyFrame) -> pl.DataFrame:
    """Rows of the same call tied together, but not the choices of one call.

    Choices (n > 1) stand on one line and share its call id; they are different answers. So the
    first choice of a line is tied to the first of another, the second to the second. A file may
    be rewritten between two runs, so a line of an earlier one is another line.
    """
    twice = (
        _committed.met(rows, "call_key")
        .filter(pl.len().over("call_key") > 1)
        .sort("ordinal")
        .with_columns(choice=pl.col("ordinal").cum_count().over("call_key", "line", "committed"))
    )
    return _edges(twice, "call_key", "choice")
