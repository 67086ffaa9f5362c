"""Promises of the built-in model: what is loaded is what was shipped, and a text is alone in any company."""

import json
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from spacy.language import Language

from etl import scrub
from etl.errors import ConfigError
from etl.scrub import _check
from etl.scrub._model import BUILTIN, is_intact
from etl.scrub.find import windows
from etl.scrub.find.finders import finder, pipelines
from etl.scrub.names import pipelines as loading

WORDS = """please contact John Smith Mei Chen about the order in London my phone is 0912-345-678 mail
a@b.example 王小明 住在 台北市信義區市府路45號 您好 請問 訂單 謝謝 the refund of Mary Jones and 陳大文 你好，"""
DEFAULTS = {"entities": "default", "replace": "mask", "languages": ("en", "zh")}


def mixed_texts(count):
    words = WORDS.split()
    return [" ".join(random.Random(i).choices(words, k=5 + i % 90)) for i in range(count)]  # noqa: S311 - texts


TEXTS = mixed_texts(240)


@pytest.fixture(scope="module")
def engine():
    model = pipelines("builtin", ("en", "zh"))
    return finder("default", tuple(sorted(model.items())), ())


@pytest.fixture(scope="module")
def whole(engine):
    spans = engine.find(TEXTS)
    assert any(span.entity == "PERSON" for found in spans for span in found)
    return spans


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(BUILTIN.parent, tmp_path / "model")) / BUILTIN.name


def largest(pipeline):
    return max((pipeline / "ner").iterdir(), key=lambda path: path.stat().st_size)


def flip_a_byte(pipeline):
    weights = bytearray(largest(pipeline).read_bytes())
    weights[len(weights) // 2] ^= 1
    largest(pipeline).write_bytes(weights)


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_byte,
        lambda pipeline: largest(pipeline).unlink(),
        lambda pipeline: (pipeline / "vocab/more").write_text("x"),
        lambda pipeline: (pipeline.parent / "SHA256SUMS").unlink(),
        lambda pipeline: (pipeline.parent / "SHA256SUMS").write_text(""),
        lambda pipeline: (pipeline.parent / "SHA256SUMS").write_bytes(b"\xff"),
        shutil.rmtree,
    ],
)
def test_a_damaged_model_is_told_and_never_loaded(copy, damage, monkeypatch):
    damage(copy)
    assert not is_intact(copy)
    monkeypatch.setattr(loading, "is_intact", lambda: is_intact(copy))
    with pytest.raises(ConfigError, match=r"^scrub\.model: the built-in model is damaged; reinst"):
        loading.load(str(BUILTIN))


def test_the_model_that_is_shipped_is_whole(copy):
    (copy / ".DS_Store").write_text("what a file browser leaves is no damage")
    assert is_intact()
    assert is_intact(copy)


def test_a_damaged_model_is_told_before_any_data_is_read(monkeypatch):
    monkeypatch.setattr(_check, "is_intact", lambda: False)
    ((key, what),) = scrub.faults({**DEFAULTS, "model": "builtin"}, Path())
    assert (key, what) == (("model",), "the built-in model is damaged; reinstall etl")
    assert not scrub.faults({**DEFAULTS, "model": False}, Path())


def test_a_pipeline_of_the_users_own_is_not_checked(model, monkeypatch):
    monkeypatch.setattr(loading, "is_intact", lambda: False)
    assert loading.load(model["en"]).pipe_names == ["entity_ruler"]


def test_a_text_has_the_same_spans_alone_and_in_any_order(engine, whole):
    shuffled = sorted(range(len(TEXTS)), key=lambda i: i * 7919 % len(TEXTS))
    assert [engine.find([TEXTS[i]])[0] for i in range(0, len(TEXTS), 4)] == whole[::4]
    assert engine.find([TEXTS[i] for i in shuffled]) == [whole[i] for i in shuffled]


def test_the_model_finds_the_same_in_1_300_texts_alone_and_in_any_batch():
    nlp = loading.load(str(BUILTIN))
    texts = [text[:120] for text in mixed_texts(1300)]

    def names(order, size):
        docs = nlp.pipe([texts[i] for i in order], batch_size=size)
        return {
            i: [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
            for i, doc in zip(order, docs, strict=True)
        }

    together = names(range(1300), 64)
    assert sum(map(bool, together.values())) > 1000
    assert names(range(1300), 1) == together
    assert names(sorted(range(1300), key=lambda i: i * 7919 % 1300), 37) == together


@pytest.mark.parametrize(
    ("texts", "characters"), [(1, 16_000), (3, 500), (7, 16_000), (240, 10**9)]
)
def test_a_text_has_the_same_spans_in_batches_of_any_size(
    engine, whole, monkeypatch, texts, characters
):
    monkeypatch.setattr(windows, "BATCH", texts)
    monkeypatch.setattr(windows, "BATCH_CHARACTERS", characters)
    assert engine.find(TEXTS) == whole


@pytest.mark.parametrize("chunk", [1, 17, 100])
def test_a_text_has_the_same_spans_in_chunks_of_any_size(engine, whole, chunk):
    texts, expected = TEXTS[:100], whole[:100]
    found = [engine.find(texts[i : i + chunk]) for i in range(0, len(texts), chunk)]
    assert [spans for spans_of in found for spans in spans_of] == expected


def test_a_text_has_the_same_spans_in_two_threads_at_a_time(engine, whole, monkeypatch):
    inside, most = [], []
    memory_zone = Language.memory_zone

    @contextmanager
    def counted(self):
        inside.append(1)
        most.append(len(inside))
        with memory_zone(self):
            yield
        inside.pop()

    monkeypatch.setattr(Language, "memory_zone", counted)
    with ThreadPoolExecutor(2) as threads:
        halves = threads.map(engine.find, (TEXTS[:120], TEXTS[120:]))
        assert [spans for half in halves for spans in half] == whole
    assert set(most) == {1}  # spaCy frees what was allocated in a zone, whoever allocated it


SPANS = """
import json, sys
from etl.scrub.find.finders import finder, pipelines
texts = json.load(sys.stdin)
model = tuple(sorted(pipelines("builtin", ("en", "zh")).items()))
print(json.dumps(finder("default", model, ()).find(texts)))
"""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_a_text_has_the_same_spans_in_another_process_on_any_threads(whole, threads):
    limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), threads)
    out = subprocess.run(
        [sys.executable, "-c", SPANS],
        input=json.dumps(TEXTS[::3]),
        env={**os.environ, **limits},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert json.loads(out) == [[list(span) for span in spans] for spans in whole[::3]]
