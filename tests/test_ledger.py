import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import counts, ledger
from etl.errors import ContractError
from etl.schema import IDENTITY, example, frame


def rows(n):
    return frame(*(example(("user", "hi"), ordinal=i, record_id=f"r{i}") for i in range(n)))


def verdicts(*entries):
    columns = ("ordinal", "stage", "reasons", "kept_as")
    return pl.DataFrame(
        [dict(zip(columns, e, strict=True)) for e in entries], schema=ledger.VERDICT
    )


NOTHING = pl.DataFrame(
    schema={
        "ordinal": pl.UInt64,
        "supersedes": pl.String,
        "cluster_id": pl.String,
        "split": pl.String,
        "not_in": pl.List(pl.String),
    }
)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda r: r.head(1), "got 2 rows, returned 1, of which 0 without a verdict"),
        (lambda r: r.with_columns(reasons=pl.lit(None)), "of which 2 without a verdict"),
        (lambda r: r.drop("reasons"), "of which 2 without a verdict"),
        (lambda r: r.reverse(), "out of their order"),
    ],
)
def test_a_stage_that_loses_a_row_or_a_verdict_is_caught(damage, says):
    with pytest.raises(ContractError, match=says):
        ledger.judged("lossy", rows(2), damage(rows(2)))


def test_a_stage_that_gives_every_row_back_is_believed():
    assert ledger.judged("fair", rows(2), rows(2)).height == 2


@pytest.mark.parametrize(
    ("reasons", "fate"),
    [
        ([], "kept"),
        (["refusal"], "dropped"),
        (["not_a_call"], "dropped"),
        (["not_json"], "quarantined"),
        (["not_openai_chat"], "quarantined"),
        (["truncated_file"], "quarantined"),
        (["truncated"], "dropped"),
        (["not_scrubbed"], "quarantined"),
        (["unscrubbed_language"], "quarantined"),
    ],
)
def test_reasons_decide_the_fate(reasons, fate):
    told = pl.DataFrame({"reasons": [reasons]}, schema={"reasons": pl.List(pl.String)})
    assert told.select(ledger.fate()).item() == fate


def test_kept_as_leads_to_the_row_that_stands_in_the_end():
    identity = rows(5).lazy()
    chain = verdicts(
        (0, "clean", ["retried"], "r1"),
        (1, "dedup", ["superseded"], "r2"),
        (2, "dedup", ["exact_duplicate"], "r3"),
        (4, "clean", ["refusal"], None),
    )
    assert ledger.follow(chain, identity)["kept_as"].to_list() == ["r3", "r3", "r3", None]


@given(st.integers(2, 40))
def test_a_chain_of_any_length_is_followed(n):
    chain = verdicts(*((i, "clean", ["retried"], f"r{i + 1}") for i in range(n - 1)))
    led = ledger.follow(chain, rows(n).lazy())
    assert set(led["kept_as"]) == {f"r{n - 1}"}


def test_every_line_stands_in_the_ledger_once_and_in_order():
    identity = rows(3).select(IDENTITY.keys())
    told = ledger.entries(identity, verdicts((1, "clean", ["refusal"], None)), NOTHING)
    assert told.columns == list(ledger.COLUMNS)
    assert told.select("record_id", "fate", "stage", "reasons").rows() == [
        ("r0", "kept", None, []),
        ("r1", "dropped", "clean", ["refusal"]),
        ("r2", "kept", None, []),
    ]


def test_a_line_with_two_fates_is_caught():
    twice = verdicts((1, "clean", ["refusal"], None), (1, "dedup", ["superseded"], "r2"))
    with pytest.raises(ContractError, match="two fates"):
        ledger.entries(rows(3).select(IDENTITY.keys()), twice, NOTHING)


def test_counts_come_from_the_ledger_and_add_up():
    gone = verdicts(
        (0, "adapt", ["not_json"], None),
        (1, "clean", ["refusal", "short_response"], None),
        (2, "dedup", ["superseded"], "r3"),
    )
    told = counts.of_ledger(ledger.entries(rows(5).select(IDENTITY.keys()), gone, NOTHING).lazy())
    assert (told["input"], told["kept"], told["dropped"], told["quarantined"]) == (5, 2, 2, 1)
    assert told["stages"]["clean"] == {
        "in": 4,
        "out": 3,
        "dropped": 1,
        "quarantined": 0,
        "reasons": {"refusal": 1, "short_response": 1},
    }
    assert told["stages"]["write"]["out"] == 2


def test_a_lost_line_ends_the_run():
    told = counts.of_ledger(
        ledger.entries(rows(5).select(IDENTITY.keys()), verdicts(), NOTHING).lazy()
    )
    counts.check(told, 5)
    with pytest.raises(ContractError, match="6 input lines, 5 fates"):
        counts.check(told, 6)
