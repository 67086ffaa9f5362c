"""Splits over many runs: what was placed stays, and what belongs together is never parted."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_split import BY, RUN, keys, placed

from etl.signature import section
from etl.split import faults, split

START = datetime(2026, 3, 1, tzinfo=UTC)
SHARES = {"train": 0.4, "validation": 0.3, "test": 0.3}
NAMES = ("train", "validation", "test")
JOINS = ("conversation_id", "history_id", "cluster_id", "user_key")

KEY = st.sampled_from([None, "a", "b", "c", "d", "e", "f"])
RUNS = st.lists(st.lists(st.tuples(KEY, KEY, KEY), max_size=6), max_size=5)


def table(rows, first=0):
    """Rows (conversation, cluster, user, split[, hour]); `first` is the ordinal of the first."""
    frame = keys([row[:3] for row in rows]).with_columns(
        ordinal=pl.int_range(first, first + len(rows), dtype=pl.UInt64),
        split=pl.Series([row[3] for row in rows], dtype=pl.String),
    )
    frame = frame.with_columns(pl.format("r{}", "ordinal").alias("record_id"))
    hours = [row[4] if len(row) > 4 else None for row in rows]
    times = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    alone = pl.format("history {}", "ordinal").alias("history_id")
    return frame.with_columns(alone, timestamp=pl.Series(times, dtype=pl.Datetime("us", "UTC")))


def told(frame, **options):
    """(split, reasons) of every row, in order."""
    found = split(frame.lazy(), RUN, **{**SHARES, "by": BY, **options})
    assert found["ordinal"].to_list() == frame["ordinal"].to_list()
    return found.select("split", "reasons").rows()


CONFLICT = (None, ["split_conflict"])


def test_a_committed_row_stays_whatever_the_config_says_now():
    rows = table([(str(n), None, None, name) for n, name in enumerate(NAMES)])
    kept = [(name, []) for name in NAMES]
    assert told(rows, train=1.0, validation=0.0, test=0.0) == kept
    assert told(rows, freeze=NAMES[:2]) == kept


def test_committed_rows_that_share_a_key_in_two_splits_stay_where_they_are():
    rows = table([("0", None, "u", "train"), ("1", None, "u", "test"), ("2", None, "u", None)])
    assert told(rows) == [("train", []), ("test", []), CONFLICT]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", range(3))
def test_a_row_that_shares_a_key_with_a_committed_one_follows_it(name, at):
    shared = ["s" if place == at else None for place in range(3)]
    rows = table([(*shared, name), (*shared, None)])
    assert told(rows) == [(name, []), (name, [])]


def test_a_row_that_joins_two_splits_is_a_conflict_and_joins_nobody():
    old = [("a", None, None, "train"), ("b", None, "u", "test")]
    rows = table([*old, ("a", None, "u", None), ("a", "k", None, None), ("x", "k", None, None)])
    assert told(rows)[2:] == [CONFLICT, ("train", []), ("train", [])]
    rows = table([*old, ("a", "k", "u", None), ("x", "k", None, None)])
    alone = table([("x", "k", None, None)], first=3)
    assert told(rows)[2:] == [CONFLICT, told(alone)[0]]


def test_a_chain_of_new_rows_between_two_splits_is_cut_at_the_last_of_them():
    old = [("a", None, None, "train"), ("b", None, None, "test")]
    chain = [("a", "k", None, None), ("x", "k", "u", None), ("b", None, "u", None)]
    ends = [("train", []), ("train", []), CONFLICT]
    assert told(table([*old, *chain]))[2:] == ends
    rows = table([*old, *chain])[[4, 1, 3, 0, 2]]
    assert told(rows) == [CONFLICT, ("test", []), ("train", []), ("train", []), ("train", [])]
    turned = told(table([*old, *chain[::-1]]))[2:]
    assert turned == [("test", []), ("test", []), CONFLICT]


def test_what_a_cut_chain_leaves_without_a_split_is_drawn():
    old = [("a", None, None, "train"), ("b", None, None, "test")]
    chain = [("a", "k", None, None), ("b", "k", "u", None), ("x", None, "u", None)]
    found = told(table([*old, *chain]))
    alone = table([("x", None, "u", None)], first=4)
    assert found[2:] == [("train", []), CONFLICT, told(alone)[0]]


def test_a_null_split_everywhere_is_a_first_run():
    rows = [(str(n), None, None, None) for n in range(50)]
    frame = table(rows)
    assert told(frame) == told(frame.drop("split"))
    assert told(frame, freeze=("test", "validation")) == told(frame)


def test_a_frozen_split_takes_no_row_and_the_others_share_its_place():
    rows = table([("0", None, None, "test"), *[(str(n), None, None, None) for n in range(1, 900)]])
    found = [name for name, _ in told(rows, freeze=("test",))][1:]
    assert set(found) == {"train", "validation"}
    assert found.count("train") / len(found) == pytest.approx(4 / 7, abs=0.05)


def test_what_belongs_to_a_frozen_split_is_a_conflict():
    old = [("a", None, None, "test"), ("b", None, None, "train")]
    rows = table([*old, ("a", "k", None, None), ("b", None, None, None), ("x", "k", None, None)])
    found = told(rows, freeze=("test",))
    assert found[2:4] == [CONFLICT, ("train", [])]
    assert found[4][0] in {"train", "validation"}


def test_a_config_that_freezes_every_split_with_a_share_is_at_fault():
    options = {"train": 0.9, "validation": 0.1, "test": 0.0}
    assert faults({**options, "freeze": ()}) == []
    assert faults({**options, "freeze": ("train", "test")}) == []
    ((key, what),) = faults({**options, "freeze": ("validation", "train")})
    assert key == ("freeze",)
    assert what.startswith("every split that has a share is frozen")


def by_time(rows, **options):
    return [name for name, _ in told(table(rows), **{"by": ("time",), **options})]


def test_by_time_the_earliest_are_train_and_the_latest_test():
    hours = [7, 3, 9, 0, 1, 8, 2, 6, 4, 5]
    found = by_time([(str(n), None, None, None, hour) for n, hour in enumerate(hours)])
    expected = ["train"] * 4 + ["validation"] * 3 + ["test"] * 3
    assert found == [expected[hour] for hour in hours]


@pytest.mark.parametrize("tens", range(1, 8))
def test_by_time_shares_that_no_binary_number_holds_are_met_to_the_row(tens):
    rows = [(str(n), None, None, None, n) for n in range(10 * tens)]
    found = by_time(rows, train=0.1, validation=0.2, test=0.7)  # 0.1 + 0.2 is above 0.3
    assert [found.count(name) for name in NAMES] == [tens, 2 * tens, 7 * tens]


def test_by_time_a_group_stands_where_its_first_row_does():
    rows = [(str(n), None, None, None, n) for n in range(9)]
    assert by_time([*rows, ("0", None, None, None, 9)])[9] == "train"
    shares = {"train": 0.1, "validation": 0.45, "test": 0.45}
    assert by_time([*rows, ("8", None, None, None, None)], **shares)[8:] == ["test", "test"]


def test_by_time_what_has_no_time_is_first_and_ties_go_by_group():
    rows = [("b", None, None, None, 1), ("c", None, None, None, None), ("a", None, None, None, 1)]
    shares = {"train": 1 / 3, "validation": 1 / 3, "test": 1 / 3}
    assert by_time(rows, **shares) == ["test", "train", "validation"]


def test_by_time_alone_keeps_conversations_and_clusters_together_and_users_if_named():
    rows = [("a", "k", "u", None, 0), ("b", "k", None, None, 9), ("c", None, "u", None, 8)]
    assert by_time(rows) == ["train", "train", "validation"]
    assert by_time(rows, by=("user", "time")) == ["train", "validation", "train"]


def test_by_time_only_new_groups_are_placed_among_themselves():
    old = [("a", None, None, "test", 0), ("b", None, None, "train", 99)]
    rows = [*old, ("a", None, None, None, 5), *[(str(n), None, None, None, n) for n in range(10)]]
    expected = ["train"] * 4 + ["validation"] * 3 + ["test"] * 3
    assert by_time(rows) == ["test", "train", "test", *expected]
    assert by_time(rows, freeze=("train",))[3:] == ["validation"] * 5 + ["test"] * 5


def test_in_the_config_one_word_is_enough():
    options = section("split", split)
    assert options(by="time").by == ("time",)
    assert options(by=["user", "time"], freeze=["test"]).by == ("user", "time")


@settings(deadline=None, max_examples=60)
@given(RUNS, st.sampled_from([(), ("test",), ("validation", "test")]), st.booleans())
def test_over_any_runs_no_key_stands_in_two_splits_and_every_conflict_is_one(runs, freeze, timed):
    committed, by = table([]), (*BY, "time") if timed else BY
    for run in runs:
        new = table([(*row, None) for row in run], first=1000 + committed.height * 10)
        frozen = freeze if committed.height else ()
        both = pl.concat([committed, new])
        found = split(both.lazy(), RUN, **SHARES, by=by, freeze=freeze)
        found = found.with_columns(pl.col("split").cast(pl.String))
        after = both.drop("split").join(found, on="ordinal", maintain_order="left")
        assert after["split"][: committed.height].to_list() == committed["split"].to_list()
        kept = after.filter(pl.col("split").is_not_null())
        fresh = kept.join(committed, on="ordinal", how="anti")["split"]
        assert not set(fresh) & set(frozen)
        for column in JOINS:
            splits = kept.drop_nulls(column).group_by(column).agg(pl.col("split").n_unique())
            assert splits["split"].to_list() == [1] * splits.height
        for row in after.filter(pl.col("split").is_null()).iter_rows(named=True):
            assert row["reasons"] == ["split_conflict"]
            shared = pl.any_horizontal(pl.col(column) == pl.lit(row[column]) for column in JOINS)
            beside = set(kept.filter(shared.fill_null(value=False))["split"])
            assert len(beside) > 1 or beside & set(frozen)
        committed = kept.select(committed.columns)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(KEY, KEY, KEY, st.sampled_from([None, None, *NAMES])), max_size=20),
       st.randoms(use_true_random=False))  # fmt: skip
def test_the_order_of_rows_changes_nothing_beside_committed_ones(rows, random):
    frame = table(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert placed(frame, by=BY, **SHARES) == placed(frame[order], by=BY, **SHARES)
