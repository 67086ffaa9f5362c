import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.schema import Run
from etl.split import split

RUN = Run(key=b"test", seed=42)
NAMES = st.sampled_from([None, "a", "b", "c", "d", "e"])
ROWS = st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=30)
BY = ("conversation", "cluster", "user")


def keys(rows):
    return pl.DataFrame(
        [
            {
                "ordinal": i,
                "record_id": f"r{i}",
                "conversation_id": f"conversation {a or i}",
                "history_id": f"history {i}",
                "cluster_id": None if b is None else f"cluster {b}",
                "user_key": None if c is None else f"user {c}",
            }
            for i, (a, b, c) in enumerate(rows)
        ],
        schema={
            "ordinal": pl.UInt64,
            "record_id": pl.String,
            "conversation_id": pl.String,
            "history_id": pl.String,
            "cluster_id": pl.String,
            "user_key": pl.String,
        },
    )


def placed(frame, run=RUN, **options):
    return dict(split(frame.lazy(), run, **options).select("ordinal", "split").iter_rows())


@settings(deadline=None)
@given(ROWS)
def test_what_belongs_together_is_never_split(rows):
    frame = keys(rows)
    told = split(frame.lazy(), RUN, train=0.4, validation=0.3, test=0.3, by=BY)
    both = frame.join(told, on="ordinal")
    for column in ("conversation_id", "cluster_id", "user_key"):
        known = both.filter(pl.col(column).is_not_null())
        assert (
            known.group_by(column).agg(pl.col("split").n_unique())["split"].to_list()
            == [1] * known[column].n_unique()
        )


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    frame = keys(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert placed(frame, by=BY) == placed(frame[order], by=BY)


def test_a_chain_of_rows_is_one_group():
    # Row i shares its conversation with i+1 or its cluster with i+1, in turn.
    rows = [(str(i // 2), str((i + 1) // 2), None) for i in range(501)]
    assert set(placed(keys(rows), train=0.4, validation=0.3, test=0.3).values()) in (
        {"train"},
        {"validation"},
        {"test"},
    )


def test_shares_are_met_on_many_conversations():
    told = split(keys([(str(i), None, None) for i in range(4000)]).lazy(), RUN)
    shares = dict(told["split"].value_counts(normalize=True).iter_rows())
    assert shares["train"] == pytest.approx(0.9, abs=0.02)
    assert shares["test"] == pytest.approx(0.05, abs=0.015)


def test_a_share_of_zero_gets_no_row():
    rows = [(str(i), None, None) for i in range(500)]
    assert set(placed(keys(rows), train=1.0, validation=0.0, test=0.0).values()) == {"train"}
    assert set(placed(keys(rows), train=0.0, validation=0.0, test=1.0).values()) == {"test"}


def test_another_key_or_seed_places_anew():
    rows = [(str(i), None, None) for i in range(200)]
    first = placed(keys(rows), train=0.5, validation=0.25, test=0.25)
    for run in (Run(key=b"other", seed=42), Run(key=b"test", seed=43)):
        assert placed(keys(rows), run, train=0.5, validation=0.25, test=0.25) != first


def test_no_rows_give_no_rows():
    assert placed(keys([])) == {}


def test_every_row_gets_a_verdict_and_none_is_dropped():
    told = split(keys([("a", None, None), ("b", "x", "y")]).lazy(), RUN)
    assert told["reasons"].to_list() == [[], []]
    assert told["split"].null_count() == 0
