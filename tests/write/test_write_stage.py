"""Promises of the stage: what it gives back, and what may be written at all."""

import polars as pl
import pytest

from etl import write
from etl.schema import ROW, Run, example, frame
from etl.write._examples import CALL, said

RUN = Run(key=b"k")
ASKED = example(("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello"))
CALLED = said(example(("user", "a"), ("assistant", "")), 1, tool_calls=CALL)
BROKEN = example(("user", "a"))


def test_a_row_that_no_format_takes_is_unwritable():
    rows, lines = write.write(frame(BROKEN, ASKED), RUN)
    assert rows["reasons"].to_list() == [["unwritable"], []]
    assert rows["not_in"].to_list() == [["openai", "alpaca"], []]
    assert [frame["line"].is_null().to_list() for frame in lines.values()] == [[True, False]] * 2


def test_a_row_that_one_format_takes_is_kept_and_says_which_do_not():
    rows, _ = write.write(frame(CALLED), RUN)
    assert rows["reasons"].to_list() == [[]]
    assert rows["not_in"].to_list() == [["alpaca"]]


def test_without_formats_every_row_is_kept_for_parquet():
    rows, lines = write.write(frame(BROKEN, ASKED), RUN, formats=())
    assert lines == {}
    assert rows["reasons"].to_list() == rows["not_in"].to_list() == [[], []]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_row_is_lost_or_moved(count):
    given = frame(*[{**ASKED, "ordinal": n} for n in range(count)])
    rows, lines = write.write(given, RUN)
    assert rows.select(*ROW).drop("reasons").equals(given.drop("reasons"))
    assert [frame.height for frame in lines.values()] == [count] * 2


def test_a_policy_holds_in_data_as_in_the_formats():
    turns = ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")
    row = example(("system", "Be brief."), *turns)
    rows, _ = write.write(frame(row), RUN, system_prompt="drop", train_on="last")
    messages = rows["messages"].to_list()[0]
    assert [(m["role"], m["weight"]) for m in messages] == [
        ("user", None), ("assistant", 0), ("user", None), ("assistant", 1),
    ]  # fmt: skip
    assert rows.schema["messages"] == ROW["messages"]


def keys(*ids):
    columns = {"ordinal": list(range(len(ids))), "conversation_id": list(ids)}
    return pl.DataFrame(columns, schema={"ordinal": pl.UInt64, "conversation_id": pl.String})


def staying(judged, given):
    left = given.join(judged.filter(pl.col("reasons").list.len() == 0), on="ordinal")
    return set(left["conversation_id"])


@pytest.mark.parametrize("limit", [None, 3, 99])
def test_a_limit_that_is_not_reached_drops_nothing(limit):
    judged = write.over_limit(keys("a", "b", None), RUN, limit=limit)
    assert judged["reasons"].to_list() == [[], [], []]


def test_a_limit_keeps_whole_conversations():
    given = keys("a", "b", "a", "c", "b", "a")
    judged = write.over_limit(given, RUN, limit=2)
    assert judged["ordinal"].equals(given["ordinal"])
    assert len(staying(judged, given)) == 2
    over = given.filter(judged["reasons"].list.contains("over_limit"))
    assert staying(judged, given).isdisjoint(over["conversation_id"])


def test_a_limit_chooses_by_seed_and_not_by_order():
    given = keys(*"abcdefghij")
    chosen = staying(write.over_limit(given, RUN, limit=4), given)
    assert staying(write.over_limit(given.reverse(), RUN, limit=4), given) == chosen
    others = [staying(write.over_limit(given, Run(b"k", seed=s), limit=4), given) for s in range(5)]
    assert any(other != chosen for other in others)


def test_a_limit_of_an_empty_run_judges_nothing():
    assert write.over_limit(keys(), RUN, limit=1).height == 0
