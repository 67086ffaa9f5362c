"""Promises every filter keeps; a new file in etl/clean is under test at once."""

import inspect

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.clean import FILTERS, clean, keys, verdicts
from etl.errors import ConfigError
from etl.schema import ROW, Run, example, frame

RUN = Run(key=b"k")
ALONE = [name for name, part in FILTERS.items() if hasattr(part, "reject")]

NULLS = dict.fromkeys(("timestamp", "finish_reason", "status_code", "success", "error", "user_key"))
STRANGE = [
    example(),
    example(("user", "")),
    example(("assistant", "")),
    example(("assistant", None)),
    example(("user", None), ("assistant", " \n\t ")),
    example(("system", "x"), ("tool", "{}")),
    example(("assistant", "\N{FAMILY}\u200b好\u202e" * 50)),
    example(("user", "x"), ("assistant", "\x00"), **NULLS),
    example(("user", "x"), ("assistant", "yes"), finish_reason="no such reason"),
]
NO_CALLS = ("", "{", "null", "5", "[]", "[null]", "[1]", '{"a": 1}', '[{"function": null}]')
for calls in (*NO_CALLS, '[{"function": {"arguments": {"a": 1}}}]'):
    row = example(("user", "x"), ("assistant", ""))
    row["messages"][1]["tool_calls"] = calls
    STRANGE.append(row)


def listed(examples):
    return examples if isinstance(examples, list) else [examples]


def verdict(name, rows, **options):
    return frame(*rows).lazy().select(v=FILTERS[name].reject(**options)).collect()["v"]


@pytest.mark.parametrize("name", ALONE)
def test_a_filter_is_right_about_its_own_examples(name):
    keeps, drops = listed(FILTERS[name].KEEPS), listed(FILTERS[name].DROPS)
    assert verdict(name, keeps).to_list() == [False] * len(keeps)
    assert verdict(name, drops).to_list() == [True] * len(drops)


@pytest.mark.parametrize("name", ALONE)
def test_a_filter_always_decides(name):
    together = verdict(name, STRANGE)
    assert together.dtype == pl.Boolean
    assert together.null_count() == 0
    alone = [verdict(name, [row]).item() for row in STRANGE]
    assert together.to_list() == alone, "a row's verdict must not depend on its neighbours"
    assert verdict(name, []).dtype == pl.Boolean


@pytest.mark.parametrize("name", FILTERS)
def test_every_option_has_a_type_and_a_default_and_is_explained(name):
    function = getattr(FILTERS[name], "reject", None) or FILTERS[name].verdicts
    for option in inspect.signature(function).parameters.values():
        if name in ALONE or option.kind is option.KEYWORD_ONLY:
            assert option.default is not option.empty
            assert option.annotation is not option.empty
            doc = inspect.getdoc(function)
            assert f"`{option.name}`" in doc or f"{option.name}: " in doc


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_says_what_it_is_for(name):
    assert FILTERS[name].__doc__
    assert hasattr(FILTERS[name], "KEEPS")
    assert hasattr(FILTERS[name], "DROPS")


def test_an_unknown_filter_is_named_with_the_nearest_known_one():
    with pytest.raises(ConfigError, match="did you mean 'short_response'"):
        clean(frame(), RUN, {"short_respons": {}})


def test_a_filter_that_is_off_rejects_nothing():
    rows = frame(example(("user", "x"), ("assistant", "")))
    assert clean(rows, RUN, {"no_response": None, "rules": ()})["reasons"].to_list() == [[]]
    assert clean(rows, RUN, {})["reasons"].to_list() == [[]]


def test_a_row_carries_every_reason_in_name_order():
    row = example(("assistant", "No."), status_code=500, finish_reason="length")
    filters = {name: {} for name in reversed(ALONE)}
    assert clean(frame(row), RUN, filters)["reasons"].to_list() == [
        ["failed", "no_prompt", "short_response", "truncated"]
    ]


def test_options_reach_their_filter():
    rows = frame(example(("user", "x"), ("assistant", "Four")))
    assert clean(rows, RUN, {"short_response": {"min_chars": 4}})["reasons"].to_list() == [[]]
    assert clean(rows, RUN, {"short_response": {"min_chars": 5}})["reasons"].to_list() == [
        ["short_response"]
    ]


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["system", "user", "assistant", "tool"]), st.none() | st.text(max_size=40)
    ),
    max_size=4,
)


@settings(deadline=None)  # the first call compiles its patterns
@given(st.lists(TURNS, max_size=6))
def test_no_row_is_lost_moved_or_changed_but_for_its_reasons(turns):
    rows = frame(*(example(*turn, ordinal=i) for i, turn in enumerate(turns)))
    judged = clean(rows, RUN, {name: {} for name in ALONE})
    assert judged.schema == pl.Schema(ROW)
    assert judged.drop("reasons").equals(rows.drop("reasons"))
    assert judged["reasons"].null_count() == 0


@settings(deadline=None)  # the first call compiles its patterns
@given(st.lists(TURNS, max_size=6))
def test_every_row_has_one_key_whatever_it_looks_like(turns):
    rows = frame(*(example(*turn, ordinal=i) for i, turn in enumerate(turns)))
    found = keys(rows)
    assert found["ordinal"].to_list() == list(range(len(turns)))
    gone = verdicts(found.lazy(), RUN, {"retried": {}})
    assert gone.columns == ["ordinal", "reasons", "kept_as"]
