"""The assistant refuses: it says that it cannot or will not do what was asked."""

from typing import Annotated

import polars as pl
from pydantic import Field

from etl.clean._refusals import OPENING
from etl.clean._text import limit
from etl.schema import answer, example

Chars = Annotated[int, Field(ge=0)]


def reject(max_chars: Chars = 800, max_chars_cjk: Chars = 300) -> pl.Expr:
    """True where the finish reason is `refusal`, or a short answer opens as refusals do.

    A longer answer that begins with "I'm sorry, but I can't ..." goes on to help: beyond `max_chars`
    characters (`max_chars_cjk` where the text is mostly Chinese) it is none. The openings, English
    and Chinese in both scripts, stand with their sources in `etl/clean/_refusals.py`.
    """
    opens = pl.when(answer().str.contains(OPENING)).then(answer())
    refuses = opens.str.len_chars() <= limit(opens, max_chars, max_chars_cjk)
    said = (pl.col("finish_reason") == "refusal").fill_null(value=False)
    return said | refuses.fill_null(value=False)


_REFUSAL = "I'm sorry, but I can't help with that."
KEEPS = [
    example(("user", "Where is it?"), ("assistant", "I'm sorry, but I can't find that order.")),
    example(("user", "在哪裡？"), ("assistant", "很抱歉，我無法查到您的訂單，請再給我一次編號。")),
    example(("user", "How?"), ("assistant", _REFUSAL + " Yet here is a way." * 43)),
]
DROPS = [
    example(("user", "How?"), ("assistant", _REFUSAL)),
    example(("user", "怎麼做？"), ("assistant", "很抱歉，我無法協助這個請求。")),
    example(("user", "怎么做？"), ("assistant", "抱歉，我不能帮助您完成这个请求。")),
    example(("user", "How?"), ("assistant", ""), finish_reason="refusal"),
    example(("user", "How?"), ("assistant", _REFUSAL + " " + "n" * 761)),
]
