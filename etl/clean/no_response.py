"""Nobody answered: the conversation ends without an assistant's text or tool call."""

import polars as pl

from etl.clean._text import VISIBLE
from etl.schema import answer, calls_tools, example


def reject() -> pl.Expr:
    """True where the last message is no assistant's, or has neither a visible character nor a tool call."""
    return ~answer().str.contains(VISIBLE) & ~calls_tools()


_CALL = '[{"id": "1", "type": "function", "function": {"name": "now", "arguments": "{}"}}]'
_CALLING = example(("user", "What time is it?"), ("assistant", ""))
_CALLING["messages"][1]["tool_calls"] = _CALL

KEEPS = [example(("user", "Two fruits?"), ("assistant", ".")), _CALLING]
DROPS = [
    example(("user", "Two fruits?"), ("assistant", " \n\u200b")),
    example(("user", "Two fruits?"), ("assistant", "Pear."), ("user", "And?")),
    example(("user", "Two fruits?")),
]
