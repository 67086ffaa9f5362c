"""OpenAI chat fine-tuning, which most trainers read (TRL, Axolotl, Together, MLX-LM).

    {"messages": [{"role": "system", "content": "Be brief."},
                  {"role": "user", "content": "2+2?"},
                  {"role": "assistant", "content": "4", "weight": 1}],
     "tools": [{"type": "function", "function": {"name": "add", "parameters": {}}}]}

`weight` stands only where it says something: on every answer with `train_on: last`, else where
it is 0. `content` is null beside tool calls alone; their arguments stay text. No key is null.

Source: https://platform.openai.com/docs/guides/supervised-fine-tuning
"""

import json

import polars as pl

from etl.schema import ROLES, example
from etl.write._examples import CALL, said
from etl.write._json import text
from etl.write._policy import SystemPrompt, TrainOn
from etl.write._turns import answers, placed, turns

_EXTRAS = ("name", "tool_calls", "tool_call_id", "weight")  # in this order, where not null


def lines(
    rows: pl.DataFrame, *, system_prompt: SystemPrompt = "keep", train_on: TrainOn = "all"
) -> pl.DataFrame:
    """Give each row's line.

    Refused: a role that is none of the four, no user, a last message that is not an answer with
    text or tool calls, no answer to be learned, tools or tool calls that are no JSON lists.

    Args:
        rows: conversation rows.
        system_prompt: `drop` leaves the system messages out.
        train_on: `last` gives weight 0 to all turns but the last one.
    """
    spoken = turns(rows, system_prompt=system_prompt, train_on=train_on)
    beside_calls = pl.col("tool_calls").is_not_null() & (pl.col("content") == "")
    told = pl.lit(value=True) if train_on == "last" else pl.col("weight") == 0
    message = spoken.with_columns(
        pl.when(~beside_calls).then("content").alias("content"),
        pl.when(told).then("weight").alias("weight"),
        sound=_sound(),
        asks=pl.col("role") == "user",
        learned=pl.col("weight") > 0,
        answers=answers(),
    )
    extras = [name for name in _EXTRAS if message[name].null_count() < message.height]
    joined = message.group_by("row", maintain_order=True).agg(
        text("role", "content", optional=extras, raw={"tool_calls"}).alias("messages"),
        fits=pl.col("sound").all()
        & pl.col("asks").any()
        & pl.col("learned").any()
        & pl.col("answers").last(),
    )
    tools = pl.concat_str(pl.lit(',"tools":'), "tools").fill_null("")
    messages = pl.concat_str(
        pl.lit('{"messages":['), pl.col("messages").list.join(","), pl.lit("]")
    )
    fits = pl.col("fits") & (pl.col("tools") != "").fill_null(value=True)
    line = pl.when(fits).then(pl.concat_str(messages, tools, pl.lit("}")))
    return placed(rows, joined).select(line.alias("line"))


def _sound() -> pl.Expr:
    known = pl.col("role").is_in(list(ROLES)).fill_null(value=False)
    return known & (pl.col("tool_calls") != "").fill_null(value=True)


_TURNS = example(("user", "2+2?"), ("assistant", "4"), ("user", "+1?"), ("assistant", "5"))
_TOOLS = example(
    ("user", "f(1)?"),
    ("assistant", ""),
    ("tool", "7"),
    ("assistant", "7"),
    tools='[{"type": "function"}]',
)
_CALLED = said(said(_TOOLS, 1, tool_calls=CALL), 2, tool_call_id="c1", name="f")

EXAMPLES = [
    (
        said(_TURNS, 1, weight=0),
        {
            "messages": [
                {"role": "user", "content": "2+2?"},
                {"role": "assistant", "content": "4", "weight": 0},
                {"role": "user", "content": "+1?"},
                {"role": "assistant", "content": "5"},
            ]
        },
    ),
    (
        _CALLED,
        {
            "messages": [
                {"role": "user", "content": "f(1)?"},
                {"role": "assistant", "content": None, "tool_calls": json.loads(CALL)},
                {"role": "tool", "content": "7", "name": "f", "tool_call_id": "c1"},
                {"role": "assistant", "content": "7"},
            ],
            "tools": [{"type": "function"}],
        },
    ),
]
_ASKED = example(("user", "Hi"), ("assistant", "Hello"))
REFUSES = [
    example(),
    example(("user", "Hi")),
    example(("assistant", "Hi")),
    example(("user", "Hi"), ("assistant", " ")),
    example(("user", "Hi"), ("narrator", "He waits."), ("assistant", "Hello")),
    said(_ASKED, 1, tool_calls="[1]"),
    said(_ASKED, 1, weight=0),
    {**_ASKED, "tools": "{"},
]
