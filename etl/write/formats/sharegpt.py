r"""ShareGPT with tools, as LLaMA-Factory reads it (`formatting: sharegpt`).

    {"conversations": [{"from": "system", "value": "Be brief."},
                       {"from": "human", "value": "f(1)?"},
                       {"from": "function_call",
                        "value": "{\"name\": \"f\", \"arguments\": {\"n\": 1}}"},
                       {"from": "observation", "value": "7"},
                       {"from": "gpt", "value": "7"}],
     "tools": "[{\"name\": \"f\", \"description\": \"\", \"parameters\": {}}]"}

LLaMA-Factory empties a row, with no more than a warning, where after the system message the odd
places are not human or observation and the even ones not gpt or function_call: such rows are
refused here. A call is an object, several in one message a list; `tools` is JSON text. The format
has no weights: with `train_on: last` set `mask_history: true` there.

Source: https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md
"""

import polars as pl

from etl.schema import example
from etl.write._calls import calls
from etl.write._examples import CALL, said
from etl.write._json import member, text
from etl.write._policy import SystemPrompt, TrainOn
from etl.write._turns import alternates, answers, learnable, placed, system, talk, turns

_FROM = {"user": "human", "assistant": "gpt", "tool": "observation"}


def lines(
    rows: pl.DataFrame, *, system_prompt: SystemPrompt = "keep", train_on: TrainOn = "all"
) -> pl.DataFrame:
    """Give each row's line.

    Refused: what does not alternate as said above (two tool results in a row too), no user, a
    system message in the middle, text beside a call, a call that is no function with an object of
    arguments, tools that are no JSON list, no answer at the end, one that must not be learned.

    Args:
        rows: conversation rows.
        system_prompt: `drop` leaves the system messages out.
        train_on: `last` takes earlier answers as context, whatever their weights.
    """
    spoken = turns(rows, system_prompt=system_prompt, train_on=train_on)
    messages = talk(spoken)
    messages = messages.with_columns(calls(messages["tool_calls"]).alias("call"))
    by_turns = alternates(pl.col("role").is_in(["user", "tool"]), pl.col("role") == "assistant")
    called = pl.col("call").is_not_null()
    plain = pl.col("tool_calls").is_null() | (called & (pl.col("content").str.strip_chars() == ""))
    whose = pl.when(called).then(pl.lit("function_call")).otherwise(pl.col("role").replace(_FROM))
    messages = messages.with_columns(
        whose.alias("from"),
        pl.coalesce("call", "content").alias("value"),
        sound=by_turns & plain,
        asks=pl.col("role") == "user",
        answers=answers(),
    )
    joined = messages.group_by("row", maintain_order=True).agg(
        text("from", "value").alias("said"),
        fits=pl.col("sound").all()
        & pl.col("asks").any()
        & pl.col("answers").last()
        & learnable(train_on),
    )
    head = system(spoken).select("row", pl.lit("system").alias("from"), value="system")
    head = head.select("row", text("from", "value").alias("head"))
    whole = placed(rows, joined).join(head, on="row", how="left", maintain_order="left")
    fits = pl.col("fits") & (pl.col("tools") != "").fill_null(value=True)
    every = pl.concat_list("head", "said").list.drop_nulls().list.join(",")
    tools = pl.concat_str(pl.lit(","), member("tools")).fill_null("")
    line = pl.concat_str(pl.lit('{"conversations":['), every, pl.lit("]"), tools, pl.lit("}"))
    return whole.select(pl.when(fits).then(line).alias("line"))


_TURNS = example(("user", "2+2?"), ("assistant", "4"), ("user", "+1?"), ("assistant", "5"))
_ASKED = example(("system", "Be brief."), ("user", "2+2?"), ("assistant", "4"))
_TOOLS = example(
    ("user", "f(1)?"), ("assistant", ""), ("tool", "7"), ("assistant", "7"), tools='[{"name": "f"}]'
)
_CALLED = said(_TOOLS, 1, tool_calls=CALL)

EXAMPLES = [
    (
        _ASKED,
        {
            "conversations": [
                {"from": "system", "value": "Be brief."},
                {"from": "human", "value": "2+2?"},
                {"from": "gpt", "value": "4"},
            ]
        },
    ),
    (
        _CALLED,
        {
            "conversations": [
                {"from": "human", "value": "f(1)?"},
                {"from": "function_call", "value": '{"name":"f","arguments":{"n":1}}'},
                {"from": "observation", "value": "7"},
                {"from": "gpt", "value": "7"},
            ],
            "tools": '[{"name":"f"}]',
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
    said(_CALLED, 1, content="Let me see."),
    said(_CALLED, 1, tool_calls=CALL.replace("f", "g").replace("gunction", "custom")),
    said(_CALLED, 1, tool_calls="[]]"),
    said(_TURNS, 1, weight=0),
    {**_ASKED, "tools": "{"},
]
