"""When a later call stands for an earlier one: facts on both sides of each rule."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from etl.clean import FILTERS, _pairs, clean, keys, retried, verdicts
from etl.schema import Run, example, frame

RUN = Run(key=b"k")
ASKED = "What is the weather in Rome tomorrow?"


def call(second, text=ASKED, *, before=(), after=(("assistant", "Sunny."),), **columns):
    when = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=second)
    named = {"timestamp": when, "user_key": "u", "call_key": f"c{second}", **columns}
    return example(*before, ("user", text), *after, **named)


def gone(*rows, **options):
    """Which of the rows go, and for which, by their place in the list."""
    numbered = [{**row, "ordinal": i, "record_id": f"r{i}"} for i, row in enumerate(rows)]
    found = verdicts(keys(frame(*numbered)).lazy(), RUN, {"retried": options})
    assert all(reasons == ["retried"] for reasons in found["reasons"].to_list())
    return {ordinal: int(kept[1:]) for ordinal, kept in found.select("ordinal", "kept_as").rows()}


@pytest.mark.parametrize("rows", FILTERS["retried"].KEEPS)
def test_its_examples_of_no_retry_are_kept(rows):
    assert gone(*rows) == {}


@pytest.mark.parametrize("rows", FILTERS["retried"].DROPS)
def test_of_its_examples_of_a_retry_the_first_goes(rows):
    assert gone(*rows) == {0: 1}


YES = (("user", "Book a table."), ("assistant", "At eight?"))
NO_RETRIES = {
    "one call": [call(0)],
    "no user, no session": [call(0, user_key=None), call(9, user_key=None)],
    "another user": [call(0), call(9, user_key="v")],
    "another session of nobody": [
        call(0, user_key=None, session_key="s"),
        call(9, user_key=None, session_key="t"),
    ],
    "no time": [call(0), call(9, timestamp=None)],
    "the same time": [call(0, call_key="a"), call(0, call_key="b")],
    "the same call logged twice": [call(0, call_key="a"), call(9, call_key="a")],
    "the later one failed": [call(0), call(9, reasons=["failed"])],
    "another question": [call(0), call(9, "Please book me a flight to Oslo for two.")],
    "nothing was asked": [call(0, " "), call(9, "")],
    "no user message": [
        example(("assistant", "Hi"), user_key="u", timestamp=call(s)["timestamp"]) for s in (0, 9)
    ],
    "a short word again, later in the conversation": [
        call(0, "yes", before=YES),
        call(9, "yes", before=(*YES, ("user", "yes"), ("assistant", "For two?"))),
    ],
    "a short word again, where only the last turns are sent": [
        call(0, "yes", before=YES),
        call(9, "yes", before=(("user", "yes"), ("assistant", "For two people?"))),
    ],
    "the next step of an agent": [
        call(0, after=[("assistant", "")]),
        call(9, after=[("assistant", ""), ("tool", "{}"), ("assistant", "Sunny.")]),
    ],
    "one step later, not one ask later": [call(0), call(121)],
    "Chinese, another question": [call(0, "台北明天天氣如何"), call(9, "高雄今天美食推薦")],
}


@pytest.mark.parametrize("rows", NO_RETRIES.values(), ids=NO_RETRIES)
def test_this_is_no_retry(rows):
    assert gone(*rows) == {}


RETRIES = {
    "the same words": ([call(0), call(9)], {0: 1}),
    "the last moment": ([call(0), call(120)], {0: 1}),
    "other order of lines": ([call(9), call(0)], {1: 0}),
    "no call ids": ([call(0, call_key=None), call(9, call_key=None)], {0: 1}),
    "one call id": ([call(0, call_key=None), call(9)], {0: 1}),
    "the user's session tells nothing else": (
        [call(0, session_key="s"), call(9, session_key="t")],
        {0: 1},
    ),
    "a session of nobody": (
        [call(0, user_key=None, session_key="s"), call(9, user_key=None, session_key="s")],
        {0: 1},
    ),
    "sent too early": ([call(0, "What is the"), call(9)], {0: 1}),
    "shortened": ([call(0), call(9, "What is the weather in Rome")], {0: 1}),
    "the earlier one failed": ([call(0, reasons=["failed"]), call(9)], {0: 1}),
    "a chain": ([call(0), call(100), call(200)], {0: 1, 1: 2}),
    "three in a row": ([call(0), call(9), call(18)], {0: 1, 1: 2}),
    "over a failed one": ([call(0), call(9, reasons=["failed"]), call(20)], {0: 2, 1: 2}),
    "over another question": ([call(0), call(9, "And the sea?"), call(20)], {0: 2}),
    "another system prompt": (
        [call(0, before=[("system", "It is 9:00")]), call(9, before=[("system", "It is 09:01")])],
        {0: 1},
    ),
    "a turn again": ([call(0, "yes", before=YES), call(9, "yes", before=YES)], {0: 1}),
    "Chinese": ([call(0, "台北明天天氣如何"), call(9, "台北明天的天氣如何")], {0: 1}),
    "an agent's run again": (
        [
            call(0, after=[("assistant", "")]),
            call(1, after=[("assistant", ""), ("tool", "{}"), ("assistant", "Rain.")]),
            call(8, after=[("assistant", "")]),
            call(9, after=[("assistant", ""), ("tool", "{}"), ("assistant", "Sunny.")]),
        ],
        {0: 2, 1: 3},
    ),
}


@pytest.mark.parametrize(("rows", "expected"), RETRIES.values(), ids=RETRIES)
def test_this_is_a_retry(rows, expected):
    assert gone(*rows) == expected


def test_texts_exactly_as_alike_as_asked_are_a_retry():
    rows = [call(0, "abcdefghij"), call(9, "abcdefghxx")]  # 8 of 10: 4 edits in 20 characters
    assert gone(*rows, similarity=0.8) == {0: 1}
    assert gone(*rows, similarity=0.8001) == {}
    assert gone(call(0), call(9, "Something else"), similarity=0.0) == {0: 1}


def test_the_window_is_an_option():
    assert gone(call(0), call(9), within=timedelta(seconds=8)) == {}
    assert gone(call(0), call(9), within=timedelta(seconds=9)) == {0: 1}


def people(count):
    return [call(i, f"Question of person {i}", user_key=f"p{i}") for i in range(count)]


def test_a_user_id_of_more_than_100_calls_and_5_percent_is_a_service():
    service = [call(i * 1000) for i in range(99)]
    again = [call(500_000), call(500_005)]
    assert len(gone(*service, *again, *people(1919))) == 1  # 101 of 2,020: not more than 5 %
    assert gone(*service, *again, *people(1918)) == {}
    assert len(gone(*service[1:], *again, *people(9))) == 1  # 100 calls: nearly all, but few


def test_behind_a_service_the_session_tells_who_asks():
    calls = [call(i * 1000, session_key=f"s{i}") for i in range(101)]
    again = [call(500_000, session_key="a"), call(500_005, session_key="a")]
    other = [call(600_000, session_key="b"), call(600_005, session_key="c")]
    assert gone(*calls, *again, *other) == {101: 102}


def test_only_the_ends_of_a_very_long_text_are_compared(monkeypatch):
    monkeypatch.setattr(_pairs, "_END", 10)
    start, end = "The table: ", " What is it?"
    assert gone(call(0, f"{start}{'a' * 50}{end}"), call(9, f"{start}{'b' * 50}{end}")) == {0: 1}


def test_batches_of_texts_give_what_one_gives(monkeypatch):
    rows = [call(s, user_key=f"u{u}") for u in range(5) for s in (0, 9, 300)]
    at_once = gone(*rows)
    assert len(at_once) == 5
    monkeypatch.setattr(_pairs, "_AT_ONCE", 1)
    assert gone(*rows) == at_once
    calls = pl.DataFrame({"group": [1, 1, 2, 3], "asked_bytes": [5, 5, 1, 1]})
    assert [len(batch) for batch in _pairs.batches(calls)] == [2, 1, 1]


def test_verdicts_come_in_the_order_of_the_input():
    rows = [call(s, user_key=f"u{u * 7919 % 200}") for u in range(200) for s in (0, 9)]
    found = gone(*rows)
    assert list(found.items()) == [(i, i + 1) for i in range(0, 400, 2)]


def test_a_burst_of_one_user_ends():
    rows = [
        call(s / 100, f"Summarise {s:08} {s * 7919 % 10_007} {s * 31 % 1009}") for s in range(300)
    ]
    assert len(gone(*rows, *people(5_800), similarity=1.0)) == 0


def test_a_row_rejected_alone_stands_for_no_other():
    rows = frame(call(0) | {"ordinal": 0}, call(9, status_code=500) | {"ordinal": 1})
    judged = clean(rows, RUN, {"failed": {}})
    assert verdicts(keys(judged).lazy(), RUN, {"retried": {}}).is_empty()


def test_retried_can_be_switched_off():
    rows = frame(call(0) | {"ordinal": 0}, call(9) | {"ordinal": 1})
    assert verdicts(keys(rows).lazy(), RUN, {"retried": None}).is_empty()


def test_the_history_counts_neither_system_messages_nor_the_question():
    before = [("system", "s"), ("user", "ab"), ("assistant", "水")]
    key = retried.keys(frame(call(0, before=before))).row(0, named=True)
    assert (key["history"], key["history_bytes"], key["after"]) == (2, 5, 0)
    assert (key["asked"], key["asked_bytes"]) == (ASKED, len(ASKED))
