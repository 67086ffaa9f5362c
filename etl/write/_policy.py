"""What of a kept conversation is trained on: the system prompt or not, all turns or the last.

Both are decided here, once, for `data/` and for every format, so that no two files of a run
disagree about what is learned. Applying the same policy twice changes nothing.
"""

from typing import Literal

import polars as pl

SystemPrompt = Literal["keep", "drop"]
TrainOn = Literal["all", "last"]


def shaped(
    rows: pl.DataFrame, *, system_prompt: SystemPrompt = "keep", train_on: TrainOn = "all"
) -> pl.DataFrame:
    """Give `rows` with their messages as they are to be trained on.

    Args:
        rows: conversation rows.
        system_prompt: `drop` takes out every message of role system.
        train_on: `last` sets `weight` 0 on what the assistant said before the last user message.
            What answers it, tool calls on the way included, is one turn and keeps its weight.

    Returns:
        The same rows; `messages` alone may differ.
    """
    messages = pl.col("messages")
    if system_prompt == "drop":
        spoken = pl.element().struct.field("role").ne_missing("system")
        rows = rows.with_columns(messages.list.filter(spoken))
    if train_on == "last":
        role = pl.element().struct.field("role")
        earlier = (role == "user").cum_sum(reverse=True) > 0
        unlearned = pl.when((role == "assistant") & earlier).then(pl.lit(0, dtype=pl.Int8))
        weight = unlearned.otherwise(pl.element().struct.field("weight")).alias("weight")
        rows = rows.with_columns(messages.list.eval(pl.element().struct.with_fields(weight)))
    return rows
