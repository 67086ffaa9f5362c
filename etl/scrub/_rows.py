"""Rows as texts and back: every text of a conversation in the order in which it is read."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa

from etl.schema import MESSAGE

FIELDS = ("name", "content", "tool_calls", "tool_call_id")  # of a message, in reading order
ENTITIES = pl.List(pl.Struct({"entity": pl.String, "count": pl.UInt32}))
FOUND = pl.List(
    pl.Struct(
        {
            "entity": pl.String,  # as the recognizer names it
            "recognizer": pl.String,  # its file in `recognizers/`, `model`, `deny`, or the name of somebody's own
            "language": pl.String,  # of the message; else "zh" where a Han character stands in the text, or "und"
            "score": pl.String,  # a band: "0.35-0.50", ..., "0.85-1.00", "1.00"
            "count": pl.UInt32,
        }
    )
)
# What was found, in clear: for `work` alone. `instead` is null for what was found within another value.
RAW = pl.List(pl.Struct({"entity": pl.String, "text": pl.String, "instead": pl.String}))


class Texts(NamedTuple):
    """The messages of all rows one after another, and where each row's texts stand."""

    columns: dict[str, list[str | None]]  # FIELDS, a value for each message
    bounds: list[tuple[int, int]]  # [start, end) of the messages of each row
    tools: list[str | None]

    def places(self, row: int) -> list[tuple[str, int]]:
        """The places of a row that hold a text: (field, message), and ("tools", row)."""
        messages = range(*self.bounds[row])
        places = [(field, i) for i in messages for field in FIELDS if self.columns[field][i]]
        return [*places, ("tools", row)] if self.tools[row] else places

    def at(self, place: tuple[str, int]) -> str:
        """The text of a place."""
        field, i = place
        return (self.tools if field == "tools" else self.columns[field])[i] or ""

    def put(self, place: tuple[str, int], text: str) -> None:
        """Write the text of a place."""
        field, i = place
        (self.tools if field == "tools" else self.columns[field])[i] = text


class Verdict(NamedTuple):
    """What became of one row."""

    reasons: list[str]
    counts: dict[str, int]  # replaced spans by entity
    values: frozenset[str]  # keyed hashes of what was replaced
    found: Sequence[dict[str, Any]] = ()  # where it was found: FOUND
    raw: Sequence[dict[str, Any]] = ()  # the values themselves: RAW


def raw_of(
    values: Iterable[tuple[str, str]], written: Mapping[tuple[str, str], str]
) -> list[dict[str, Any]]:
    """The column `raw` of a row: its values, sorted, and what stands for each."""
    both = sorted({*values, *written})
    return [{"entity": e, "text": t, "instead": written.get((e, t))} for e, t in both]


def texts_of(rows: pl.DataFrame) -> Texts:
    """Take the texts out of the frame."""
    lengths = rows["messages"].list.len().fill_null(0).to_list()
    ends = [0]
    for length in lengths:
        ends.append(ends[-1] + length)
    fields = _exploded(rows).struct
    columns = {field: fields.field(field).to_list() for field in FIELDS}
    return Texts(columns, list(pairwise(ends)), rows["tools"].to_list())


def with_texts(rows: pl.DataFrame, texts: Texts, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """The rows with these texts and verdicts; a row with a reason goes on without any text."""
    fields = _exploded(rows).struct.unnest()
    new = fields.with_columns(pl.Series(field, texts.columns[field], pl.String) for field in FIELDS)
    flat = new.select(pl.struct(*MESSAGE.to_schema()))  # in the schema's order of fields
    offsets = pa.array([0, *(end for _, end in texts.bounds)], pa.int64())
    messages = pa.LargeListArray.from_arrays(offsets, flat.to_series().to_arrow())
    found = [[{"entity": name, "count": n} for name, n in v.counts.items()] for v in verdicts]
    clean = pl.col("reasons").list.len() == 0
    return rows.with_columns(
        pl.Series("messages", messages).cast(pl.List(MESSAGE)),
        pl.Series("tools", texts.tools, pl.String),
        pl.Series("reasons", [v.reasons for v in verdicts], pl.List(pl.String)),
        pl.Series("entities", found, ENTITIES),
        pl.Series("found", [list(v.found) for v in verdicts], FOUND),
        pl.Series("values", [sorted(v.values) for v in verdicts], pl.List(pl.String)),
        pl.Series("raw", [list(v.raw) for v in verdicts], RAW),
    ).with_columns(
        messages=pl.when(clean).then("messages").otherwise(pl.lit([], dtype=pl.List(MESSAGE))),
        tools=pl.when(clean).then("tools"),
    )


def _exploded(rows: pl.DataFrame) -> pl.Series:
    messages = rows["messages"].cast(pl.List(MESSAGE))
    return messages.filter(messages.list.len() > 0).explode()
