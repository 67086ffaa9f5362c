"""Conversations message by message: what every format is built with."""

import polars as pl

from etl.write._json import one_line
from etl.write._policy import SystemPrompt, TrainOn, shaped

_COUNT = pl.int_range(pl.len(), dtype=pl.UInt32)


def turns(rows: pl.DataFrame, *, system_prompt: SystemPrompt, train_on: TrainOn) -> pl.DataFrame:
    """One row a message, in order.

    Returns:
        `row` (place of its conversation in `rows`), the fields of a message (`tool_calls` on one
        line, "" where it is no JSON list of objects; `weight` 1 for an assistant without one),
        and `before`, the role of the message before it, null on the first.
    """
    policed = shaped(rows, system_prompt=system_prompt, train_on=train_on)
    said = (
        policed.select(_COUNT.alias("row"), "messages")
        .explode("messages", empty_as_null=False, keep_nulls=False)
        .unnest("messages")
    )
    assistant = pl.col("role") == "assistant"
    return said.with_columns(
        pl.col("content").fill_null(""),
        one_line(said["tool_calls"]),
        pl.when(assistant).then(pl.col("weight").fill_null(1)).alias("weight"),
        pl.when(pl.col("row") == pl.col("row").shift(1))
        .then(pl.col("role").shift(1))
        .alias("before"),
    )


def alternates(asks: pl.Expr, answers: pl.Expr) -> pl.Expr:
    """Whether a message of `talk` stands where it may: asking first, then by turns."""
    after_asking = pl.col("before").is_in(["user", "tool"])
    return pl.when(after_asking).then(answers).otherwise(asks).fill_null(value=False)


def talk(spoken: pl.DataFrame) -> pl.DataFrame:
    """The messages but the system ones, of rows whose system messages all stand at the head."""
    rest = spoken.filter(pl.col("role").ne_missing("system"))
    late = spoken.filter((pl.col("role") == "system") & (pl.col("before") != "system"))
    if late.is_empty():
        return rest
    return rest.join(late.select("row"), on="row", how="anti", maintain_order="left")


def answers() -> pl.Expr:
    """Whether an assistant says or calls something here."""
    full = (pl.col("content").str.strip_chars() != "") | pl.col("tool_calls").is_not_null()
    return (pl.col("role") == "assistant").fill_null(value=False) & full


def system(spoken: pl.DataFrame) -> pl.DataFrame:
    """`row`, `system`: the system messages of a row as one text, where it has any."""
    told = spoken.filter(pl.col("role") == "system")
    joined = told.group_by("row", maintain_order=True).agg(pl.col("content").str.join("\n\n"))
    return joined.rename({"content": "system"})


def learnable(train_on: TrainOn) -> pl.Expr:
    """Whether a target without weights teaches what the row's weights say; over one row's messages.

    Such a target learns every answer; told to learn the last one alone, it takes the others as
    context.
    """
    said = pl.col("weight").filter(pl.col("role") == "assistant")
    return (said.last() if train_on == "last" else said.min()) > 0


def placed(rows: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """`judged` (one row for each `row` that has messages) beside the columns of `rows`."""
    every = rows.select(_COUNT.alias("row"), one_line(rows["tools"]))
    return every.join(judged, on="row", how="left", maintain_order="left")
