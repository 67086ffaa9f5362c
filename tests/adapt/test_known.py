"""What is new in a file, beside what earlier runs read of it."""

import gzip
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from adapt_rows import RUN, places, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import adapt
from etl.adapt import Known, Source, Span

SOURCE = Source(name="s")
CALL = '{"prompt": "Hi", "response": "Hello!"}'
OTHER = '{"prompt": "Ho", "response": "Hey!"}'
PRETTY = json.dumps(json.loads(CALL), indent=2)


def known_of(cut, file, rows=0):
    return Known(file, cut.bytes, cut.sha256, cut.head, cut.generation, *cut.resume, rows)


@pytest.fixture
def seen(tmp_path):
    """Cut a text under a name; then it is known."""

    def look(data, file="log", known=(), **options):
        path = tmp_path / file
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return adapt.cut(SOURCE, path, file, known=known, **options)

    return look


def known(seen, data, file="log", **options):
    return known_of(seen(data, file, **options), file)


def told(cut):
    """Change, name of the known file that it is or continues, generation."""
    return cut.change, cut.known and cut.known.file, cut.generation


LINES = f"{CALL}\n" * 5


@pytest.mark.parametrize(("was", "data", "wanted"), [
    ([], LINES, ("new", None, 0)),
    ([], "", ("new", None, 0)),
    ([("log", LINES)], LINES, ("known", "log", 0)),
    ([("log", LINES)], LINES + CALL, ("grown", "log", 0)),
    ([("log", LINES)], OTHER + LINES, ("rewritten", None, 1)),
    ([("log", LINES)], LINES[:-1], ("rewritten", None, 1)),  # it has shrunk
    ([("log", LINES)], "", ("rewritten", None, 1)),
    ([("log", "")], LINES, ("grown", "log", 0)),
    ([("old", "")], LINES, ("new", None, 0)),  # every file begins with an empty one
    ([("old", "")], "", ("new", None, 0)),
    ([("old", LINES)], LINES, ("known", "old", 0)),
    ([("old", LINES)], LINES + CALL, ("grown", "old", 0)),
    ([("old", LINES)], LINES[:-1], ("new", None, 0)),
    ([("log", OTHER), ("old", LINES)], LINES, ("known", "old", 1)),  # rotated once more
    ([("log", OTHER), ("old", LINES)], LINES + CALL, ("grown", "old", 1)),
    ([("old", LINES), ("log", LINES)], LINES + CALL, ("grown", "log", 0)),
    ([("log", CALL), ("old", LINES)], LINES + CALL, ("grown", "old", 0)),  # the longest
    ([("a", LINES), ("b", LINES + OTHER)], LINES + CALL, ("grown", "a", 0)),
])  # fmt: skip
def test_what_a_file_is_beside_the_known_ones(seen, was, data, wanted):
    before = [known(seen, text, file) for file, text in was]
    assert told(seen(data, known=before)) == wanted


def test_a_known_file_has_nothing_to_read(seen):
    before = known(seen, LINES)
    found = seen(LINES, known=[before])
    assert found.spans == []
    assert found.resume == (before.resume_offset, before.resume_row)


def test_of_a_file_that_grew_only_the_lines_from_the_last_event_on_are_read(seen):
    before = known(seen, LINES)
    found = seen(LINES + LINES, known=[before])
    line = len(CALL) + 1
    assert [(s.start, s.stop, s.first_row) for s in found.spans] == [(4 * line, 10 * line, 5)]
    assert found.resume == (9 * line, 10)


def test_a_place_put_back_by_the_reader_is_where_reading_begins(seen):
    line = len(CALL) + 1
    cut = seen(LINES)
    before = Known("log", cut.bytes, cut.sha256, cut.head, 0, line, 2, 1)
    found = seen(LINES + LINES, known=[before], target_bytes=4 * line)
    places = [(s.start, s.first_row) for s in found.spans]
    assert places == [(line, 2), (4 * line, 5), (8 * line, 9)]
    assert seen(LINES, known=[before]).resume == (line, 2)


@pytest.mark.parametrize(("text", "wanted"), [
    (CALL, (0, 1)),  # no line has ended
    (f"{CALL}\n", (0, 1)),
    (f"{CALL}\n{OTHER}\n", (len(CALL) + 1, 2)),
    (f"{CALL}\n{OTHER}", (0, 1)),  # the last line may go on
    (f"{CALL}\n{OTHER}\n{CALL[:9]}", (len(CALL) + 1, 2)),
    (f"{CALL}\n{OTHER}\n\n{PRETTY[:20]}", (len(CALL) + 1, 2)),
    (f"{CALL}\n{OTHER}\n{PRETTY}\n", (len(CALL) + 1, 2)),
    (f"{CALL}\r\n{OTHER}\r\n\r\n", (len(CALL) + 2, 2)),
    (f"{CALL}\nnope\n", (0, 1)),
    (f"{PRETTY}\n{PRETTY}\n", (0, 1)),
    (f"[{CALL},\n{OTHER}]\n{CALL}\n", (0, 1)),
])  # fmt: skip
def test_a_reading_may_resume_at_the_last_whole_event(seen, text, wanted):
    assert seen(text).resume == wanted


@pytest.mark.parametrize(("before", "after"), [
    (gzip.compress(b"a\n", mtime=0), gzip.compress(b"a\n", mtime=0) + gzip.compress(b"b\n", mtime=0)),
    (f"[{CALL},\n".encode(), f"[{CALL},\n{OTHER}]".encode()),
    (f"2026-03-09T12:34:56.789Z {CALL}\n".encode(), f"2026-03-09T12:34:56.789Z {CALL}\n".encode() * 2),
])  # fmt: skip
def test_what_is_no_plain_json_lines_is_read_whole_when_it_grew(seen, before, after):
    found = seen(after, known=[known(seen, before)])
    assert found.change == "grown"
    assert [(s.start, s.stop, s.first_row) for s in found.spans] == [(0, None, 1)]


def test_parquet_never_grows(seen, tmp_path):
    pq.write_table(pa.table({"prompt": ["a"]}), tmp_path / "t")
    data = (tmp_path / "t").read_bytes()
    before = known(seen, data)
    assert told(seen(data + data, known=[before])) == ("rewritten", None, 1)
    assert told(seen(data, "other", known=[before])) == ("known", "log", 0)
    assert told(seen(data + data, "other", known=[before])) == ("new", None, 0)


def test_a_known_file_that_cannot_be_read_is_told_and_read_anew_later(seen, tmp_path):
    before = known(seen, LINES)
    lost = adapt.cut(SOURCE, tmp_path, "log", known=[before])
    assert (lost.change, lost.generation, len(lost.spans)) == ("rewritten", 1, 1)
    assert places(rows_of(tmp_path, SOURCE)) == [(0, 0, "unreadable_file")]
    again = seen(LINES, known=[known_of(lost, "log")])
    assert (again.change, again.generation, again.spans[0].start) == ("grown", 1, 0)


def test_a_head_is_of_the_first_4096_bytes(seen):
    for data in (b"", b"x", b"x" * 4096, b"x" * 5000):
        assert seen(data).head == hashlib.sha256(data[:4096]).hexdigest()


def test_a_file_is_read_once_whatever_is_known(seen):
    parts = [known(seen, LINES[:end], f"f{end}") for end in range(1, len(LINES), 7)]
    found = seen(LINES * 3, known=parts)
    assert found.known == parts[-1]
    assert found.sha256 == hashlib.sha256(LINES.encode() * 3).hexdigest()


def test_only_what_was_seen_is_read_of_a_file_that_still_grows(seen, tmp_path):
    found = seen(LINES)
    (tmp_path / "log").write_text(LINES * 2)
    assert sum(f.height for s in found.spans for f in adapt.read(s, RUN)) == 5


def test_another_text_under_a_name_has_other_ids(seen, tmp_path):
    def ids(generation):
        span = Span(SOURCE, str(tmp_path / "log"), "log", generation=generation)
        return [i for frame in adapt.read(span, RUN) for i in frame["record_id"]]

    seen(LINES)
    assert len({*ids(0), *ids(1), *ids(2)}) == 15
    assert ids(0) == [
        i
        for f in adapt.read(Span(SOURCE, str(tmp_path / "log"), "log"), RUN)
        for i in f["record_id"]
    ]


PIECES = st.sampled_from([
    CALL, CALL, OTHER, f"{CALL}{OTHER}", "", "  ", "nope", "7", f" {CALL}", f"{CALL},", PRETTY, f"{CALL} x",
    f"[{CALL}]", '{"n": 1}', "\x00", "[\n  1\n]", "}", f"{CALL[:9]}", PRETTY[:20], '{"a": "b\nc"}',
    '{"a": [', "\u4f60\u597d", "[",
])  # fmt: skip


BROKEN_OFF = (["truncated_event"], ["truncated_file"])


def rows_in(cut):
    names = ("source_row", "source_item", "record_id", "reasons")
    return [row for s in cut.spans for f in adapt.read(s, RUN) for row in f.select(names).rows()]


def in_appends(path: Path, data: bytes, ends: list[int], target: int):
    """The rows of a file that is read after each append, and those that may have changed since."""
    kept, before, loose = {}, [], set()
    for end in ends:
        path.write_bytes(data[:end])
        found = adapt.cut(SOURCE, path, "log", target, known=before)
        assert found.change in {"new", "grown", "known"}
        rows = rows_in(found)
        while rows and rows[-1][3] in BROKEN_OFF:
            del rows[-1]  # the rest may still come
        for row, item, identity, reasons in rows:
            kept.setdefault((row, item), (identity, reasons))
        if not data[:end].endswith(b"\n"):
            loose.add(data[:end].count(b"\n") + 1)
        before = [known_of(found, "log")]
    return kept, loose


def calls(rows, loose):
    """Ids of the calls, but for lines that were read before they had ended."""
    return {
        place: found[0] for place, found in rows.items() if not found[1] and place[0] not in loose
    }


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pieces=st.lists(PIECES, max_size=12),
    shares=st.lists(st.floats(0, 1), max_size=4),
    at_lines=st.booleans(),
    target=st.integers(1, 300),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_a_log_read_as_it_grows_gives_the_rows_of_the_whole(
    tmp_path, *, pieces, shares, at_lines, target, newline
):
    data = "".join(piece + newline for piece in [CALL, *pieces]).encode()
    ends = sorted(int(share * len(data)) for share in shares)
    ends = [data.rfind(b"\n", 0, end) + 1 if at_lines else end for end in ends]
    kept, loose = in_appends(tmp_path / "log", data, [*ends, len(data)], target)
    whole, _ = in_appends(tmp_path / "log", data, [len(data)], target)
    if at_lines:
        assert kept == whole
    assert calls(kept, loose) == calls(whole, loose)
