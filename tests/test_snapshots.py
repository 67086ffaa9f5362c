"""Exports that come again in full: one that lost most of its documents must not empty the set."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from calls import call, write_config, write_lines

import etl
from etl import config, pipeline
from etl.errors import GateError

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
KEYS = {
    "state": "state",
    "split": {"train": 1.0, "validation": 0.0, "test": 0.0},
    "dedup": {"near": False},
    "sources": [
        {"name": "db", "type": "jsonl", "path": "logs", "mode": "snapshot", "key": "_id"},
        {"name": "log", "type": "jsonl", "path": "more"},
    ],
}


@pytest.fixture
def day(tmp_path):
    """Run day `n` over the export as it stands: the manifest."""
    write_lines(tmp_path / "more" / "a.jsonl", *(call(n, user="v") for n in range(100, 150)))

    def go(n, **keys):
        loaded = config.load(write_config(tmp_path, **KEYS, **keys))
        return pipeline.run(loaded, lambda *_: None, now=FIRST + timedelta(days=n))

    return go


def export(tmp_path, numbers):
    """The whole export of one night, over that of the night before."""
    documents = ({"_id": f"d{n}", **call(n)} for n in numbers)
    return write_lines(tmp_path / "logs" / "dump.jsonl", *documents)


def in_set(tmp_path):
    rows = etl.open_dataset(tmp_path / "out").collect()
    return rows["source"].value_counts().sort("source").rows()


def told(manifest):
    judged = [gate for gate in manifest["gates"] if gate["name"] == "gates.max_deleted_share"]
    return [(gate["figure"], gate["limit"], gate["passed"]) for gate in judged]


def test_an_export_cut_between_two_lines_leaves_the_set_as_it_was_and_the_next_goes_on(
    tmp_path, day
):
    export(tmp_path, range(30))
    first = day(0)
    assert told(first) == []
    path = export(tmp_path, range(30))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:10]))
    with pytest.raises(GateError, match=r"sources\.db: 20 of the 30 rows in the set would go"):
        day(1)
    assert (tmp_path / "out" / "latest").resolve().name == first["run_id"]
    assert in_set(tmp_path) == [("db", 30), ("log", 50)]
    (aside,) = (p for p in (tmp_path / "out" / ".private").iterdir() if p.name.startswith("2026"))
    assert (aside / "judged" / "taken_back.parquet").exists()
    export(tmp_path, range(31))
    assert told(day(2)) == [(0.0, 0.5, True)]
    assert in_set(tmp_path) == [("db", 31), ("log", 50)]


def test_deletions_that_are_meant_go_through_once_when_the_gate_is_off(tmp_path, day):
    export(tmp_path, range(30))
    day(0)
    export(tmp_path, range(10))
    with pytest.raises(GateError):
        day(1)
    told_ = day(1, gates={"max_deleted_share": None})
    assert told(told_) == []
    assert in_set(tmp_path) == [("db", 10), ("log", 50)]


def test_a_changed_document_is_not_one_that_vanished(tmp_path, day):
    export(tmp_path, range(30))
    day(0)
    documents = ({"_id": f"d{n}", **call(n, answer=f"Number {n} came back to us {'x' * 60}")}
                 for n in range(30))  # fmt: skip
    write_lines(tmp_path / "logs" / "dump.jsonl", *documents)
    assert told(day(1)) == [(0.0, 0.5, True)]


def test_half_may_go_and_of_few_rows_all_may(tmp_path, day):
    export(tmp_path, range(30))
    day(0)
    export(tmp_path, range(15))
    assert told(day(1)) == [(0.5, 0.5, True)]
    export(tmp_path, range(1))
    assert told(day(2)) == [(0.9333, None, True)]
    assert in_set(tmp_path) == [("db", 1), ("log", 50)]


def test_the_command_ends_with_65_and_says_how_to_go_on(tmp_path, day):
    export(tmp_path, range(30))
    day(0)
    export(tmp_path, range(10))
    command = [sys.executable, "-m", "etl.run", str(tmp_path / "config.yaml")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 65, ended.stderr
    assert "at most 50.0% may" in ended.stderr
    assert "the run is kept here, not published" in ended.stderr
    said = ended.stderr.split("run once with ")[1].split()[:2]
    assert said == ["--set", "gates.max_deleted_share=null"]
    ended = subprocess.run(
        [*command, *said], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert in_set(tmp_path) == [("db", 10), ("log", 50)]
