"""Spans of a file, read apart, give what the whole file gives."""

import gzip
import hashlib
import json

import pytest
from adapt_rows import RUN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import adapt
from etl.adapt import Source, Span

CALL = '{"prompt": "Hi", "response": "Hello!"}'
SOURCE = Source(name="s")
PIECES = st.sampled_from([
    CALL, CALL, CALL, f"{CALL}{CALL}", "", "  ", "nope", "7", CALL[:20], CALL[:9], f" {CALL}", f"{CALL},",
    json.dumps(json.loads(CALL), indent=2), '{\n  "prompt": "x"', '{"a": "b\nc"}', f"[{CALL}]", "[", "]", "}",
    '{"n": 1}', "\x00", f"{CALL} x", "[\n  1\n]", '{"a": [', "\u4f60\u597d",
])  # fmt: skip


def read_all(spans):
    return [row for span in spans for frame in adapt.read(span, RUN) for row in frame.rows()]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(PIECES, max_size=14),
    st.integers(1, 300),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_spans_give_the_rows_of_the_whole(tmp_path, pieces, target, newline, ended):
    path = tmp_path / "log"
    path.write_bytes((newline.join(pieces) + newline * ended).encode())
    found = adapt.cut(SOURCE, path, "log", target)
    data = path.read_bytes()
    assert read_all(found.spans) == read_all([Span(SOURCE, str(path), "log")])
    assert (found.sha256, found.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert [s.start for s in found.spans[1:]] == [s.stop for s in found.spans[:-1]]


def test_lines_are_cut_where_an_object_begins(tmp_path):
    path = tmp_path / "log"
    path.write_text(f"{CALL}\n" * 10)
    found = adapt.cut(SOURCE, path, "log", 100)
    assert [(s.start, s.stop, s.first_row) for s in found.spans] == [
        (0, 117, 1),
        (117, 234, 4),
        (234, 351, 7),
        (351, 390, 10),
    ]
    assert found.bytes == 390


@pytest.mark.parametrize("data", [
    f"[{CALL},\n{CALL}]".encode(), gzip.compress(f"{CALL}\n{CALL}".encode(), mtime=0), b"",
    json.dumps([json.loads(CALL)] * 9, indent=1).encode(), f"2026-03-09T12:34:56.789Z {CALL}\n".encode() * 9,
    f"{CALL}\n{CALL}".encode("utf-16"),
])  # fmt: skip
def test_what_is_no_plain_json_lines_stays_whole(tmp_path, data):
    path = tmp_path / "log"
    path.write_bytes(data)
    found = adapt.cut(SOURCE, path, "log", 1)
    assert [(s.start, s.stop, s.first_row) for s in found.spans] == [(0, None, 1)]
    assert (found.bytes, found.resume) == (len(data), (0, 1))


def test_a_file_that_cannot_be_read_is_one_span(tmp_path):
    found = adapt.cut(SOURCE, tmp_path / "gone", "gone")
    assert [(s.start, s.stop) for s in found.spans] == [(0, None)]
    assert (found.bytes, found.sha256) == (0, hashlib.sha256(b"").hexdigest())
