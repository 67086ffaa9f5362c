"""A tool call that no program could read: its arguments are no JSON."""

import polars as pl

from etl.schema import example

_CALLS = 16  # of one message are looked at; models ask for three or four at once


def reject() -> pl.Expr:
    """True where an assistant's tool call has arguments that are neither JSON nor empty.

    All assistant messages are looked at, since all may be learned. Models leave the arguments
    of a function without parameters empty: that is no fault. JSON cut by a length limit is one.
    """
    calls = pl.col("messages").list.eval(pl.element().struct.field("tool_calls").drop_nulls())
    calling = pl.when(calls.list.len() > 0).then(calls)
    return calling.list.eval(_unreadable(pl.element())).list.any().fill_null(value=False)


def _unreadable(calls: pl.Expr) -> pl.Expr:
    # By path and not by `json_decode`, which fails the whole column on one text of another shape.
    count = calls.str.count_matches('"arguments"', literal=True)
    texts = (
        pl.when(count > i).then(calls).str.json_path_match(f"$[{i}].function.arguments")
        for i in range(_CALLS)
    )
    broken = (
        ~text.str.strip_chars().is_in(["", "null"]) & text.str.json_path_match("$").is_null()
        for text in texts
    )
    return pl.any_horizontal(part.fill_null(value=False) for part in broken)


def _calling(arguments: str) -> dict[str, object]:
    row = example(("user", "What time is it?"), ("assistant", ""))
    call = '[{"id": "1", "type": "function", "function": {"name": "now", "arguments": %s}}]'
    row["messages"][1]["tool_calls"] = call % arguments
    return row


KEEPS = [_calling('"{\\"zone\\": \\"UTC\\"}"'), _calling('""')]
DROPS = [_calling('"{\\"zone\\": \\"UT"'), _calling('"zone=UTC"')]
