"""The provider's content filter cut or replaced the answer."""

import polars as pl

from etl.schema import example


def reject() -> pl.Expr:
    """True where the finish reason is `content_filter`.

    `adapt` gives it for OpenAI's and Azure's `content_filter`, Gemini's SAFETY, BLOCKLIST,
    PROHIBITED_CONTENT, SPII and RECITATION, and Bedrock's `guardrail_intervened`.
    """
    return (pl.col("finish_reason") == "content_filter").fill_null(value=False)


KEEPS = example(("user", "Two fruits?"), ("assistant", "A content_filter is a sieve."))
DROPS = example(("user", "Two fruits?"), ("assistant", "Pe"), finish_reason="content_filter")
