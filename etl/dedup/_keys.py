"""The narrow columns by which rows are judged, made where the rows are.

Price without `near`: 0.07 CPU s for 68 MB in rows of 4 kB; 70 bytes a row of two messages.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from etl.dedup import _hashing, _keep, _messages, _sealed, contaminated, exact, near, superseded
from etl.dedup._hashing import Lanes
from etl.dedup._messages import Messages
from etl.errors import ConfigError
from etl.schema import Run

TELLING = 60  # bytes: 60 Latin letters or 20 Han characters are seldom said twice by chance
CARRIED = ("ordinal", "record_id", "call_key", "session_key", "user_key", "timestamp")


def of_rows(rows: pl.DataFrame, run: Run, on: dict[str, dict[str, Any]]) -> pl.DataFrame:
    """The columns that the parts in `on` need, one row per row."""
    check(on)
    messages = _messages.flatten(rows)
    chains = _messages.chains(messages)
    columns = {
        "line": _line(rows, run.key),
        "length": _length(messages),
        "history_id": (history := _history(rows, messages, chains, run.key)),
        "conversation_id": rows.select(pl.coalesce("session_key", history)).to_series(),
    }
    if "superseded" in on or "near" in on:
        start = messages.chain_start()
        for name, lane in zip(superseded.CHAIN, chains, strict=True):
            columns[name] = _messages.lists(_sealed.sealed(lane, run.key), start)
    if "exact" in on:
        how = {"on": "conversation", "match": "strict", **on["exact"]}
        columns |= exact.columns(messages, run, how["on"], how["match"])
    if "near" in on:
        columns |= near.columns(messages, run, **on["near"])
    if "contaminated" in on and not covers(on):
        columns |= contaminated.columns(messages, run)
    return rows.select(CARRIED).with_columns(values.alias(name) for name, values in columns.items())


def covers(on: Mapping[str, Any]) -> bool:
    """Whether the columns of `near` hold all that `contaminated` looks at."""
    part = on.get("near")
    return part is not None and part.get("on", "conversation") == "conversation"


def check(on: dict[str, dict[str, Any]]) -> None:
    """Raise ConfigError for options that are not built, or parts that do not fit."""
    for part in ("exact", "near"):
        if part in on:
            _keep.check(part, on[part].get("keep", "first"))
    if not 0 < on.get("near", {}).get("threshold", 1) <= 1:
        got = on["near"]["threshold"]
        raise ConfigError(f"dedup.near.threshold: must be above 0 and at most 1, got {got}")


def _line(rows: pl.DataFrame, key: bytes) -> pl.Series:
    """Keyed hash of the line of the export that a row comes from: choices of a call share it."""
    file = _hashing.of_fields([_hashing.of_text(rows[c]) for c in ("source", "source_file")])
    row = rows["source_row"].fill_null(0).to_numpy()
    return pl.Series(_sealed.sealed(_hashing.mixed(file[0] + _hashing.mixed(row)), key))


def _length(messages: Messages) -> pl.Series:
    spoken = messages.spoken_by("user", "assistant")
    long = messages.text.str.len_chars().to_numpy() * spoken
    ends = np.concatenate([[0], np.cumsum(long, dtype=np.int64)])[messages.start]
    return pl.Series(np.diff(ends)).cast(pl.UInt32)


def _history(rows: pl.DataFrame, messages: Messages, chains: Lanes, key: bytes) -> pl.Series:
    """Keyed hash of how a conversation begins, so that its branches share it.

    The beginning ends with the first user message, or, where that is no more than a greeting
    (under `TELLING` bytes), with what follows it: else all that begin with "Hi" would be one.
    A row without a user message is by itself.
    """
    start = messages.chain_start()
    spoken = ~messages.spoken_by("system")
    asks = messages.spoken_by("user")[spoken]
    # next_user[i]: the first user message at or after message i
    at = np.where(asks, np.arange(asks.size), asks.size)
    next_user = np.append(np.minimum.accumulate(at[::-1])[::-1], asks.size)
    first = next_user[start[:-1]]
    found = first < start[1:]
    place = np.where(found, first, 0)
    if asks.size:
        brief = messages.text.str.len_bytes().to_numpy()[spoken][place] < TELLING
        place = np.where(found & brief, np.minimum(place + 1, start[1:] - 1), place)
    names = pl.DataFrame(
        {
            "record": rows["record_id"],
            "found": found,
            **{
                name: lane[place] if asks.size else np.zeros(rows.height, np.uint64)
                for name, lane in zip(superseded.CHAIN, chains, strict=True)
            },
        }
    )
    begun = pl.concat_str([pl.col(c).cast(pl.String) for c in superseded.CHAIN], separator="-")
    texts = names.select(pl.when("found").then(begun).otherwise("record")).to_series()
    digests = (hashlib.blake2b(t.encode(), key=key, digest_size=10) for t in texts)
    return pl.Series([digest.hexdigest() for digest in digests], dtype=pl.String)
