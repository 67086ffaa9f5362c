"""The call failed: what stands for an answer is an error, or nothing."""

import polars as pl

from etl.schema import example


def reject() -> pl.Expr:
    """True where the log holds an error object, an HTTP status >= 400, or says it was no success.

    Each of these is enough: they stand in the order of how sure they are (an error object, the
    status, the application's own flag, a finish reason `error`), and one that says "fine" does
    not outweigh another that says "failed", since a broken stream often begins with a 200.
    """
    bad_status = pl.col("status_code") >= 400  # noqa: PLR2004 - HTTP: 4xx client, 5xx server errors
    signs = (pl.col("error"), bad_status, ~pl.col("success"), pl.col("finish_reason") == "error")
    return pl.any_horizontal(sign.fill_null(value=False) for sign in signs)


KEEPS = [
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), status_code=399),
    example(("user", "Two fruits?"), ("assistant", "Error 500 means that a server failed.")),
]
DROPS = [
    example(("user", "Two fruits?"), ("assistant", "Pear"), status_code=200, error=True),
    example(("user", "Two fruits?"), ("assistant", "Pear"), status_code=400, success=True),
    example(("user", "Two fruits?"), ("assistant", "Pear"), success=False),
    example(("user", "Two fruits?"), ("assistant", "Pear"), finish_reason="error"),
]
