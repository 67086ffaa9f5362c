"""New rows beside those that earlier runs kept."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from dedup_rows import RUN, bot, judged, row, rows, system, user
from dedup_rows import verdicts as on_keys
from hypothesis import given, settings
from hypothesis import strategies as st
from near_reference import clusters
from polars.testing import assert_frame_equal
from test_near import ENGLISH, changed, corpus, words

from etl import dedup
from etl.dedup import _buckets, _committed, superseded
from etl.schema import frame

ALL = {"superseded": True, "exact": {}, "near": {}}
CHEAP = {"superseded": True, "exact": {}, "near": None}
Q, A, Q2, A2 = user("q"), bot("a"), user("q2"), bot("a2")

TURN = st.tuples(
    st.sampled_from(["system", "user", "assistant"]), st.sampled_from(["a", "b", "a b c d e f"])
)
CHATS = st.lists(st.lists(TURN, max_size=4), max_size=10)
RUNS = st.lists(CHATS, min_size=1, max_size=4)


def verdicts(data, committed, **on):
    """The verdicts on `data`, of which the rows numbered in `committed` were kept before."""
    keys = dedup.keys(data, RUN, **on)
    was = pl.col("ordinal").is_in(list(committed))
    found = on_keys(keys.with_columns(committed=was).lazy(), RUN, **on)
    with TemporaryDirectory() as folder:
        met = beside(keys.filter(was), keys.filter(~was), Path(folder), **on)
        assert_frame_equal(on_keys(met, RUN, **on), found)
    return found


def beside(old, new, folder, run=RUN, *, files=2, gone=(), hit=None, **on):
    """What is judged of `new` rows beside the `old` ones, which lie in so many key files."""
    size = -(-old.height // files) or 1
    paths = []
    for at in range(0, old.height, size):
        paths.append(folder / f"keys-{at:05}.parquet")
        old[at : at + size].write_parquet(paths[-1], row_group_size=3)
    earlier = dedup.Earlier(paths, np.array(sorted(gone), np.uint64))
    hit = pl.DataFrame(schema=dedup.HITS) if hit is None else hit
    options = {"superseded": False, "exact": None, "near": None, **on}
    return dedup.beside(earlier, new.lazy(), hit, folder / "bared.parquet", run, options)


def dropped(data, committed, **on):
    """Record id -> (reason, kept_as) of the rows that go."""
    found = verdicts(data, committed, **on).filter(pl.col("reasons").list.len() > 0)
    told = found.join(data.select("ordinal", "record_id"), on="ordinal", maintain_order="left")
    columns = ("record_id", pl.col("reasons").list.first(), "kept_as")
    return {record: (reason, kept) for record, reason, kept in told.select(columns).rows()}


@pytest.mark.parametrize("on", [ALL, CHEAP])
def test_what_is_committed_was_settled_in_its_own_run(on):
    same = [user(ENGLISH), bot(ENGLISH)]
    data = rows(same, same, [*same[:1], bot(changed(ENGLISH, 0))], [*same, Q2, A2], [Q, A])
    assert dropped(data, range(5), **on) == {}
    assert verdicts(data, range(4), **on)["ordinal"].to_list() == [4]


def test_a_row_that_does_not_say_so_is_new():
    data = rows([Q, A], [Q, A], [Q, A, Q2, A2], [Q, A, Q2, A2])
    keys = dedup.keys(data, RUN, **ALL)
    none = keys.with_columns(committed=pl.lit(None, pl.Boolean))
    assert_frame_equal(on_keys(none.lazy(), **ALL), judged(data, **ALL))


@pytest.mark.parametrize("keep", ["first", "last", "longest"])
@pytest.mark.parametrize("part", ["exact", "near"])
def test_a_committed_row_wins_over_new_ones_whatever_is_to_be_kept(part, keep):
    data = frame(
        row(0, user(ENGLISH), bot(ENGLISH + " !"), call_key="c"),
        row(1, user(ENGLISH), bot(ENGLISH), call_key="c"),
        row(2, user(ENGLISH), bot(ENGLISH + " !!"), call_key="c"),
    )
    reason = f"{part}_duplicate"
    found = dropped(data, [1], **{part: {"keep": keep}})
    assert found == {"r0": (reason, "r1"), "r2": (reason, "r1")}


@pytest.mark.parametrize(("keep", "kept"), [("first", "r0"), ("last", "r2"), ("longest", "r1")])
@pytest.mark.parametrize("part", ["exact", "near"])
def test_of_several_committed_rows_of_a_group_all_stay_and_one_stands_for_the_new(part, keep, kept):
    texts = [ENGLISH, ENGLISH + " indeed.", ENGLISH + "!", ENGLISH + "?!"]
    data = frame(*[row(n, Q, bot(text), call_key="c") for n, text in enumerate(texts)])
    found = dropped(data, range(3), **{part: {"keep": keep}})
    assert found == {"r3": (f"{part}_duplicate", kept)}


def test_a_new_row_joins_the_group_of_the_committed_row():
    data = rows([user(ENGLISH), A], [user(ENGLISH), A], [user(ENGLISH + "!"), A], [Q, A])
    found = verdicts(data, [0], **ALL)
    assert found["ordinal"].to_list() == [1, 2, 3]
    assert found["cluster_id"].to_list() == ["r0", "r0", "r3"]
    assert found["cluster_size"].to_list() == [3, 3, 1]


def test_committed_rows_are_not_compared_with_each_other():
    # r2 is like r1 alone; were r0 and r1 joined, r0 would stand for it.
    base = [f"w{n}" for n in range(60)]
    texts = [" ".join(base[at : at + 50]) for at in (0, 4, 8)]
    data = rows(*[[bot(text)] for text in texts])
    assert dropped(data, [0, 1], near={"keep": "first"}) == {"r2": ("near_duplicate", "r1")}
    everything = dropped(data, [], near={"keep": "first"})
    assert {kept for _, kept in everything.values()} == {"r0"}


def test_a_line_of_a_rewritten_file_is_another_line():
    data = frame(
        row(0, Q, A, call_key="c", source_row=1), row(1, Q, bot("b"), call_key="c", source_row=1)
    )
    assert dropped(data, [], exact={}) == {}
    assert dropped(data, [0], exact={}) == {"r1": ("exact_duplicate", "r0")}


def test_a_new_call_that_a_committed_one_continues_goes():
    data = rows([Q, A, Q2, A2], [Q, A])
    assert dropped(data, [0], superseded=True) == {"r1": ("superseded", "r0")}


def test_a_committed_call_that_a_new_one_continues_goes_for_it():
    data = rows([Q, A], [Q], [Q, A, Q2, A2])
    found = {"r0": ("superseded", "r2"), "r1": ("superseded", "r2")}
    assert dropped(data, [0], superseded=True) == found
    assert dropped(data, [0, 1], **ALL) == found


def test_a_committed_call_goes_for_no_committed_one():
    data = rows([Q, A], [Q, A, Q2, A2], [Q])
    assert dropped(data, [0, 1], superseded=True) == {"r2": ("superseded", "r1")}
    between = rows([Q], [Q, A, Q2, A2], [Q, A])  # r2 goes itself, so it stands for nobody
    assert dropped(between, [0, 1], superseded=True) == {"r2": ("superseded", "r1")}


def test_what_only_a_committed_call_continues_is_not_even_looked_at():
    data = rows([Q, A], [Q, A, Q2, A2], [Q, A, user("x")])
    keys = dedup.keys(data, RUN, superseded=True)
    for number, expected in ((1, [0]), (2, [0]), (3, [])):
        known = keys.with_columns(committed=pl.col("ordinal") < number)
        assert superseded.superseded(known.lazy())["ordinal"].to_list() == expected


def test_a_committed_call_is_led_on_to_the_new_row_that_is_kept_in_the_end():
    long = [user(ENGLISH), A, Q2, bot(ENGLISH)]
    data = rows([user(ENGLISH), A], long, long, [user(ENGLISH), A, Q2, bot(ENGLISH + " more")])
    assert dropped(data, [0], **ALL) == {
        "r0": ("superseded", "r3"),
        "r1": ("near_duplicate", "r3"),
        "r2": ("exact_duplicate", "r3"),
    }


def test_a_committed_call_stays_where_what_continues_it_is_a_copy_of_a_committed_row():
    begin = [user(words(1)), bot(words(2))]
    other = [user(words(1) + " x"), bot(words(2) + " y"), user(words(3)), bot(words(4))]
    data = rows(begin, other, [*begin, *other[2:]])
    assert dropped(data, [0, 1], near={}, superseded=True) == {"r2": ("near_duplicate", "r1")}
    again = rows(begin, other, [*begin, *other[2:]], [*begin, *other[2:], Q, A])
    assert dropped(again, [0, 1], near={}, superseded=True) == {
        "r0": ("superseded", "r3"),
        "r2": ("superseded", "r3"),
    }


def test_a_committed_call_that_stays_after_all_stands_for_its_own_copies():
    begin = [user(words(1)), bot(words(2))]
    other = [user(words(1) + " x"), bot(words(2) + " y"), user(words(3)), bot(words(4))]
    near = [user(words(1)), bot(words(2) + " z")]
    data = rows(begin, other, [*begin, *other[2:]], near)
    assert dropped(data, [0, 1], near={}, superseded=True) == {
        "r2": ("near_duplicate", "r1"),
        "r3": ("near_duplicate", "r0"),
    }


def test_of_history_only_what_meets_a_new_row_is_looked_at():
    data = rows([Q, A], [Q, bot("b")], [user("x"), A], [user("x"), A], [Q, A, Q2])
    keys = dedup.keys(data, RUN, **ALL).with_columns(committed=pl.col("ordinal") < 4).lazy()
    assert sorted(superseded.chains(keys).collect()["ordinal"]) == [0, 1, 4]
    texts = _committed.met(keys.select("ordinal", "committed", "length"), "length").collect()
    assert texts["ordinal"].to_list() == [4]
    same = rows([bot(ENGLISH)], [bot(ENGLISH)], [bot(CHANGED)], [bot(CHANGED)], [bot(CHANGED)])
    near = dedup.keys(same, RUN, near={}).with_columns(committed=pl.col("ordinal") < 4).lazy()
    live = near.select("ordinal").collect()["ordinal"].to_numpy()
    found, _ = _buckets.members(near, live, ["band_00"])
    assert found.tolist() == [2, 3, 4]


CHANGED = words(7)


def in_runs(runs, on):
    """Kept conversations after so many runs, each beside what is left of those before."""
    kept, number = [], 0
    for chats in runs:
        new = [row(number + n, *turns) for n, turns in enumerate(chats)]
        number += len(chats)
        data = frame(*kept, *new)
        gone = dropped(data, [r["ordinal"] for r in kept], **on)
        names = {r["record_id"] for r in kept} | {r["record_id"] for r in new}
        assert all(led in names - gone.keys() for _, led in gone.values())
        kept = [r for r in [*kept, *new] if r["record_id"] not in gone]
    return kept


def said(kept):
    """The conversations, as they are."""
    return {tuple((m["role"], m["content"]) for m in r["messages"]) for r in kept}


@settings(deadline=None, max_examples=60)
@given(RUNS)
def test_the_same_conversations_stay_however_history_is_cut_into_runs(runs):
    together = in_runs([[turns for chats in runs for turns in chats]], CHEAP)
    apart = in_runs(runs, CHEAP)
    assert said(apart) == said(together)
    assert len(apart) == len(together)  # so each of them once, a row without messages aside


def test_the_same_conversations_stay_where_each_turn_comes_in_a_run_of_its_own():
    chat = [system("s"), Q, A, Q2, A2, user("q3"), bot("a3")]
    runs = [[chat[: 2 * n + 1]] * 2 for n in (1, 3, 2, 3)]
    assert said(in_runs(runs, ALL)) == said(in_runs([[chat]], ALL))


ENDS = [75, *(pytest.param(at, marks=pytest.mark.long) for at in (40, 110))]


@pytest.mark.parametrize("at", ENDS)
@pytest.mark.parametrize("keep", ["first", "longest"])
def test_no_near_cluster_is_lost_or_taken_for_another_by_cutting_history(at, keep):
    chats = corpus(150)
    truth = clusters(chats, 0.8)
    on = {"near": {"keep": keep}}
    kept = [r["ordinal"] for r in in_runs([chats[:at], chats[at:]], on)]
    assert {truth[n] for n in kept} == set(truth)
    together = [r["ordinal"] for r in in_runs([chats], on)]
    assert len(together) <= len(kept) <= len(together) * 1.05 < len(chats)
    data = rows(*chats)
    first = {r["ordinal"] for r in in_runs([chats[:at]], on)}
    alive = data.filter(pl.col("ordinal").is_in(list(first)) | (pl.col("ordinal") >= at))
    for record, (reason, led) in dropped(alive, first, **on).items():
        assert reason == "near_duplicate"
        assert int(record[1:]) >= at
        assert truth[int(record[1:])] == truth[int(led[1:])]


def test_of_earlier_rows_those_are_read_that_share_something_with_a_new_one(tmp_path):
    old = frame(
        row(0, user(words(1)), bot(words(2))),
        row(1, user(words(3)), bot(words(4)), call_key="c"),
        row(2, bot(ENGLISH)),
        row(3, Q, A, Q2, A2),
        row(4, user(words(5)), A),
        row(5, user(words(6)), A),
        row(6, user(words(7)), A),
        row(7),
    )
    new = frame(
        row(8, user(words(1)), bot(words(2))),
        row(9, user(words(8)), bot(words(9)), call_key="c"),
        row(10, bot(changed(ENGLISH, 0))),
        row(11, Q, bot("b")),
        row(12, user(words(6)), A),
        row(13),
    )
    before, now = (dedup.keys(data, RUN, **ALL) for data in (old, new))
    hit = pl.DataFrame({"ordinal": [4]}, schema={"ordinal": pl.UInt64})
    found = beside(before, now, tmp_path, gone=[5], hit=hit, **ALL).collect()
    expected = {n: n < 8 for n in (0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13)}
    assert dict(found.select("ordinal", "committed").rows()) == expected
    same = found.drop("committed").equals(pl.concat([before, now])[list(expected)])
    assert same


def test_nothing_is_read_of_earlier_rows_where_no_part_is_on(tmp_path):
    before, now = (dedup.keys(rows([Q, A]), RUN, superseded=False) for _ in range(2))
    assert beside(before, now, tmp_path).collect().height == 1
