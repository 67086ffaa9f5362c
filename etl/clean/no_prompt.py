"""Nobody asked: there is no user message with a text in it."""

import polars as pl

from etl.clean._text import VISIBLE
from etl.schema import example


def reject() -> pl.Expr:
    """True where no message of role `user` has a visible character."""
    message = pl.element().struct
    asks = (message.field("role") == "user") & message.field("content").str.contains(VISIBLE)
    asked = pl.col("messages").list.eval(asks.fill_null(value=False)).list.any()
    return ~asked.fill_null(value=False)


KEEPS = example(("user", "?"), ("assistant", "Ask me anything."))
DROPS = [
    example(("user", " \n"), ("assistant", "Ask me anything.")),
    example(("system", "Greet."), ("tool", "{}"), ("assistant", "Welcome!")),
]
