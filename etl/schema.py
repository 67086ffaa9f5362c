"""The shape of the data between the stages: what a message, a row and a run are.

A **row** is one conversation: the messages of one logged call, its answer last.
A stage takes rows and gives the same rows back with `reasons: list[str]`; `[]` means keep.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from etl.plugins import Plugin

ROLES = ("system", "user", "assistant", "tool")
SPLITS = ("train", "validation", "test")

MESSAGE = pl.Struct(
    {
        "role": pl.String,  # one of ROLES
        "content": pl.String,  # never null; "" beside tool calls alone
        "name": pl.String,  # of the speaker or the tool; null where none is given
        "tool_calls": pl.String,  # JSON text of an OpenAI-style list; null where there are none
        "tool_call_id": pl.String,  # on role tool: the call that it answers
        "weight": pl.Int8,  # on role assistant: 1, or 0 for a turn that must not be learned
    }
)

IDENTITY: dict[str, Any] = {
    "ordinal": pl.UInt64,  # place in the order source, file, row, item; part number in the high half
    "record_id": pl.String,  # keyed hash of (source, source_file, source_row, source_item)
    "source": pl.String,
    "source_file": pl.String,
    "source_row": pl.UInt64,  # 1-based; 0 for a file that could not be read at all
    "source_item": pl.UInt32,  # 0-based
    "call_key": pl.String,  # keyed hash of the provider's call id, or null
}

CALL: dict[str, Any] = {
    "timestamp": pl.Datetime("us", "UTC"),
    "provider": pl.String,
    "model": pl.String,
    "session_key": pl.String,  # keyed hash of the session id, or null
    "user_key": pl.String,  # keyed hash of the user id, or null
    "messages": pl.List(MESSAGE),  # [] where the line could not be read
    "tools": pl.String,  # JSON text of the tool definitions, or null
    "finish_reason": pl.String,  # stop length tool_calls content_filter refusal error unknown, or null
    "status_code": pl.Int32,
    "success": pl.Boolean,
    "error": pl.Boolean,  # the log holds an error object
    "latency_ms": pl.Float64,
    "input_tokens": pl.Int64,
    "output_tokens": pl.Int64,
    "feedback": pl.Float64,  # a rating as logged; thumbs are 1 and -1
}

ROW: dict[str, Any] = {**IDENTITY, **CALL, "reasons": pl.List(pl.String)}


@dataclass(frozen=True)
class Run:
    """What every stage of a run may know: nothing here depends on the clock or the machine."""

    key: bytes  # of all keyed hashes
    seed: int = 42
    task: str = "chat"  # chat | classification | extraction | persona
    blocked: frozenset[str] = frozenset()  # keyed hashes of users and values that were erased
    plugins: tuple[Plugin, ...] = ()  # the user's own parts


def answer() -> pl.Expr:
    """Text of the last message where an assistant spoke last, else ""; never null."""
    last = pl.col("messages").list.last()
    spoken = last.struct.field("role") == "assistant"
    return pl.when(spoken).then(last.struct.field("content")).otherwise(pl.lit("")).fill_null("")


def calls_tools() -> pl.Expr:
    """Whether the last message is an assistant's tool call; never null."""
    last = pl.col("messages").list.last().struct
    return ((last.field("role") == "assistant") & last.field("tool_calls").is_not_null()).fill_null(
        value=False
    )


def last_of(role: str) -> pl.Expr:
    """Text of the last message of `role`, "" where there is none; never null."""
    texts = pl.col("messages").list.filter(pl.element().struct.field("role") == role)
    return texts.list.last().struct.field("content").fill_null("")


def reasons_of(marks: dict[str, pl.Expr]) -> pl.Expr:
    """`reasons`: the code of every mark that is true, in the order given; [] where none is."""
    none = pl.lit(None, dtype=pl.String)  # so that no marks means no reasons
    codes = [pl.when(mark).then(pl.lit(code)) for code, mark in marks.items()]
    return pl.concat_list(none, *codes).list.drop_nulls().alias("reasons")


def example(*turns: tuple[str, str | None], **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    """One row as a dict, for KEEPS, DROPS and tests: (role, content) pairs and other columns."""
    messages = [
        {
            "role": role,
            "content": content,
            "name": None,
            "tool_calls": None,
            "tool_call_id": None,
            "weight": 1 if role == "assistant" else None,
        }
        for role, content in turns
    ]
    empty: dict[str, Any] = dict.fromkeys(ROW)
    identity = {"ordinal": 0, "record_id": "0", "source": "s", "source_file": "f", "source_row": 1}
    when = datetime(2026, 3, 1, tzinfo=UTC)
    call = {"timestamp": when, "messages": messages, "finish_reason": "stop", "reasons": []}
    return {**empty, **identity, "source_item": 0, **call, **columns}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows made by `example` as a frame with the columns and types of `ROW`."""
    return pl.DataFrame(list(rows), schema=ROW)
