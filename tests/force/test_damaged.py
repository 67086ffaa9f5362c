"""A byte that changed on the disk is seen by its checksum: redone where it can be, refused where not."""

import shutil
from pathlib import Path

import pytest
from small_logs import day, write_lines
from stem import at, latest, left_over, visible
from stem import config as written

from etl import config, endings, pipeline


@pytest.fixture
def go(tmp_path, monkeypatch):
    """Run over two days of one source in this process: the exit code."""
    monkeypatch.setenv("ETL_KEY", "k")
    monkeypatch.setattr("etl.inputs.PART_BYTES", 4096)
    monkeypatch.setattr("etl.adapt._cut.BLOCK", 4096)

    def run(now, **keys):
        source = [{"type": "jsonl", "name": "app", "path": "logs/*.jsonl"}]
        loaded = config.load(written(tmp_path, sources=source, workers=1, **keys))
        return endings._code(lambda: pipeline.run(loaded, lambda *_: None, now=now))

    for n in range(2):
        write_lines(tmp_path / "logs" / f"{n}.jsonl", *day(n, "app", a_day=2))
    return run


def flip(path, where):
    """Change one bit of one byte."""
    raw = bytearray(path.read_bytes())
    raw[int(where * (len(raw) - 2))] ^= 1  # a line break behind a key is no part of it
    path.write_bytes(raw)


def stop_before_publish(monkeypatch):
    def stop(*_):
        raise OSError("stopped by the test")

    monkeypatch.setattr(pipeline, "publish", stop)


def test_every_damaged_file_of_an_attempt_is_redone(tmp_path, go, monkeypatch):
    assert go(at(2)) == 0
    clean = visible(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    with monkeypatch.context() as patch:
        stop_before_publish(patch)
        assert go(at(2)) == 74
    saved = shutil.copytree(tmp_path / "out", tmp_path / "saved")
    files = sorted(p.relative_to(saved) for p in saved.rglob("*") if p.is_file())
    files = [p for p in files if p.name not in {"run.json", ".lock"} and (saved / p).stat().st_size]
    assert len(files) > 20
    kinds = {(p.parts[2], p.name.split("-")[0]): p for p in files}  # one of each is enough
    for n, file in enumerate(kinds.values()):
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(saved, tmp_path / "out")
        flip(tmp_path / "out" / file, where=(0.0, 0.5, 1.0)[n % 3])
        assert go(at(3)) == 0, file
        assert visible(tmp_path / "out") == clean, file
        assert left_over(tmp_path) == [], file


@pytest.mark.parametrize(
    "where", [0.5, *(pytest.param(end, marks=pytest.mark.long) for end in (0.0, 1.0))]
)
def test_a_damaged_state_ends_the_run_and_never_changes_the_set(
    tmp_path, go, capfd, monkeypatch, where
):
    monkeypatch.delenv("ETL_KEY")  # `state` has it
    keys = {"state": "state", "hold": "24h"}
    assert go(at(0), **keys) == 0
    assert go(at(1), **keys) == 0
    before, last = visible(tmp_path / "out"), latest(tmp_path / "out")
    write_lines(tmp_path / "logs" / "2.jsonl", *day(2, "app", a_day=2))
    saved = shutil.copytree(tmp_path / "state", tmp_path / "saved")
    files = sorted(p.relative_to(saved) for p in saved.rglob("*") if p.is_file())
    files.remove(Path("output"))  # the name of its output: one that is not there was moved
    assert len(files) > 10
    for file in files:
        shutil.rmtree(tmp_path / "state")
        shutil.copytree(saved, tmp_path / "state")
        flip(tmp_path / "state" / file, where)
        assert go(at(2), **keys) in (74, 78), file
        assert "state" in capfd.readouterr().err, file
        assert (visible(tmp_path / "out"), latest(tmp_path / "out")) == (before, last), file
