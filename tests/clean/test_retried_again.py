"""Retries across runs: a new call and one that an earlier run kept, by their scrubbed text."""

from datetime import timedelta

import polars as pl
import pytest
from test_retried import ASKED, RETRIES, RUN, call

from etl.clean import keys, verdicts
from etl.schema import frame


def gone(rows, committed, **options):
    """Which of the rows go, and for which, by place; `committed` says which an earlier run kept."""
    numbered = [{**row, "ordinal": i, "record_id": f"r{i}"} for i, row in enumerate(rows)]
    both = keys(frame(*numbered)).with_columns(committed=pl.Series(committed, dtype=pl.Boolean))
    found = verdicts(both.lazy(), RUN, {"retried": options})
    return {ordinal: int(kept[1:]) for ordinal, kept in found.select("ordinal", "kept_as").rows()}


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize(("rows", "_"), RETRIES.values(), ids=RETRIES)
def test_calls_of_one_run_were_judged_in_their_own(rows, _, both):
    assert gone(rows, [both] * len(rows)) == {}


def test_an_earlier_call_that_a_new_one_retries_is_taken_back():
    assert gone([call(0), call(9)], [True, False]) == {0: 1}


def test_a_late_line_of_a_call_that_was_retried_goes():
    assert gone([call(9), call(0)], [True, False]) == {1: 0}


def test_a_row_that_does_not_say_so_is_no_committed_one():
    assert gone([call(0), call(9)], [True, None]) == {0: 1}
    assert gone([call(0), call(9)], [None, None]) == {}


def test_a_committed_neighbour_between_does_not_hide_the_retry():
    rows = [call(0), call(9), call(18)]
    assert gone(rows, [True, True, False]) == {0: 2, 1: 2}
    assert gone(rows, [True, False, False]) == {0: 1}


def test_the_window_and_the_call_id_count_as_within_a_run():
    committed = [True, False]
    assert gone([call(0), call(121)], committed) == {}
    assert gone([call(0), call(121)], committed, within=timedelta(seconds=121)) == {0: 1}
    assert gone([call(0, call_key="c"), call(9, call_key="c")], committed) == {}
    assert gone([call(0), call(9, user_key="v")], committed) == {}


def test_placeholders_of_other_numbers_are_the_same_text():
    one, other = "Mail <PERSON_1> at <LINE_ID_2>", "Mail <PERSON_12> at <LINE_ID_1>"
    committed = [True, False]
    assert gone([call(0, one), call(9, other)], committed, similarity=1.0) == {0: 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mail <PERSON_1>", "Mail <EMAIL_1>"),
        ("Mail <PERSON_22345672>", "Mail <PERSON_22345673>"),
        ("Is <a_1> of", "Is <a_2> of"),
        ("Is PERSON_1", "Is PERSON_2"),
    ],
)
def test_another_entity_a_hash_or_no_placeholder_is_another_text(one, other):
    assert gone([call(0, one), call(9, other)], [True, False], similarity=1.0) == {}


def test_only_groups_with_a_new_and_a_committed_call_are_compared(monkeypatch):
    compared = []

    def batches(calls):
        compared.extend(calls["ordinal"].to_list())
        return iter(())

    monkeypatch.setattr("etl.clean.retried.batches", batches)
    rows = [call(s, ASKED, user_key=user) for user in "abc" for s in (0, 9)]
    assert gone(rows, [True, True, False, False, True, False]) == {}
    assert compared == [4, 5]
