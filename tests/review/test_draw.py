"""Which texts are drawn: by chance, in proportion, the same ones each time."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import schema
from etl.review import _texts
from etl.review._draw import draw, shares

CALLS = '[{"name": "send", "arguments": "{\\"to\\": \\"mei\\"}"}]'


def rows(*turns, source="prod", tools=None):
    return schema.example(*turns, source=source, tools=tools)


def drawn(*examples, most=400, seed=42):
    texts, strata = draw(schema.frame(*examples).lazy(), most, seed)
    return texts, strata


def many(count=300):
    """English by `prod`, Chinese by `web`, two to one."""
    return [
        *(rows(("user", f"Please tell me where the parcel number {i} is now"))  for i in range(count)),
        *(rows(("user", f"請問一下我的包裹現在到底在哪裡呢我已經等了很久很久了 {i}"), source="web")
          for i in range(count // 2)),
    ]  # fmt: skip


def test_what_holds_no_letter_and_no_digit_is_no_text():
    texts, strata = drawn(rows(("user", ""), ("assistant", None), ("user", " \n"), ("user", "…！")))
    assert (texts.height, strata.height) == (0, 0)


def test_a_text_that_stands_in_many_rows_is_one_text():
    texts, _ = drawn(*(rows(("system", "Be brief."), ("user", f"Hello {i}")) for i in range(9)))
    assert sorted(texts["text"]) == ["Be brief.", *(f"Hello {i}" for i in range(9))]


def test_names_tool_calls_and_tool_definitions_are_texts():
    example = rows(("assistant", None), tools='[{"description": "asks Mei"}]')
    example["messages"][0] |= {"name": "Mei", "tool_calls": CALLS, "tool_call_id": "call_1"}
    texts, _ = drawn(example)
    assert sorted(texts["text"]) == [f"Mei\n{CALLS}", '[{"description": "asks Mei"}]']


@pytest.mark.parametrize(("length", "passages"), [
    (_texts.PASSAGE, 1), (_texts.PASSAGE + 1, 2), (3 * _texts.PASSAGE, 3),
])  # fmt: skip
def test_a_long_text_is_read_whole_passage_by_passage(length, passages):
    said = "".join(chr(0x4E00 + i % 20_000) for i in range(length))
    texts, _ = drawn(rows(("user", said)))
    assert texts.height == passages
    assert sorted("".join(texts["text"])) == sorted(said)


def test_each_source_and_language_has_its_share():
    texts, strata = drawn(*many(), most=90)
    assert strata.rows() == [("prod", "en", 300, 60), ("web", "zh", 150, 30)]
    counts = texts.group_by("source", "language").len().sort("source")
    assert counts.rows() == [("prod", "en", 60), ("web", "zh", 30)]


def test_a_text_of_few_letters_has_no_language():
    texts, _ = drawn(rows(("user", "Ja, 12345")))
    assert texts["language"].to_list() == ["und"]


def test_the_same_seed_draws_the_same_texts_in_any_order_of_the_rows():
    one, _ = drawn(*many(), most=50)
    other, _ = drawn(*reversed(many()), most=50)
    assert one.equals(other)


def test_another_seed_draws_others():
    one, _ = drawn(*many(), most=50)
    other, _ = drawn(*many(), most=50, seed=43)
    assert 0 < len(set(one["text"]) & set(other["text"])) < 25  # 50 of 450: 6 by chance


def test_fewer_texts_than_asked_for_are_all_drawn_and_numbered():
    texts, _ = drawn(rows(("user", "Hello 1"), ("assistant", "Hello 2")), most=400)
    assert texts["id"].to_list() == ["t0001", "t0002"]


def test_every_text_has_the_same_chance():
    """Of 20 texts 5 are drawn, under 400 seeds: each about 100 times."""
    frame = schema.frame(*(rows(("user", f"Hello {i}")) for i in range(20)))
    counts = pl.concat(draw(frame.lazy(), 5, seed)[0] for seed in range(400)).group_by("text").len()
    assert counts.height == 20
    assert 65 < counts["len"].min() <= counts["len"].max() < 135  # four standard deviations


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8), st.integers(1, 500))
def test_shares_are_in_proportion_and_add_up(sizes, most):
    dealt = shares(sizes, most)
    assert sum(dealt) == min(most, sum(sizes))
    whole = max(1, sum(sizes))
    for size, share in zip(sizes, dealt, strict=True):
        assert share <= size
        assert sum(sizes) <= most or abs(share - size * most / whole) < 1
