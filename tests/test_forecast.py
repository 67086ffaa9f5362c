"""The forecast of `--dry-run`: what a run takes grows with what it has to do."""

import polars as pl
import pytest

from etl.forecast import forecast

OPTIONS = {"dedup": {"near": {}}, "scrub": {"model": "builtin"}}


def calls(*contents):
    """One call whose messages are these, of user and assistant in turn."""
    roles = ("user", "assistant") * len(contents)
    talk = [{"role": r, "content": c} for r, c in zip(roles, contents, strict=False)]
    return pl.DataFrame({"messages": [talk]})


ONCE = calls("q" * 100, "a" * 100)


def test_calls_that_repeat_their_history_leave_less_and_take_less_to_scrub():
    again = forecast(1e9, calls(*["q" * 100, "a" * 100] * 9), OPTIONS, 2)
    assert again.left_bytes < forecast(1e9, ONCE, OPTIONS, 2).left_bytes / 8
    assert again.scrub_s < forecast(1e9, ONCE, OPTIONS, 2).scrub_s / 8


@pytest.mark.parametrize(
    ("changed", "takes"),
    [
        ({"scrub": None}, "scrub_s"),
        ({"scrub": {"model": False}}, "scrub_s"),
        ({"dedup": None}, "read_s"),
        ({"scrub": None}, "disk_bytes"),
    ],
)
def test_what_is_switched_off_takes_less(changed, takes):
    less = forecast(1e9, ONCE, OPTIONS | changed, 2)
    assert getattr(less, takes) < getattr(forecast(1e9, ONCE, OPTIONS, 2), takes)


def test_a_format_is_on_disk_twice_until_its_parts_are_joined():
    one, two = (forecast(1e9, ONCE, OPTIONS, formats) for formats in (1, 2))
    assert two.disk_bytes - one.disk_bytes == pytest.approx(2 * (two.left_bytes - one.left_bytes))


def test_no_text_in_the_sample_is_no_fault():
    assert "0% of it scrub" in forecast(1e6, calls("", ""), OPTIONS, 2).told(2)
