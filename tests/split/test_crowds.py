"""Keys that more than 5 % of the rows share: warned of, and not used to hold rows together."""

import polars as pl
import pytest
from calls import call, write_lines
from test_split import BY, RUN
from test_split_runs import SHARES, table

from etl import split

NAMES = {"train", "validation", "test"}


def found(rows, total=None, by=BY):
    told = split.crowds(table(rows).lazy(), by, total or len(rows))
    return [(column, value, count) for column, value, count in told.rows()]


def users(*counts, others=0):
    """Rows of users a, b, ...: so many each; `others` have a user each."""
    rows = [
        (None, None, name, None)
        for name, count in zip("abc", counts, strict=False)
        for _ in range(count)
    ]
    return [*rows, *((None, None, f"o{n}", None) for n in range(others))]


def test_what_a_hundred_rows_share_is_no_crowd_and_what_one_more_does_is():
    assert found(users(100, others=50)) == []
    assert found(users(101, others=50)) == [("user_key", "user a", 101)]


def test_a_crowd_is_more_than_five_per_cent_of_all_rows_earlier_ones_too():
    assert found(users(150, others=2850)) == []
    assert found(users(151, others=2850)) == [("user_key", "user a", 151)]
    assert found(users(151, others=2850), total=4000) == []


def test_null_is_no_crowd_and_neither_is_a_cluster():
    assert found([(str(n), None, None, None) for n in range(300)]) == []
    assert found([(str(n), "k", None, None) for n in range(300)]) == []


def test_only_what_is_to_be_held_together_can_be_a_crowd():
    assert found(users(200), by=("conversation", "cluster")) == []
    assert found([("s", None, None, None)] * 200, by=("time",)) == [
        ("conversation_id", "conversation s", 200)
    ]


def test_crowds_come_by_their_size_then_their_name():
    told = found(users(110, 120, 110))
    assert [value for _, value, _ in told] == ["user b", "user a", "user c"]


def test_rows_of_a_crowd_go_by_their_other_keys():
    pairs = [("s", str(n // 2), "u", None) for n in range(400)]
    keys = table(pairs).lazy()
    less = split.without(keys, split.crowds(keys, BY, 400))
    told = split.split(less, RUN, **SHARES, by=BY)
    assert set(told["split"]) == NAMES
    both = table(pairs).select("ordinal", "cluster_id").join(told, on="ordinal")
    assert both.group_by("cluster_id").agg(pl.col("split").n_unique())[
        "split"
    ].unique().to_list() == [1]
    assert set(split.split(keys, RUN, **SHARES, by=BY)["split"]) != NAMES


def test_a_large_group_without_a_crowd_is_a_chain():
    chain = [(str(n // 2), str((n + 1) // 2), None, None) for n in range(150)]
    apart = [(f"x{n}", None, None, None) for n in range(150)]
    judged = split.split(table([*chain, *apart]).lazy(), RUN, **SHARES)
    assert split.largest(judged).rows() == [("group", None, 150)]
    assert split.largest(judged.filter(pl.col("ordinal") >= 60)).rows() == []


def day(tmp_path, n, count, session="constant"):
    lines = [
        call(10_000 * n + at, prompt=f"Where is parcel {n} of {at * 7919}? " * 3)
        for at in range(count)
    ]
    for at, line in enumerate(lines):
        line["session_id"] = session if session == "constant" else f"s{n}-{at}"
    write_lines(tmp_path / "logs" / f"{n}.jsonl", *lines)


@pytest.fixture
def constant(tmp_path, run):
    def go(n, count, session="constant"):
        day(tmp_path, n, count, session)
        folder, manifest = run(state="state", split=SHARES, dedup={"near": False})
        splits = pl.read_parquet(folder / "audit" / "ledger" / "*.parquet")
        return splits, [text for text in manifest["warnings"] if text.startswith("split")]

    return go


def test_a_constant_session_id_is_warned_of_and_parts_what_it_would_join(constant):
    ledger, warnings = constant(1, 110)
    assert set(ledger["split"]) == NAMES
    assert len(warnings) == 1
    assert warnings[0].startswith("split: 110 rows, more than 5 %, are of one session (")


def test_once_a_crowd_always_one(constant):
    constant(1, 105)
    constant(2, 2100, "own")
    ledger, warnings = constant(3, 2)
    assert ledger["reasons"].list.len().sum() == 0
    assert len(warnings) == 1


def test_calls_that_begin_alike_without_a_session_are_told_once(tmp_path, run):
    asked = "Tell me something about parcels that I do not know yet, but in one sentence."
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n, prompt=asked) for n in range(110)))
    _, manifest = run(split=SHARES, dedup={"near": False})
    (told,) = manifest["warnings"]
    assert told.startswith("split: 110 rows, more than 5 %, begin with the same message")


def test_a_cluster_of_more_than_one_per_cent_is_warned_of(tmp_path, run):
    lines = [call(n) for n in range(30)]
    for at in range(9):
        lines.append({**call(200 + at, user=f"x{at}"), "request": lines[0]["request"]})
        lines[-1]["response"]["choices"] = lines[0]["response"]["choices"]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    _, manifest = run(split=SHARES)
    (told,) = [text for text in manifest["warnings"] if text.startswith("dedup")]
    assert told.startswith(
        "dedup: 1 clusters hold more than 1 % of the rows each; in the largest 10 of 39"
    )
    write_lines(tmp_path / "logs" / "a.jsonl", *lines[:-1])
    assert run(split=SHARES)[1]["warnings"] == []
