"""The interval holds the true share at least as often as it says."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.review._interval import CONFIDENCE, interval


@pytest.mark.parametrize(("some", "whole"), [(1, 0), (0, 0), (-1, 4), (5, 4)])
def test_no_share_has_no_interval(some, whole):
    with pytest.raises(ValueError, match="no share"):
        interval(some, whole)


# R 4.3: binom.test(x, n)$conf.int
@pytest.mark.parametrize(("some", "whole", "low", "high"), [
    (0, 400, 0.0, 0.0091798), (3, 400, 0.0015494, 0.0217607), (50, 400, 0.0942185, 0.1614587),
    (1, 10, 0.0025286, 0.4450161), (400, 400, 0.9908202, 1.0), (0, 1, 0.0, 0.975), (1, 1, 0.025, 1.0),
])  # fmt: skip
def test_it_is_the_one_that_statisticians_compute(some, whole, low, high):
    assert interval(some, whole) == pytest.approx((low, high), abs=1e-7)


@given(st.integers(1, 60), st.floats(0.001, 0.999))
def test_it_holds_the_true_share_in_at_least_95_of_100_samples(whole, share):
    covered = sum(
        comb(whole, k) * share**k * (1 - share) ** (whole - k)
        for k in range(whole + 1)
        if interval(k, whole)[0] <= share <= interval(k, whole)[1]
    )
    assert covered >= CONFIDENCE - 1e-9


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_miss_never_makes_it_look_better(pair):
    some, whole = pair
    (low, high), (more_low, more_high) = interval(some, whole), interval(some + 1, whole)
    assert low <= some / whole <= high
    assert (low, high) < (more_low, more_high)


def test_a_large_sample_gives_a_number_and_no_overflow():
    low, high = interval(150, 20_000)
    assert 0.006 < low < 0.0075 < high < 0.009
