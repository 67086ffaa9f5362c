"""Promise of the memory of findings: the same result, less work, and nothing by which a text could be told."""

import json

import polars as pl
import pytest

from etl import schema, scrub, signature
from etl.plugins import Plugin
from etl.scrub import KNOWN, Memory, _fingerprint
from etl.scrub._options import Options
from etl.scrub.find.finder import Finder

RUN = schema.Run(key=b"k" * 32)
TEXTS = (
    "mail mei@chen.example now",
    "call +886 912-345-678",
    "nothing at all",
    "王小明的邮箱a@b.example",
)
ROWS = [
    schema.example(("user", text), ("assistant", f"{text}!"), ordinal=i)
    for i, text in enumerate(TEXTS)
]
OPTIONS = {name: told[1] for name, told in signature.options(scrub.scrub).items()}


@pytest.fixture
def read(monkeypatch):
    """The texts that an engine was asked to read."""
    told, find = [], Finder.find

    def listening(self, texts, **options):
        told.extend(texts)
        return find(self, texts, **options)

    monkeypatch.setattr(Finder, "find", listening)
    return told


def scrubbed(rows, memory=None, run=RUN, **options):
    return scrub.scrub(schema.frame(*rows), run, memory, **{"model": False, **options})


def saved(memory, folder, name="known"):
    path = folder / f"{name}.parquet"
    memory.taken().write_parquet(path)
    return path


def options(**given):
    return Options.of({**OPTIONS, "model": False, **given})


def test_rows_are_the_same_with_and_without_a_memory(tmp_path):
    plain = scrubbed(ROWS)
    first = Memory(RUN.key)
    assert scrubbed(ROWS, first).equals(plain)
    path = saved(first, tmp_path)
    assert scrubbed(ROWS, Memory(RUN.key, [path])).equals(plain)
    assert scrubbed(ROWS, first).equals(plain)


def test_what_is_known_is_not_read_again(tmp_path, read):
    first = Memory(RUN.key)
    scrubbed(ROWS[:2], first)
    assert len(read) == 4
    path = saved(first, tmp_path)
    read.clear()
    scrubbed(ROWS[:1], first)  # the next chunk
    assert not read
    scrubbed(ROWS, Memory(RUN.key, [path, path]))  # the next run
    assert sorted(read) == sorted(text for t in TEXTS[2:] for text in (t, f"{t}!"))


def test_what_was_recalled_is_handed_on_to_the_run_after(tmp_path, read):
    first = Memory(RUN.key)
    scrubbed(ROWS, first)
    second = Memory(RUN.key, [saved(first, tmp_path)])
    scrubbed(ROWS, second)
    third = Memory(RUN.key, [saved(second, tmp_path, "second")])
    read.clear()
    scrubbed(ROWS, third)
    assert not read


def test_a_text_is_read_once_for_the_model_and_once_without(model, read):
    memory = Memory(RUN.key)
    named = "John Smith wrote"
    rows = [schema.example(("user", named))]
    rows[0]["messages"][0]["tool_call_id"] = named
    scrubbed(rows, memory, model=model)
    assert read == [named, named]
    memory.taken()
    out = scrubbed(rows, memory, model=model)
    assert read == [named, named]
    assert out["messages"].to_list()[0][0]["content"] == "<PERSON_1> wrote"


def test_another_key_or_option_asks_anew(tmp_path, read):
    first = Memory(RUN.key)
    scrubbed(ROWS, first)
    path, size = saved(first, tmp_path), len(read)
    scrubbed(ROWS, Memory(b"x" * 32, [path]))
    assert len(read) == 2 * size
    scrubbed(ROWS, Memory(RUN.key, [path]), deny=("nothing",))
    assert len(read) == 3 * size
    scrubbed(ROWS, Memory(RUN.key, [path]), entities=("EMAIL_ADDRESS",))
    assert len(read) == 4 * size
    scrubbed(ROWS, Memory(RUN.key, [path]), replace="mask", allow=("nothing",))  # not what is found
    assert len(read) == 4 * size


def test_a_text_that_failed_is_tried_again(tmp_path, monkeypatch):
    memory = Memory(RUN.key)
    with monkeypatch.context() as broken:
        broken.setattr(Finder, "find", lambda _, texts, **__: [None] * len(texts))
        assert scrubbed(ROWS[:1], memory)["reasons"].to_list() == [["not_scrubbed"]]
    path = saved(memory, tmp_path)
    assert pl.read_parquet(path).is_empty()
    assert scrubbed(ROWS[:1], Memory(RUN.key, [path]))["reasons"].to_list() == [[]]


def test_no_text_stands_in_what_is_kept(tmp_path):
    memory = Memory(RUN.key)
    scrubbed(ROWS, memory)
    path = saved(memory, tmp_path)
    assert pl.read_parquet_schema(path) == pl.Schema(KNOWN)
    told = json.dumps(pl.read_parquet(path).to_dicts(), default=repr)
    for word in ("mei", "chen", "912", "nothing", "王小明", "example"):
        assert word not in told
        assert word.encode() not in path.read_bytes()


def test_what_was_asked_for_is_told_once_and_in_one_order():
    one, other = Memory(RUN.key), Memory(RUN.key)
    scrubbed(ROWS, one)
    scrubbed(ROWS[::-1], other)
    told = one.taken()
    assert told.equals(other.taken())
    assert told.height == 8
    assert one.taken().is_empty()


def test_a_memory_holds_no_more_than_it_may(monkeypatch, read):
    monkeypatch.setattr("etl.scrub._memory._MOST", 5)
    memory = Memory(RUN.key)
    for row in ROWS:
        scrubbed([row], memory)
        memory.taken()
    assert len(memory._known) <= 5
    scrubbed([ROWS[-1]], memory)
    assert len(read) == 8


PLUGIN = Plugin("/x/staff.py", "0" * 64)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: options(entities=("EMAIL_ADDRESS",)).fingerprint(),
        lambda _: options(deny=("acme",)).fingerprint(),
        lambda _: options(model="builtin").fingerprint(),
        lambda patch: (patch.setattr(_fingerprint, "_version", lambda _: "9"), options().fingerprint())[1],
        lambda patch: (patch.setattr(_fingerprint, "_of", lambda path: path.name), options().fingerprint())[1],
    ],
)  # fmt: skip
def test_what_decides_what_is_found_changes_the_fingerprint(change, monkeypatch):
    before = options().fingerprint()
    _fingerprint.fingerprint.cache_clear()
    assert options().fingerprint() == before
    _fingerprint.fingerprint.cache_clear()
    assert change(monkeypatch) != before
    _fingerprint.fingerprint.cache_clear()


def test_a_plugin_and_a_pipeline_change_the_fingerprint(model):
    def told(plugin=PLUGIN, pipelines=(("en", model["en"]),)):
        _fingerprint.fingerprint.cache_clear()
        return _fingerprint.fingerprint((), pipelines, (plugin,))

    before = told()
    assert told() == before
    assert told(plugin=PLUGIN._replace(sha256="1" * 64)) != before
    assert told(plugin=PLUGIN._replace(path="/moved/staff.py")) == before
    assert told(pipelines=(("en", model["zh"]),)) != before


@pytest.mark.parametrize(
    "given", [{"replace": "mask"}, {"allow": ("x",)}, {"other_languages": "patterns"}]
)
def test_what_is_written_instead_does_not(given):
    assert options(**given).fingerprint() == options().fingerprint()
