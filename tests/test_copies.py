"""What stands aside for a document that is deleted later is counted and said, and `--full` takes it in."""

from datetime import UTC, datetime, timedelta

import pytest
from calls import ANSWER, call, write_config, write_lines

import etl
from etl import config, pipeline

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
KEYS = {
    "state": "state",
    "split": {"train": 1.0, "validation": 0.0, "test": 0.0},
    "sources": [
        {"name": "db", "type": "jsonl", "path": "dump/*.jsonl", "mode": "snapshot", "key": "_id"},
        {"name": "log", "type": "jsonl", "path": "logs/*.jsonl"},
    ],
}


@pytest.fixture
def day(tmp_path):
    """Run day `n` over an export of these documents, and lines of a log: its warnings on copies."""

    def go(n, documents, lines=(), **how):
        dump = [{"_id": name, **line} for name, line in documents.items()]
        write_lines(tmp_path / "dump" / "all.jsonl", *dump)
        write_lines(tmp_path / "logs" / f"{n}.jsonl", *(lines or [call(900 + n, user="log")]))
        loaded = config.load(write_config(tmp_path, **KEYS))
        now = FIRST + timedelta(days=n)
        told = pipeline.run(loaded, lambda *_: None, now=now, **how)
        return [line for line in told["warnings"] if "stand aside" in line]

    return go


def copy(n, user):
    """The same conversation, of another call."""
    return call(n) | {"user": user, "response": {**call(n)["response"], "id": f"copy-of-{n}"}}


def longer(n):
    line = call(n)
    line["request"]["messages"] += [
        {"role": "assistant", "content": ANSWER.format(n=n * 104729)},
        {"role": "user", "content": "Thank you. And who brings it to my door?"},
    ]
    line["response"]["id"] += "-2"
    line["response"]["choices"][0]["message"]["content"] = (
        "The same driver as last week will bring it, in the late morning hours."
    )
    return line


def rows(tmp_path):
    return etl.open_dataset(tmp_path / "out").collect().filter(source="db").height


def test_a_copy_that_was_deleted_itself_is_not_counted(day):
    assert day(0, {"a": call(1), "b": copy(1, "b"), "c": call(2)}) == []
    assert day(1, {"c": call(2)}) == []


def test_a_deletion_for_which_nothing_stands_aside_is_no_warning(day):
    assert day(0, {"a": call(1), "b": call(2), "c": copy(2, "c")}) == []
    assert day(1, {"b": call(2), "c": copy(2, "c")}) == []


def test_a_copy_of_what_is_deleted_is_counted_and_full_takes_it_in(day, tmp_path):
    assert day(0, {"a": call(1), "b": copy(1, "b"), "c": call(2)}) == []
    (said,) = day(1, {"b": copy(1, "b"), "c": call(2)})
    assert said.startswith("1 rows stand aside for documents that are now deleted")
    assert rows(tmp_path) == 1
    assert day(2, {"b": copy(1, "b"), "c": call(2)}) == []  # it was said when it happened
    day(3, {"b": copy(1, "b"), "c": call(2)}, full=True)
    assert rows(tmp_path) == 2


def test_a_line_of_a_log_that_came_later_is_counted(day):
    day(0, {"a": call(1), "c": call(2)})
    assert day(1, {"a": call(1), "c": call(2)}, [copy(1, "b")]) == []
    (said,) = day(2, {"c": call(2)})
    assert said.startswith("1 rows")


def test_the_beginning_of_what_is_deleted_is_counted_and_so_are_its_copies(day):
    day(0, {"c": call(2)}, [call(1), copy(1, "b")])
    day(1, {"c": call(2), "a": longer(1)})
    (said,) = day(2, {"c": call(2)})
    assert said.startswith("2 rows")
