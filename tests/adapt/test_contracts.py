"""Promises every envelope and every dialect keeps; a new file is under test at once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from adapt_rows import rows_of, said

from etl import schema
from etl.adapt import DIALECTS, ENVELOPES, Source

PARTS = [*(("envelope", name) for name in ENVELOPES), *(("dialect", name) for name in DIALECTS)]
LINES = ["{", "null", "[1]", "7", '"x"', '{"request": 1}', "not json", "{}", '{"messages": null}']


def read_example(path: Path, kind: str, name: str, lines: list[str]) -> list[dict[str, Any]]:
    """Read lines as the part that an example belongs to."""
    if name == "parquet":
        pq.write_table(pa.Table.from_pylist([json.loads(line) for line in lines]), path)
    else:
        path.write_text("\n".join(line.replace("\n", " ") for line in lines))
    if kind == "envelope":
        return rows_of(path, Source(name="s", type=name))
    return rows_of(path, Source(name="s", dialect=name))


def damaged(value: Any) -> Iterator[Any]:
    """Every way to spoil one node of a JSON value."""
    yield from (None, -1, "", "x", [], {}, 1e300, True, ["x"], {"type": "x"})
    match value:
        case dict():
            for key, item in value.items():
                yield {k: v for k, v in value.items() if k != key}
                yield from ({**value, key: bad} for bad in damaged(item))
        case list():
            for i, item in enumerate(value):
                yield from ([*value[:i], bad, *value[i + 1 :]] for bad in damaged(item))


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_a_part_is_right_about_its_own_examples(kind, name, tmp_path):
    module = (ENVELOPES if kind == "envelope" else DIALECTS)[name]
    assert module.EXAMPLES
    for line, expected in module.EXAMPLES.items():
        rows = read_example(tmp_path / "log", kind, name, [line])
        seen = [{**row, "messages": said(row)} for row in rows]
        picked = [{key: row[key] for key in want} for row, want in zip(seen, expected, strict=True)]
        assert picked == expected


@pytest.mark.parametrize("name", DIALECTS)
def test_auto_tells_the_dialect_of_its_examples(name, tmp_path):
    for line in DIALECTS[name].EXAMPLES:
        rows = read_example(tmp_path / "log", "dialect", "auto", [line])
        assert {row["dialect"] for row in rows} == {name}


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("line", LINES)
def test_a_dialect_says_why_it_cannot_read_a_line(name, line, tmp_path):
    (row,) = read_example(tmp_path / "log", "dialect", name, [line])
    known = {
        "not_json",
        "not_an_event",
        "not_a_call",
        "truncated_event",
        "no_content",
        f"not_{name}",
    }
    assert set(row["reasons"]) <= known
    assert len(row["reasons"]) == 1
    assert row["messages"] == []


@pytest.mark.parametrize(("kind", "name"), [part for part in PARTS if part[1] != "parquet"])
def test_a_damaged_line_is_read_or_says_why_not(kind, name, tmp_path):
    module = (ENVELOPES if kind == "envelope" else DIALECTS)[name]
    for line in module.EXAMPLES:
        if not line.startswith("{"):
            continue
        bad = [json.dumps(value) for value in damaged(json.loads(line)) if isinstance(value, dict)]
        rows = read_example(tmp_path / "log", kind, name, bad)
        assert {row["source_row"] for row in rows} == set(range(1, len(bad) + 1))
        for row in rows:
            assert bool(row["messages"]) != bool(row["reasons"])
            for message in row["messages"]:
                assert message["role"] in schema.ROLES
                assert message["content"] is not None


@pytest.mark.parametrize("name", [*ENVELOPES, *DIALECTS])
def test_a_part_shows_a_line_and_its_source(name):
    module = {**ENVELOPES, **DIALECTS}[name]
    assert "\n    " in module.__doc__
    assert "Source: " in module.__doc__
