"""Promises of the tagger: whole-number products are exact, paths are allowed ones, words are cut the likeliest way.

To be moved to tests/scrub when the tagger is moved to etl/scrub; imports follow it.
"""

from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest

from etl.scrub.tagger.features import features
from etl.scrub.tagger.knowledge import CLASSES, Knowledge
from etl.scrub.tagger.latin import shape
from etl.scrub.tagger.network import STEPS, product, whole
from etl.scrub.tagger.paths import TAGS, best_path, grammar, spans
from etl.scrub.tagger.rows import row
from etl.scrub.tagger.segment import words
from etl.scrub.tagger.threads import GET, SET, one_thread, openblas

CHINESE = {"北京": 100, "大学": 120, "北京大学": 190, "大": 90, "学": 90, "生": 80, "学生": 100}


@pytest.fixture
def known():
    chinese = {word: CLASSES * cost for word, cost in CHINESE.items()}
    longest = {}
    for word in chinese:
        longest[word[:2]] = max(longest.get(word[:2], 0), len(word))
    names = {"san rafael": 1 << 2, "london": 1 << 2, "王": 1 << 9}
    phrases = {"san": [(["san", "rafael"], 1 << 2)]}
    return Knowledge(
        {"London": 678}, {"london": 12}, names, chinese, {ord("學"): "学"}, phrases, longest
    )


@pytest.mark.parametrize("size", [1, 3, 64, 257])
def test_a_row_has_the_same_product_alone_and_in_any_batch(size):
    rng = np.random.default_rng(size)
    made = product(
        rng.standard_normal((345, 96)).astype(np.float32), np.full(345, 0.01, np.float32)
    )
    values = rng.integers(-STEPS, STEPS + 1, (size, 345)).astype(np.float32)
    together = made.of(values)
    assert all((made.of(values[at : at + 1])[0] == together[at]).all() for at in range(size))


def test_the_largest_values_and_weights_still_sum_exactly():
    made = product(np.ones((345, 2), np.float32), np.ones(345, np.float32))
    assert (np.abs(made.whole).sum(0) * STEPS < 2**24).all()


def test_values_are_cut_and_rounded_to_steps():
    assert whole(np.array([-9.0, 0.26, 9.0], np.float32), 0.5).tolist() == [-18, 1, 18]
    assert whole(np.array([999.0], np.float32), 0.5).tolist() == [STEPS]


def test_no_path_breaks_the_grammar():
    allowed, rng = grammar(), np.random.default_rng(5)
    scores = rng.standard_normal((9, 50, TAGS)).astype(np.float32) * 9
    inside = np.ones((9, 50, 1), np.float32)
    inside[6:, ::2] = 0
    path = best_path(scores, inside, np.zeros((TAGS, TAGS), np.float32), allowed)
    for column in range(50):
        tags = path[: 9 if column % 2 else 6, column]
        assert allowed["start"][tags[0]]
        assert allowed["end"][tags[-1]]
        assert all(allowed["step"][a, b] for a, b in pairwise(tags))


def test_tags_are_read_as_spans():
    assert spans([0, 1, 2, 3, 8, 0, 9, 11]) == [(1, 4, "PERSON"), (4, 5, "LOC"), (6, 8, "ORG")]
    assert spans([]) == []


def test_the_likeliest_words_are_chosen(known):
    best, listed = words("北京大学生", known)
    assert [a for a, _ in best] == [0, 4]  # 190 + 80 against 100 + 90 + 100
    assert (0, 4, 0) in listed
    assert (3, 5, 0) in listed


def test_an_unknown_character_is_a_word(known):
    assert words("龘", known) == ([(0, 1)], [])


def test_both_scripts_give_a_character_the_same_word_and_another_form(known):
    one, two = features(["大", "學"], known), features(["大", "学"], known)
    assert (one.rows[:, 0] == two.rows[:, 0]).all()
    assert one.rows[1, 1] != two.rows[1, 1]


def test_a_name_of_two_words_marks_both_and_no_other(known):
    seen = features(["San", "Rafael", "and", "Rafael"], known)
    assert seen.bits[0].any()
    assert seen.bits[1].any()
    assert not seen.bits[2:].any()


def test_row_nought_is_for_none():
    assert min(row(text, slot) for text in ("", "a", "王", "\ud800") for slot in range(8)) >= 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Amy", "Xxx"), ("HELLO", "XXX"), ("iPhone15", "xXxxxdd"), ("a-1", "x-d")],
)
def test_shapes(word, expected):
    assert shape(word) == expected


def test_products_are_made_on_one_thread_and_the_process_keeps_its_number():
    library = openblas()
    if library is None:
        pytest.skip("this numpy has no OpenBLAS of its own")
    before = library[GET]()
    library[SET](2)
    with suppress(ZeroDivisionError), one_thread():
        assert library[GET]() == 1
        _ = 1 / 0
    assert library[GET]() == 2
    library[SET](before)
