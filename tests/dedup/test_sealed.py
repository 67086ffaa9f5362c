"""What the keys tell whoever has not the key of the run: nothing that can be guessed."""

import numpy as np
import polars as pl
import pytest
from dedup_rows import bot, row, rows, user, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_near import changed, corpus, words

from etl import dedup
from etl.dedup import _messages, _sealed, _sealing
from etl.schema import Run, frame

ONE, OTHER = Run(key=b"one"), Run(key=b"other")
ON = {"superseded": True, "exact": {}, "near": {"min_template_messages": 10}, "contaminated": {}}
TOLD = {  # says nothing of a text, or was sealed before
    "ordinal", "record_id", "call_key", "session_key", "user_key", "timestamp", "length", "spread",
    "asked", "said_by",
}  # fmt: skip
SIZES = [0, 1, _sealing.BLOCK, _sealing.BLOCK + 1, _sealed.BLOCK + 3]


def numbers(size, kind):
    return np.random.default_rng(size).integers(0, np.iinfo(kind).max, size, kind, endpoint=True)


def test_hashes_are_sealed_by_the_cipher_as_it_is_published():
    wide = _sealed.expanded([0x1B1A1918, 0x13121110, 0x0B0A0908, 0x03020100], 27, 32, (8, 3))
    plain = np.array([0x3B7265747475432D], np.uint64)
    assert hex(_sealed._block(plain, np.array(wide, np.uint32))[0]) == "0x8c6fa548454e028b"
    narrow = _sealed.expanded([0x1918, 0x1110, 0x0908, 0x0100], 22, 16, (7, 2))
    shingle = np.array([0x6574694C], np.uint32)
    _sealing._seal_32(shingle, np.array(narrow, np.uint16), _sealing._half(), _sealing._half())
    assert hex(shingle[0]) == "0xa86842f2"


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_can_be_opened_by_the_key_alone(size):
    plain = numbers(size, np.uint32)
    sealed = _sealing.shingles(plain, b"one")
    assert (_sealing.opened(sealed, b"one") == plain).all()
    assert (_sealing.opened(sealed, b"other") == plain).sum() <= 1
    assert np.unique(sealed).size == np.unique(plain).size


@pytest.mark.parametrize("size", SIZES)
def test_both_ways_to_seal_give_the_same_and_leave_nothing_at_nothing(size):
    plain = numbers(size, np.uint64)
    plain[::3] = 0
    sealed = _sealed.sealed(plain, b"one")
    assert (_sealing.bands(plain, b"one") == sealed).all()
    assert ((sealed == 0) == (plain == 0)).all()
    assert np.unique(sealed).size == np.unique(plain).size


def test_a_hash_that_would_become_nothing_takes_the_place_of_nothing():
    rounds = _sealed.of_64(b"one")
    zero = _sealed._block(np.zeros(1, np.uint64), rounds)
    would = np.zeros(3, np.uint64)
    found = _sealed.zeros_kept(np.array([5, 0, 7], np.uint64), would, rounds)
    assert found.tolist() == [zero[0], 0, zero[0]]


def hashes(column):
    if column.dtype == pl.Binary:
        return set(_messages.unpacked(column)[1])
    return set((column.explode() if column.dtype == pl.List else column).drop_nulls())


@pytest.mark.parametrize("task", ["chat", "classification"])
@pytest.mark.parametrize("near", [{}, {"on": "prompt"}])
def test_no_hash_of_a_text_is_the_same_under_another_key(task, near):
    data = rows(
        [user(words(1)), bot("yes")], [user(words(2)), bot(words(3))], [user("hi"), bot("")]
    )
    on = {**ON, "near": near, "exact": {"match": "loose"}}
    one, other = (dedup.keys(data, Run(key=key, task=task), **on) for key in (b"one", b"other"))
    for name in set(one.columns) - TOLD:
        mine, theirs = (hashes(keys[name]) for keys in (one, other))
        assert mine, name
        assert mine & theirs <= {0}, name


def judged(data, run, folder, evaluations=()):
    keys = dedup.keys(data, run, **ON).with_columns(committed=pl.col("ordinal") < 3).lazy()
    hit = dedup.hits(keys, run, {"evaluations": evaluations})
    bared = dedup.bared(keys, folder / f"{run.key.decode()}.parquet", run, ON["near"])
    told = verdicts(bared, run, hit=hit, **ON).drop("conversation_id", "history_id")
    return told, hit, meetings(keys), meetings(bared)


def meetings(keys):
    """For each row and band the first row with the same key."""
    bands = keys.select("ordinal", pl.col("^band_.*$")).collect()
    return bands.select(pl.col("ordinal").first().over(c).alias(c) for c in bands.columns[1:])


def test_verdicts_are_the_same_whatever_the_key(tmp_path):
    chats = corpus(150)
    head = words(90, 40)
    inputs = [changed(words(n // 2), *range(n // 2 * (n % 2))) for n in range(40)]
    chats += [[user(f"{head} {text}"), bot("yes")] for text in inputs]
    chats += [[*turns, user("more")] for turns in chats[:5]]
    data = frame(*[row(n, *turns) for n, turns in enumerate(chats)])
    (tmp_path / "e.txt").write_text(chats[7][0][1] + " " + chats[7][1][1])
    files = dedup.evaluations(["e.txt"], tmp_path)
    one, other = (judged(data, run, tmp_path, files) for run in (ONE, OTHER))
    assert all(mine.equals(theirs) for mine, theirs in zip(one, other, strict=True))
    assert one[1].height
    assert {reason for found in one[0]["reasons"] for reason in found} >= {
        "superseded",
        "near_duplicate",
    }
    assert (tmp_path / "one.parquet").exists()  # a template was found


TEXT = st.lists(st.sampled_from("abcd"), max_size=16).map(" ".join)


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXT, min_size=1, max_size=24), st.binary(min_size=1, max_size=64))
def test_near_finds_the_same_whatever_the_key(texts, key):
    data = rows(*[[bot(text)] for text in texts])
    on = {"superseded": False, "near": {"threshold": 0.6}}
    mine, theirs = (
        verdicts(dedup.keys(data, run, **on).lazy(), run, **on)["kept_as"]
        for run in (ONE, Run(key=key))
    )
    assert mine.equals(theirs)
