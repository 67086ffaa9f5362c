import os
import random
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from dedup_rows import bot, rows
from hash_reference import shingle_hashes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from near_reference import fold, is_single, shingles, tokens

from etl.dedup import _messages, _shingles, _tokens

WORDS = st.text(st.sampled_from("aAbB1 .,-中文のﾊ가Ａ９é𠀀👍²İ"), max_size=40)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def cut(*texts):
    """Shingles of each text, as a list of lists, in order."""
    messages = _messages.flatten(rows([bot(text) for text in texts]))
    out, counts = _shingles.of_messages(messages, np.ones(len(texts), bool))
    return [part.tolist() for part in np.split(out, np.cumsum(counts)[:-1])]


def hashes(*texts):
    lanes = _shingles.token_hashes(_messages.flatten(rows([bot(text) for text in texts])))
    return list(zip(*(lane.tolist() for lane in lanes), strict=True))


def test_an_empty_text_has_no_shingle():
    assert cut("", " \n", "x") == [[], [], cut("x")[0]]


def test_short_texts_that_differ_share_nothing():
    texts = [
        "ok",
        "no",
        "ok ok",
        "ok no",
        "no ok",
        "好",
        "好的",
        "的好",
        "👍",
        "👎",
        "---",
        "...",
        "a b c d",
    ]
    found = [tuple(one) for one in cut(*texts)]
    assert [len(one) for one in found] == [1] * len(texts)
    assert len(set(found)) == len(texts)


@pytest.mark.parametrize(("words", "count"), [(1, 1), (4, 1), (5, 1), (6, 2), (9, 5)])
def test_how_many_shingles_a_text_has(words, count):
    assert len(cut(" ".join("abcdefghi"[:words]))[0]) == count
    assert len(cut("甲乙丙丁戊己庚辛壬"[:words])[0]) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reset the PASSWORD now, please!", "reset   the password-now please"),
        ("ＡＢＣ １２３ ok to go", "abc 123 OK to go"),
        ("请重置密码。", "请 重置，密码"),
        ("ÉCOLE à la Crème brûlée", "école À LA CRÈME BRÛLÉE"),
    ],
)
def test_case_spacing_punctuation_and_width_make_no_difference(one, other):
    assert cut(one) == cut(other)
    assert hashes(one) == hashes(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ab", "a b"), ("1 2", "12"), ("É", "E"), ("5×5", "5÷6"), ("の", "ノ")]
)
def test_other_words_make_a_difference(one, other):
    assert cut(one) != cut(other)


def test_the_table_knows_every_letter_as_the_names_of_unicode_do():
    table = _tokens.table()
    for code in [*range(0xD800), *range(0xE000, 0x110000)]:
        char = chr(code)
        if char.isalpha():
            assert bool(table[code] & _tokens.SINGLE) == is_single(char), hex(code)
            assert table[code] & (_tokens.SINGLE - 1) == ord(fold(char)), hex(code)
        else:
            assert (table[code] != 0) == char.isalnum(), hex(code)


@settings(deadline=None)  # the first example compiles
@example(["a b c d e f g"])
@example(["a中b1文 x-y"])
@given(st.lists(WORDS | ANY, max_size=5))
def test_shingles_are_equal_where_those_of_the_slow_reference_are(texts):
    texts = [t for t in texts if pl.Series([t]).str.normalize("NFC").item() == t]
    mine, theirs = {}, {}
    for text, found in zip(texts, cut(*texts) if texts else [], strict=True):
        expected = shingles(text)
        assert len(set(found)) == len(expected)
        assert len(found) == max(1, len(tokens(text)) - 4) if expected else not found
        mine |= dict.fromkeys(found)
        theirs |= dict.fromkeys(expected)
    assert len(mine) == len(theirs)


PIECES = [
    *" \n.,-_'\"、。!·×÷", *"aZ09é中文のﾊ가Ａ９ßΩж𠀀👍²İK\u00a0\u3000\u200d",
    "word", "Reset", "password", "eightchr", "seventeen17letters", "x" * 63, "y" * 64, "z" * 65,
    "naïve", "Москва", "ＡＢＣ", "重置密码", "a" * 200, " " * 70, "中" * 30, "éa", "aé", "八a八",
]  # fmt: skip


def documents(count, seed=5):
    """Texts that put each kind of piece beside each other and across the ends of blocks."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    return ["".join(rng.choices(PIECES, k=rng.randint(1, 40))) + "x" for _ in range(count)]


def test_wide_and_bytewise_kernels_hash_as_the_slow_reference_does(monkeypatch):
    texts = documents(3000)
    use = np.ones(len(texts), bool)
    wide, counts = _shingles.of_texts(pl.Series(texts), use)
    monkeypatch.setattr(_shingles, "WIDE", False)
    narrow, same = _shingles.of_texts(pl.Series(texts), use)
    assert (wide.tolist(), counts.tolist()) == (narrow.tolist(), same.tolist())
    found = [part.tolist() for part in np.split(wide, np.cumsum(counts)[:-1])]
    assert [n for n, text in enumerate(texts) if found[n] != shingle_hashes(text)] == []


@settings(deadline=None)
@example(["a" * 64 + "é", "x"])
@given(st.lists(WORDS | ANY, max_size=5))
def test_texts_hash_alike_wherever_they_stand(texts):
    alone = [cut(text)[0] for text in texts]
    assert cut(*texts, "." * 64) == [*alone, *cut("." * 64)]
    assert cut("é", *texts) == [*cut("é"), *alone]


def test_the_same_hashes_come_out_on_any_processor_of_the_kind():
    texts = documents(200)
    code = (
        "import sys, numpy as np, polars as pl; from etl.dedup import _lsh, _shingles;"
        f"out, made = _shingles.of_texts(pl.Series({texts!r}), np.ones(200, bool));"
        "at = np.concatenate([[0], np.cumsum(made)]);"
        "print(int(out.sum(dtype=np.uint64)), _lsh.signatures(out, at, 42).sum(dtype=np.uint64))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **more}, check=True, text=True, stdout=subprocess.PIPE
        ).stdout
        for more in ({}, {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""})
    ]  # fmt: skip
    assert answers[0] == answers[1] != ""


def test_shingle_hashes_are_pinned():
    assert cut("The quick brown fox jumps, 你好") == [[1185686329, 3471733204, 636545208]]
