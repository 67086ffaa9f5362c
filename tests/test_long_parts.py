"""A part that is too long to be written at once: one compressed file, say."""

import gzip

import polars as pl
import pytest
from calls import call, write_config, write_lines

from etl import config, pipeline
from etl.adapt import _read
from etl.work import _batches


def run(folder, *, scrub=True, keep="out", **keys):
    write_config(
        folder,
        output=keep,
        work=f"work-{keep}",
        sources=[{"type": "jsonl", "name": "app", "path": "logs/*.gz"}],
        adapt={"max_unreadable_fraction": 1.0},
        **({} if scrub else {"scrub": False}),
        **keys,
    )
    pipeline.run(config.load(folder / "config.yaml"), lambda *_: None)
    return folder / keep / "latest"


def frame(run, what):
    return pl.concat(
        pl.read_parquet(path, hive_partitioning=False)
        for path in sorted((run / what).rglob("*.parquet"))
    )


def by_record(rows):
    return rows.sort("record_id", *({"value"} & set(rows.columns)))


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """Sixty calls in one file: faults, copies, a phone that another row has without its cue."""
    monkeypatch.setenv("ETL_KEY", "k")
    lines = [call(n) for n in range(50)]
    lines += [call(n) for n in range(5)]  # copies
    lines[3] = call(3, prompt="Please phone me on 0912-345-678 when it is there.")
    lines[41] = call(41, prompt="What does user_0912345678_log stand for in your files?")
    lines[20] = '{"cut": "'
    lines[30:30] = [call(n, user="s", answer="No.") for n in range(20)]
    write_lines(tmp_path / "logs/a.jsonl", *lines)
    (tmp_path / "logs/a.gz").write_bytes(gzip.compress((tmp_path / "logs/a.jsonl").read_bytes()))
    return tmp_path


def short(monkeypatch):
    monkeypatch.setattr(_read, "FRAME_ROWS", 8)
    monkeypatch.setattr(_batches, "TOGETHER", 3000)


@pytest.mark.parametrize("scrub", [True, False])
def test_a_part_written_in_pieces_says_the_same(logs, monkeypatch, scrub):
    whole = run(logs, scrub=scrub, keep="whole")
    short(monkeypatch)
    pieces = run(logs, scrub=scrub, keep="pieces")
    for what in ("data", "audit/ledger", "audit/values"):
        assert by_record(frame(pieces, what)).equals(by_record(frame(whole, what))), what
    assert frame(pieces, "audit/ledger").equals(frame(whole, "audit/ledger"))  # in its order
    for path in whole.glob("*/*.jsonl"):
        assert (pieces / path.relative_to(whole)).read_bytes() == path.read_bytes()
    names = sorted(p.name for p in (pieces / "audit/ledger").iterdir())
    assert len(names) == 3
    assert names[0] == "part-000000.parquet"
    assert [p.name for p in (whole / "audit/ledger").iterdir()] == ["part-000000.parquet"]


def test_what_was_found_in_one_piece_goes_from_the_others(logs, monkeypatch):
    short(monkeypatch)
    said = frame(run(logs), "data")["messages"].explode().struct.field("content")
    assert said.str.contains("user_<PHONE_1>_log").any()
    assert not said.str.contains("0912345678").any()


def test_no_more_is_in_memory_than_a_batch(logs, monkeypatch):
    short(monkeypatch)
    seen = []
    made = _batches._batch
    monkeypatch.setattr(_batches, "_batch", lambda *a: seen.append(made(*a)) or seen[-1])
    run(logs)
    assert [batch.number for batch in seen] == list(range(len(seen)))
    assert max(_batches._bytes(batch.rows) for batch in seen) < 3000 + 4000
    assert sum(batch.lines.height for batch in seen) == 75


def test_a_part_in_pieces_is_remembered_whole(logs, monkeypatch):
    short(monkeypatch)
    first = run(logs, state="state")
    kept = frame(first, "data").height
    lines = [call(n) for n in range(50)]  # known, or near what is known, but one that was broken
    write_lines(logs / "logs/b.jsonl", *lines, call(77))
    (logs / "logs/b.gz").write_bytes(gzip.compress((logs / "logs/b.jsonl").read_bytes()))
    second = run(logs, state="state")
    told = frame(second, "audit/ledger").filter(pl.col("source_file").str.ends_with("b.gz"))
    assert kept == 49
    assert told["fate"].value_counts().sort("fate").rows() == [("dropped", 49), ("kept", 2)]
