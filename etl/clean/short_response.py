"""The answer is too short to learn from."""

from typing import Annotated

import polars as pl
from pydantic import Field

from etl.clean._text import limit
from etl.schema import answer, calls_tools, example

Chars = Annotated[int, Field(ge=0)]


def reject(min_chars: Chars = 50, min_chars_cjk: Chars = 15) -> pl.Expr:
    """True where the answer has text, calls no tool, and is shorter than its script's limit.

    Surrounding space does not count. Less than `min_chars` characters are short (about eight
    English words: a remark, seldom an answer), or less than `min_chars_cjk` where the text is
    Chinese, Japanese or Korean, whose characters say about three times as much. No text at all is
    `no_response`. For labels and extracted values (tasks `classification`, `extraction`) it is off.
    """
    text = answer().str.strip_chars()
    length = text.str.len_chars()
    # Only a text below both limits is looked at by character.
    doubtful = pl.when(length < max(min_chars, min_chars_cjk)).then(text)
    short = (length > 0) & (length < limit(doubtful, min_chars, min_chars_cjk))
    return short.fill_null(value=False) & ~calls_tools()


_LONG_ENOUGH = "Pears, plums and quinces are three fruits of fall."
KEEPS = [
    example(("user", "Three fruits?"), ("assistant", _LONG_ENOUGH)),
    example(("user", "三種水果？"), ("assistant", "梨子、李子和榅桲是秋天的水果。")),
]
DROPS = [
    example(("user", "Three fruits?"), ("assistant", f" {_LONG_ENOUGH[:-1]}\n")),
    example(("user", "三種水果？"), ("assistant", "梨子、李子和榅桲是秋天水果。")),
]
