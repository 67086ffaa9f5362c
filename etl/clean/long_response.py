"""The answer is longer than what a chat model should learn to say."""

from typing import Annotated

import polars as pl
from pydantic import Field

from etl.schema import answer, example


def reject(max_chars: Annotated[int, Field(ge=1)] = 20_000) -> pl.Expr:
    """True where the answer has more than `max_chars` characters.

    20,000 characters are about 5,000 English tokens, more than the usual training context of
    4,096 holds; in logs, answers beyond it are mostly dumps and loops.
    """
    return answer().str.len_chars() > max_chars


KEEPS = example(("user", "Count."), ("assistant", "1" * 20_000))
DROPS = example(("user", "Count."), ("assistant", "1" * 20_001))
