"""The file to label: safe to open, and read again whatever saved it."""

import csv
import io
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import SourceError, StorageError
from etl.review import _sheet

OF = ("20260315T020000Z-1a2b3c-0a0b0c0d", "../out")
COLUMNS = ("id", "text", "missed", "entity")


def written(path, *texts, of=OF):
    rows = ((f"t{i}", text, "", "") for i, text in enumerate(texts))
    _sheet.write(path, ["Do this, then that."], of, COLUMNS, rows)
    return path


@pytest.mark.parametrize("cell", [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＠x", '=HYPERLINK("//x")', "'=1",
])  # fmt: skip
def test_no_cell_is_a_formula(cell):
    assert _sheet.safe(cell)[0] in {"'", "<"}  # a carriage return is shown as <U+000D>


@pytest.mark.parametrize("cell", ["1 = 1", "a@b", "", "請問=", "<EMAIL_1>", "#"])
def test_other_cells_are_as_they_are(cell):
    assert _sheet.safe(cell) == cell


@pytest.mark.parametrize(("hidden", "shown"), [
    ("\x1b[31m", "<U+001B>[31m"), ("\u202e", "<U+202E>"), ("\x00", "<U+0000>"), ("\u200b", "<U+200B>"),
    ("\ud800", "<U+D800>"), ("a\nb\u3000c", "a\nb\u3000c"),
])  # fmt: skip
def test_what_nobody_sees_is_labelled(hidden, shown):
    assert _sheet.safe(hidden) == shown


def test_it_is_for_its_owner_alone_and_marked_as_utf_8(tmp_path):
    path = written(tmp_path / "s.csv", "請問")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("content", [
    b"", b"id,text\nt0,a\n", b'"# sample x of y"\n', b"\x00\xff\xfe", b"\xff\xfe\x00", b"# sample a of b\nid",
    b"PK\x03\x04",
])  # fmt: skip
def test_another_file_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    with pytest.raises(StorageError) as error:
        _sheet.read(path)
    assert str(error.value).startswith("s.csv: not a file to label, or its first lines are gone;")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"s.csv: no such file"):
        _sheet.read(tmp_path / "s.csv")


def test_a_file_far_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(_sheet, "_MOST", 10)
    with pytest.raises(StorageError, match="larger than any"):
        _sheet.read(written(tmp_path / "s.csv", "x"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_is_read_as_any_spreadsheet_saves_it(tmp_path, encoding, delimiter):
    lines = csv.reader(
        io.StringIO(written(tmp_path / "s.csv", '請問\nA, B; "C"').read_text("utf-8-sig"))
    )
    rows = [[*row, *[""] * (4 - len(row))] for row in lines]  # a spreadsheet fills rows up
    rows[-1][2:] = ["2", "PERSON"]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([*rows, ["", "", "", ""]])
    (tmp_path / "t.csv").write_bytes(out.getvalue().encode(encoding, errors="replace"))
    sheet = _sheet.read(tmp_path / "t.csv")
    assert (sheet.sample, sheet.output) == OF
    (row,) = sheet.rows
    assert (row["id"], row["missed"], row["entity"]) == ("t0", "2", "PERSON")


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_texts_come_back_in_their_rows(tmp_path_factory, texts):
    path = written(tmp_path_factory.mktemp("sheet") / "s.csv", *texts)
    assert [row["id"] for row in _sheet.read(path).rows] == [f"t{i}" for i in range(len(texts))]


@pytest.mark.parametrize("output", ["../out", "/a b/out", "s3://bucket/prefix", "out,x"])
def test_the_place_of_the_output_comes_back(tmp_path, output):
    sheet = _sheet.read(written(tmp_path / "s.csv", "x", of=(OF[0], output)))
    assert sheet.output == output
