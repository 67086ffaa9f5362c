import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ContractError
from etl.split._coded import coded
from etl.split._groups import root_of_groups

KEYS = [st.sampled_from([None, *(f"{column} {n}" for n in "abc\u6f22")]) for column in "xy"]
ROWS = st.lists(st.tuples(*KEYS), max_size=25)
COLUMNS = ["one", "other"]


def table(rows):
    names = [(n, f"r{n}", *row) for n, row in enumerate(rows)]
    schema = {"ordinal": pl.UInt64, "record_id": pl.String, "one": pl.String, "other": pl.String}
    return pl.LazyFrame(names, schema=schema, orient="row")


@given(ROWS)
def test_numbers_are_equal_where_texts_are_and_in_their_order(rows):
    found, names = coded(table(rows), COLUMNS)
    for column, place in zip(COLUMNS, (0, 1), strict=True):
        texts = sorted({row[place] for row in rows} - {None})
        expected = [None if row[place] is None else texts.index(row[place]) for row in rows]
        assert found[column].to_list() == expected
    named = [one or other or f"r{n}" for n, (one, other) in enumerate(rows)]
    assert names.gather(found["name"]).to_list() == named


@given(ROWS)
def test_a_group_is_what_can_be_reached_and_is_called_by_its_smallest_name(rows):
    found, names = coded(table(rows), COLUMNS)
    groups = names.gather(root_of_groups(found, COLUMNS)["group"]).to_list()
    named = [one or other or f"r{n}" for n, (one, other) in enumerate(rows)]
    label = list(range(len(rows)))
    for _ in rows:  # as slow as can be
        for i, (one, other) in enumerate(rows):
            for j, (uno, autre) in enumerate(rows):
                if (one is not None and one == uno) or (other is not None and other == autre):
                    label[i] = label[j] = min(label[i], label[j])
    expected = [min(n for n, at in zip(named, label, strict=True) if at == mine) for mine in label]
    assert groups == expected


def test_keys_that_come_in_another_order_the_second_time_are_a_bug_that_is_told(monkeypatch):
    read, times = pl.LazyFrame.collect, []

    def turned(keys, **options):
        times.append(1)
        return read(keys, **options)[:: -1 if len(times) > 1 else 1]

    monkeypatch.setattr(pl.LazyFrame, "collect", turned)
    with pytest.raises(ContractError, match="two orders"):
        coded(table([("a", "b"), ("c", "a")]), COLUMNS)
