"""The answer breaks off before its end."""

import polars as pl

from etl.schema import answer, example

_FENCE = r"(?m)^[ \t]*(?:```|~~~)"  # CommonMark 4.5: a fenced block opens and closes on a line of its own


def reject() -> pl.Expr:
    """True where the finish reason is `length`, or is not known and a code block is left open.

    A code block that is open under finish reason `stop` is the model's sloppiness, not a cut.
    """
    reason = pl.col("finish_reason").fill_null("unknown")
    unknown = pl.when(reason == "unknown").then(answer()).otherwise(pl.lit(""))
    left_open = unknown.str.count_matches(_FENCE) % 2 == 1
    return (reason == "length") | left_open


KEEPS = [
    example(("user", "Code?"), ("assistant", "```python\nx = 1")),
    example(("user", "Code?"), ("assistant", "```python\nx = 1\n```"), finish_reason=None),
]
DROPS = [
    example(("user", "Code?"), ("assistant", "x = 1"), finish_reason="length"),
    example(("user", "Code?"), ("assistant", "So:\n```python\nx ="), finish_reason=None),
    example(("user", "Code?"), ("assistant", "So:\n```python\nx ="), finish_reason="unknown"),
]
