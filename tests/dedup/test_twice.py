from collections import Counter

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from etl.dedup._twice import held, shared, twice

NUMBERS = st.lists(st.sampled_from([0, 1, 2, 5, 2**63, 2**64 - 1]))


def array(numbers):
    return np.array(numbers, np.uint64)


@given(NUMBERS)
def test_what_occurs_twice_is_found_once_in_order(numbers):
    expected = sorted(n for n, times in Counter(numbers).items() if times > 1)
    assert twice(array(numbers)).tolist() == expected


@given(NUMBERS, NUMBERS)
def test_what_is_held_is_told_of_each_number(known, numbers):
    found = held(array(sorted(set(known))), array(numbers))
    assert found.tolist() == [n in known for n in numbers]


def test_rows_that_share_a_number_come_in_their_order_and_null_is_no_number():
    keys = pl.LazyFrame(
        {"ordinal": [5, 1, 3, 2, 4], "a": [7, 8, None, 7, None]},
        schema={"ordinal": pl.UInt64, "a": pl.UInt64},
    )
    found = shared(keys, pl.col("a")).collect()
    assert found.rows() == [(5, 7), (2, 7)]
    assert shared(keys.filter(pl.col("ordinal") > 2), pl.col("a")).collect().is_empty()
