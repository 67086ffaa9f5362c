import random

import polars as pl
import pytest
from dedup_rows import RUN, bot, dropped, judged, row, rows, system, user, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from pydantic import ValidationError
from test_near import ENGLISH, corpus

from etl import dedup
from etl.errors import ConfigError
from etl.schema import Run, frame
from etl.signature import options, section

ALL = {"superseded": True, "exact": {}, "near": {}}
Q, A = user("q"), bot("a")
TURN = st.tuples(st.sampled_from(["user", "assistant"]), st.sampled_from(["a", "b", "a b c d e f"]))
CHATS = st.lists(st.lists(TURN, max_size=4), max_size=10)


def test_nothing_in_nothing_out():
    for on in (ALL, {"superseded": False, "exact": None, "near": None}):
        verdicts = judged(rows(), **on)
        assert verdicts.height == 0
        assert verdicts.schema == judged(rows([Q, A]), **on).schema


def test_all_parts_off_keep_every_row_and_name_its_conversation():
    verdicts = judged(rows([Q, A], [Q, A]), superseded=None, exact=None, near=None)
    assert verdicts["reasons"].to_list() == [[], []]
    assert verdicts["conversation_id"].n_unique() == 1


def test_the_second_pass_judges_masked_text_by_exact_alone():
    data = rows(
        [user("I am <PERSON_1>"), A], [user("I am <PERSON_1>"), A], [user("I am <PERSON_1>")]
    )
    found = dropped(
        data, superseded=False, exact={"on": "conversation", "match": "strict", "keep": "first"}
    )
    assert found == {"r1": ("exact_duplicate", "r0")}


@pytest.mark.parametrize("on", [True, {}])
@pytest.mark.parametrize("off", [False, None])
def test_superseded_has_no_options_so_true_and_an_empty_mapping_are_on(on, off):
    data = rows([Q], [Q, A])
    assert set(dropped(data, superseded=on)) == {"r0"}
    assert set(dropped(data, superseded=off)) == set()


def test_a_row_is_dropped_by_the_first_part_alone_and_led_to_the_row_finally_kept():
    begin, long = user(ENGLISH), bot(ENGLISH[::-1])
    data = rows(
        [begin], [begin, long], [begin, long], [user(ENGLISH + "!"), bot(long[1] + " and more")]
    )
    assert dropped(data, **ALL) == {
        "r0": ("superseded", "r3"),
        "r1": ("near_duplicate", "r3"),
        "r2": ("exact_duplicate", "r3"),
    }
    verdicts = judged(data, **ALL)
    assert verdicts["reasons"].list.len().max() == 1
    assert verdicts["cluster_id"].to_list() == ["r3"] * 4
    assert verdicts["cluster_size"].to_list() == [3] * 4  # r0 is no copy: it only came before


def test_superseded_rows_take_no_part_in_what_follows():
    data = rows([Q, A], [Q, A], [Q, A, user("x"), A])
    assert {reason for reason, _ in dropped(data, **ALL).values()} == {"superseded"}


@settings(deadline=None, max_examples=40)
@given(CHATS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_and_parts_do_not_change_the_verdicts(chats, rng, parts):
    data = rows(*chats)
    order = list(range(data.height))
    rng.shuffle(order)
    assert_frame_equal(judged(data[order], parts=parts, **ALL), judged(data, **ALL))


def test_order_and_parts_do_not_change_the_verdicts_on_many_rows(tmp_path):
    data = rows(*corpus(200))
    order = random.Random(3).sample(range(200), 200)  # noqa: S311 - seeded on purpose
    expected = judged(data, **ALL)
    assert expected["reasons"].list.len().sum() > 20
    assert_frame_equal(judged(data[order], parts=7, **ALL), expected)
    for n in range(4):
        part = dedup.keys(data[50 * n : 50 * n + 50], RUN, **ALL)
        part.write_parquet(tmp_path / f"{(n * 3) % 4}.parquet", row_group_size=16)
    assert_frame_equal(verdicts(pl.scan_parquet(tmp_path / "*.parquet"), **ALL), expected)


def test_ordinals_of_the_last_part_there_can_be_are_told_apart():
    data = rows(*[[Q, *turns] for turns in corpus(60)], [Q])
    far = data.with_columns(pl.col("ordinal") + pl.lit(2**64 - 1000, dtype=pl.UInt64))
    assert dropped(far, **ALL) == dropped(data, **ALL)


def test_texts_read_in_many_batches_in_any_order_give_the_same(monkeypatch):
    from etl.dedup import _groups  # noqa: PLC0415 - compiles, and only for this test

    data = rows(*corpus(120))
    expected = judged(data, **ALL)
    monkeypatch.setattr(_groups, "BATCH", 7)
    assert_frame_equal(judged(data, **ALL), expected)
    assert_frame_equal(judged(data.reverse(), parts=5, **ALL), expected)


@settings(deadline=None, max_examples=40)
@given(CHATS)
def test_every_row_gets_one_verdict_and_is_led_to_a_row_that_stays(chats):
    data = rows(*chats)
    verdicts = judged(data, **ALL)
    assert verdicts["ordinal"].to_list() == data["ordinal"].to_list()
    kept = set(data.filter(verdicts["reasons"].list.len() == 0)["record_id"])
    assert set(verdicts["cluster_id"]) <= kept
    assert (verdicts["kept_as"].is_null() == (verdicts["reasons"].list.len() == 0)).all()
    # Not near: a row is compared with leaders only, and once they are gone with others.
    again = judged(data.filter(verdicts["kept_as"].is_null()), **{**ALL, "near": None})
    assert again["reasons"].list.len().sum() == 0


def test_keys_are_one_row_a_row_in_order_without_any_text():
    data = rows([user(ENGLISH), A], [], [Q])
    keys = dedup.keys(data, RUN, **ALL)
    assert keys["record_id"].to_list() == ["r0", "r1", "r2"]
    assert keys["length"].to_list() == [len(ENGLISH) + 1, 0, 1]
    assert [c for c, t in keys.schema.items() if t == pl.String] == [
        "record_id", "call_key", "session_key", "user_key", "history_id", "conversation_id",
    ]  # fmt: skip


def test_null_messages_and_null_text_are_empty_ones():
    data = frame(row(0, user(None), bot(None)), row(1), row(2, user(""), bot("")))
    data = data.with_columns(messages=pl.when(pl.col("record_id") != "r1").then("messages"))
    assert dropped(data, **ALL) == {"r2": ("exact_duplicate", "r0")}


def test_branches_share_a_conversation_and_other_questions_do_not():
    ask = user("Where is the parcel that I sent to my aunt in Tainan a week ago?")
    data = rows(
        [system("s"), ask, A], [ask, bot("b"), user("x")], [bot("hi"), ask], [user("x")], [], []
    )
    ids = judged(data, **ALL)["conversation_id"].to_list()
    assert ids[0] == ids[1]
    assert len(set(ids)) == 5
    assert all(len(name) == 20 for name in ids)


def test_branches_behind_a_greeting_share_a_conversation():
    hello = [bot("Hi, what can I do?"), Q, A]
    data = rows([*hello, user("a")], [*hello, user("b")], [bot("Hi!"), Q, A])
    ids = judged(data)["conversation_id"].to_list()
    assert ids[0] == ids[1] != ids[2]


def test_conversations_that_share_a_greeting_alone_are_not_one():
    data = rows([user("Hi"), bot("a"), Q, A], [user("Hi"), bot("b"), Q, A], [user("Hi"), bot("a")])
    ids = judged(data)["conversation_id"].to_list()
    assert ids[0] == ids[2] != ids[1]


def test_a_history_is_shared_whatever_the_session():
    data = frame(row(0, Q, A, session_key="s"), row(1, Q, A, user("x"), session_key="t"))
    keys = dedup.keys(data, RUN, **ALL)
    assert keys["history_id"].n_unique() == 1
    assert keys["conversation_id"].to_list() == ["s", "t"]


def test_a_session_is_the_conversation_where_there_is_one():
    data = frame(row(0, Q, A, session_key="s"), row(1, user("x"), session_key="s"), row(2, Q, A))
    ids = judged(data)["conversation_id"].to_list()
    assert ids[0] == ids[1] != ids[2]
    assert ids[0] == "s"  # a keyed hash already


def test_another_key_makes_other_conversation_ids():
    data = rows([Q, A])
    one, other = (judged(data, Run(key=key))["conversation_id"].item() for key in (b"a", b"b"))
    assert one != other


@pytest.mark.parametrize("name", dedup.PARTS)
def test_every_option_of_a_part_has_a_default_and_is_explained(name):
    part = getattr(dedup.PARTS[name], name)
    for option in options(part):
        assert f"        {option}: " in part.__doc__


def test_parts_take_their_turn_in_this_order():
    assert list(dedup.PARTS) == ["contaminated", "superseded", "exact", "near"]


@pytest.mark.parametrize("name", ["exact", "near"])
def test_what_is_not_built_is_refused_in_the_config_and_in_the_call(name):
    with pytest.raises(ValidationError, match="'best' is not built yet"):
        section(name, getattr(dedup.PARTS[name], name))(keep="best")
    with pytest.raises(ConfigError, match=f"dedup.{name}.keep: 'best' is not built yet"):
        dedup.verdicts(pl.LazyFrame(), RUN, **{**ALL, name: {"keep": "best"}})
