from datetime import timedelta

import polars as pl
import pytest
from dedup_rows import RUN, START, bot, dropped, gone, judged, row, rows, system, user

from etl import dedup
from etl.dedup import _hashing
from etl.errors import ConfigError
from etl.schema import Run, frame

Q, A = user("q"), bot("a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([Q, bot("return None")], [Q, bot("return none")]),
        ([Q, bot("hello there")], [Q, bot("hello  there")]),
        ([Q, bot("x²")], [Q, bot("x2")]),
        ([Q, bot("ab")], [Q, bot("a"), bot("b")]),
        ([Q, A], [A, Q]),
        ([Q, A], [user("a"), bot("q")]),
        ([Q, A], [system("s"), Q, A]),
        ([system("s"), Q, A], [system("t"), Q, A]),
        ([Q, A], [Q, A, bot("")]),
        ([Q, ("tool", "a")], [Q, A]),
        ([], []),
    ],
)
def test_what_differs_stays(one, other):
    assert gone(rows(one, other), exact={}) == set()


@pytest.mark.parametrize("field", ["name", "tool_calls", "tool_call_id"])
def test_a_tool_field_makes_a_difference(field):
    one, other = row(0, Q, A), row(1, Q, A)
    other["messages"][1][field] = "x"
    assert gone(frame(one, other), exact={}) == set()


def test_the_same_text_in_another_tool_field_makes_a_difference():
    one, other = row(0, Q, A), row(1, Q, A)
    one["messages"][1]["name"], other["messages"][1]["tool_call_id"] = "x", "x"
    assert gone(frame(one, other), exact={}) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([Q, A], [Q, A]),
        ([Q, bot("hello there")], [user("\tq"), bot(" hello there\n")]),
        ([Q, bot("caf\u00e9 au lait")], [Q, bot("cafe\u0301 au lait")]),
        ([system("s"), Q, A], [system(" s "), Q, A]),
        ([system("s")], [system("s")]),
    ],
)
def test_what_counts_as_the_same(one, other):
    assert dropped(rows(one, other), exact={}) == {"r1": ("exact_duplicate", "r0")}


def test_weight_model_and_time_make_no_difference():
    one, other = row(0, Q, A, model="m"), row(1, Q, A, model=None)
    other["messages"][1]["weight"] = 0
    assert gone(frame(one, other), exact={}) == {"r1"}


def test_a_line_logged_twice_stays_once_whatever_the_log_made_of_its_text():
    data = frame(row(0, Q, A, call_key="c"), row(1, Q, bot("a..."), call_key="c"))
    assert dropped(data, exact={}) == {"r1": ("exact_duplicate", "r0")}


def test_rows_without_a_call_id_are_not_the_same_call():
    assert gone(frame(row(0, Q, A), row(1, Q, bot("b"))), exact={}) == set()


def test_choices_of_one_call_stay_and_their_second_log_goes():
    first = {"call_key": "c", "source_row": 1}
    again = {"call_key": "c", "source_row": 2}
    data = frame(
        row(0, Q, A, **first, source_item=0),
        row(1, Q, bot("b"), **first, source_item=1),
        row(2, Q, A, **again, source_item=0),
        row(3, Q, bot("b"), **again, source_item=1),
    )
    expected = {"r2": ("exact_duplicate", "r0"), "r3": ("exact_duplicate", "r1")}
    assert dropped(data, exact={}) == expected


def test_copies_of_text_and_of_call_join_into_one_cluster():
    data = frame(row(0, Q, A), row(1, Q, A, call_key="c"), row(2, Q, bot("b"), call_key="c"))
    verdicts = judged(data, exact={})
    assert verdicts["cluster_id"].to_list() == ["r0"] * 3
    assert verdicts["cluster_size"].to_list() == [3] * 3


@pytest.mark.parametrize(("keep", "kept"), [("first", "r2"), ("last", "r1"), ("longest", "r3")])
def test_which_of_the_copies_stays(keep, kept):
    times = [None, START + timedelta(days=2), START, START + timedelta(days=1)]
    texts = ["b", "bb", "b", "bbb"]
    data = frame(
        *[
            row(n, Q, bot(text), timestamp=time, call_key="c")
            for n, (text, time) in enumerate(zip(texts, times, strict=True))
        ]
    )
    assert set(dropped(data, exact={"keep": keep}).values()) == {("exact_duplicate", kept)}


@pytest.mark.parametrize(("keep", "kept"), [("first", "r0"), ("last", "r2"), ("longest", "r0")])
def test_ties_go_by_place_in_the_input(keep, kept):
    data = frame(*[row(n, Q, A, timestamp=START) for n in range(3)])
    assert set(dropped(data, exact={"keep": keep}).values()) == {("exact_duplicate", kept)}


def test_prompts_are_compared_up_to_the_last_user_message():
    data = rows([Q, A], [Q, bot("b")], [system("s"), Q, A], [Q], [bot("q")], [bot("q")])
    assert gone(data, exact={"on": "prompt"}) == {"r1", "r3"}


def test_responses_are_compared_wherever_they_stand():
    data = rows([Q, A], [user("x"), bot("y"), Q, A], [Q], [Q], [A, Q])
    assert gone(data, exact={"on": "response"}) == {"r1"}


def test_loose_ignores_case_spacing_and_punctuation_but_not_words():
    texts = [
        "Yes, it is.",
        "yes it  is!",
        "yes it was",
        "是的，可以。",
        "是的可以",
        "👍",
        "👎",
        "👍",
    ]
    data = rows(*[[Q, bot(text)] for text in texts])
    assert gone(data, exact={"match": "loose"}) == {"r1", "r4", "r7"}
    assert gone(data, exact={}) == {"r7"}


@pytest.mark.parametrize("task", ["classification", "extraction"])
def test_rows_with_different_labels_are_no_copies_whatever_is_compared(task):
    data = rows([Q, bot("-5")], [Q, bot("5")], [Q, bot("5")], [Q, bot(" 5")], [Q], [Q])
    run = Run(key=b"test", task=task)
    for on in ({"on": "prompt"}, {"match": "loose"}, {"on": "response", "match": "loose"}, {}):
        found = gone(data, run, exact=on)
        assert found == {"r2", "r3"} | ({"r5"} if on.get("on") != "response" else set()), on
    assert gone(data, exact={"on": "prompt"}) == {f"r{n}" for n in range(1, 6)}
    assert gone(data, exact={"match": "loose"}) == {"r1", "r2", "r3", "r5"}


def test_the_best_is_refused_until_there_are_scores():
    with pytest.raises(ConfigError, match=r"dedup\.exact\.keep: 'best' is not built yet"):
        dedup.keys(rows([Q, A]), RUN, superseded=True, exact={"keep": "best"}, near=None)


def test_texts_are_hashed_by_xxh3_as_it_is_published():
    low, high = _hashing.of_text(pl.Series([""]))
    assert f"{high[0]:016x}{low[0]:016x}" == "99aa06d3014798d86001c324468d497f"


def test_hashes_are_pinned_so_that_every_version_makes_the_same():
    keys = dedup.keys(rows([system("s"), Q, bot("答")]), RUN, superseded=True, exact={}, near=None)
    (found,) = keys.select("chain_a", "chain_b", "exact_a", "exact_b", "conversation_id").rows()
    assert found == (
        [8488215093575052043, 16629863801864313455],
        [17429572695553280724, 13686426471039658615],
        4650946141573659533,
        14492682473217844505,
        "097ea77abf220f9d525b",
    )
