"""Alpaca: one instruction and its output; earlier turns are `history`, as LLaMA-Factory reads it.

    {"instruction": "+1?", "input": "", "output": "5", "system": "Be brief.",
     "history": [["2+2?", "4"]]}

`system` and `history` stand only where there are any. Several system messages at the head become
one, with a blank line between. The format has no weights: LLaMA-Factory learns the answers in
`history` too, so with `train_on: last` set `mask_history: true` there.

Source: https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md
"""

import polars as pl

from etl.schema import example
from etl.write._examples import CALL, said
from etl.write._json import text
from etl.write._policy import SystemPrompt, TrainOn
from etl.write._turns import alternates, answers, learnable, placed, system, talk, turns

_TURN = 2  # messages: a question and its answer


def lines(
    rows: pl.DataFrame, *, system_prompt: SystemPrompt = "keep", train_on: TrainOn = "all"
) -> pl.DataFrame:
    """Give each row's line.

    Refused: tool messages and tool calls, what does not alternate between user and assistant, a
    system message in the middle, no answer at the end, an answer that must not be learned.

    Args:
        rows: conversation rows.
        system_prompt: `drop` leaves the system messages out.
        train_on: `last` takes earlier answers as context, whatever their weights.
    """
    spoken = turns(rows, system_prompt=system_prompt, train_on=train_on)
    messages = talk(spoken)
    by_turns = alternates(pl.col("role") == "user", pl.col("role") == "assistant")
    sound = by_turns & pl.col("tool_calls").is_null()
    messages = messages.with_columns(sound=sound, answers=answers())
    judged = messages.group_by("row", maintain_order=True).agg(
        "content",
        fits=pl.col("sound").all() & pl.col("answers").last() & learnable(train_on),
    )
    taken = judged.filter(pl.col("fits")).select(
        "row",
        instruction=pl.col("content").list.get(-2),
        input=pl.lit(""),
        output=pl.col("content").list.get(-1),
    )
    taken = taken.join(system(spoken), on="row", how="left", maintain_order="left")
    taken = taken.join(_history(judged), on="row", how="left", maintain_order="left")
    line = text("instruction", "input", "output", optional=("system", "history")).alias("line")
    return placed(rows, taken.select("row", line)).select("line")


def _history(judged: pl.DataFrame) -> pl.DataFrame:
    """`row`, `history`: the pairs of question and answer before the last, where there are any."""
    longer = judged.filter(pl.col("fits") & (pl.col("content").list.len() > _TURN))
    earlier = longer.select(
        "row", pl.col("content").list.head(pl.col("content").list.len() - _TURN)
    )
    flat = earlier.explode("content", empty_as_null=False, keep_nulls=False)
    asked, answered = flat.gather_every(2), flat.gather_every(2, offset=1)
    pairs = asked.select("row", pair=pl.concat_list("content", answered["content"].alias("answer")))
    return pairs.group_by("row", maintain_order=True).agg(pl.col("pair").alias("history"))


_TURNS = example(("user", "2+2?"), ("assistant", "4"), ("user", "+1?"), ("assistant", "5"))
_ASKED = example(("user", "2+2?"), ("assistant", "4"))

EXAMPLES = [
    (_ASKED, {"instruction": "2+2?", "input": "", "output": "4"}),
    (
        {**_TURNS, "messages": example(("system", "Be brief."))["messages"] + _TURNS["messages"]},
        {
            "instruction": "+1?",
            "input": "",
            "output": "5",
            "system": "Be brief.",
            "history": [["2+2?", "4"]],
        },
    ),
]
REFUSES = [
    example(),
    example(("user", "Hi")),
    example(("assistant", "Hi")),
    example(("user", "Hi"), ("assistant", " ")),
    example(("user", "Hi"), ("user", "You there?"), ("assistant", "Yes")),
    example(("user", "Hi"), ("system", "Be brief."), ("assistant", "Yes")),
    example(("user", "Hi"), ("assistant", "Yes"), ("system", "Be brief.")),
    example(("user", "f(1)?"), ("assistant", ""), ("tool", "7"), ("assistant", "7")),
    said(_ASKED, 1, tool_calls=CALL),
    said(_TURNS, 1, weight=0),
]
