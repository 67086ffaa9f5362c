"""Placeholders in context: what they stand for is shown by its shape alone."""

import json
import stat

import polars as pl
import pytest
from calls import call, write_lines
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sheets import cells, save

from etl import review
from etl.errors import ConfigError, GateError, StorageError
from etl.review._shapes import shape
from etl.verbs import inspect
from etl.verbs.scrub import rate

CARD = "4111 1111 1111 1111"


@pytest.fixture
def logs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [
        call(
            n,
            prompt=f"Parcel {n}: I am mei.chen{n}@chen.example, ask mei.chen{n}@chen.example again",
            answer=f"We wrote to mei.chen{n}@chen.example about the parcel {n * 104729} this morning.",
        )
        for n in range(10)
    ]
    lines += [
        call(n, prompt=f"Parcel {n} \x1b[31m\u202eis paid with {CARD} now") for n in range(20, 23)
    ]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)


def shown(text):
    return pl.DataFrame({"text": [text]}).select(shape(pl.col("text"))).item()


@pytest.mark.parametrize(("text", "told"), [
    ("Mei Chen", "Xxx Xxxx"), ("mei.chen9@a-b.example", "xxx.xxxx9@x-x.xxxxxxx"), ("陳先生 A", "字字字 X"),
    (CARD, "9999 9999 9999 9999"), ("０９１２", "9999"), ("José", "Xxxx"), ("Jose\u0301", "Xxxx"),
    ("あきこ", "ooo"), ("½²Ⅷ", "999"), ("\x1b\u202e😀", "..."), ("x" * 99, "x" * 40), ("", ""),
])  # fmt: skip
def test_a_shape_tells_letters_digits_and_marks(text, told):
    assert shown(text) == told


@given(st.text())
def test_nothing_of_a_value_is_in_its_shape_but_punctuation(text):
    assert not {c for c in shown(text) if c.isalnum()} - set("Xx字o9")


def test_a_run_has_to_be_asked_something(tmp_path):
    done = CliRunner().invoke(inspect.command, [str(tmp_path)])
    assert done.exit_code == 2
    assert "say what to look at: --scrub" in done.output


@pytest.mark.usefixtures("logs")
def test_a_run_without_such_a_placeholder_says_so(run):
    folder, _ = run()
    with pytest.raises(ConfigError, match="no placeholder to show: US_SSN"):
        review.marks(str(folder), 10, 42, ["us_ssn"])


@pytest.mark.usefixtures("logs")
def test_masks_leave_nothing_to_show(run):
    folder, _ = run(scrub={"model": False, "replace": "mask"})
    with pytest.raises(ConfigError, match="masks and surrogates cannot be told from the text"):
        review.marks(str(folder), 10, 42)


@pytest.mark.usefixtures("logs")
def test_no_value_reaches_the_screen_or_a_file(run, tmp_path):
    folder, _ = run(write={"keep_frames": True})
    kept = [p for p in (tmp_path / "out" / ".private").rglob("*.parquet") if "found" in str(p)]
    assert any("mei.chen1@chen.example" in str(pl.read_parquet(p)["text"].to_list()) for p in kept)
    done = CliRunner().invoke(inspect.command, [str(folder), "--scrub", "--out", "m.csv"])
    printed, written = done.output, (tmp_path / "m.csv").read_text()
    for text in (printed, written):
        assert "xxx.xxxx9@xxxx.xxxxxxx" in text
        assert "9999 9999 9999 9999" in text
        assert "chen.example" not in text
        assert "4111" not in text


@pytest.mark.usefixtures("logs")
def test_no_character_of_a_log_drives_the_terminal_or_the_spreadsheet(run, tmp_path):
    folder, _ = run()
    asked = [str(folder), "--scrub", "--entity", "CREDIT_CARD", "--out", "m.csv"]
    done = CliRunner().invoke(inspect.command, asked)
    assert "<U+001B>[31m<U+202E>is paid with [<CREDIT_CARD_1>] now" in done.output
    for text in (done.output, (tmp_path / "m.csv").read_text()):
        assert not {"\x1b", "\u202e"} & set(text)
    assert stat.S_IMODE((tmp_path / "m.csv").stat().st_mode) == 0o600


@pytest.mark.usefixtures("logs")
def test_without_frames_the_shape_is_not_known(run):
    folder, _ = run()
    assert {row["shape"] for row in review.marks(str(folder), 50, 42)} == {""}


@pytest.mark.usefixtures("logs")
def test_a_run_that_a_gate_refused_is_looked_at_in_work(run, tmp_path):
    with pytest.raises(GateError):
        run(gates={"max_miss_rate": 0.5})
    (attempt,) = (tmp_path / "out" / ".private").glob("2*")
    rows = review.marks(str(attempt), 50, 42, ["EMAIL"])
    assert [row["shape"] for row in rows] == ["xxx.xxxx9@xxxx.xxxxxxx"] * 10


@pytest.mark.usefixtures("logs")
def test_a_value_counts_once_in_its_row_and_each_entity_has_its_share(run):
    folder, _ = run()
    rows = review.marks(str(folder), 50, 42)
    assert (
        sorted(row["placeholder"] for row in rows) == ["<CREDIT_CARD_1>"] * 3 + ["<EMAIL_1>"] * 10
    )
    few = [row["placeholder"] for row in review.marks(str(folder), 4, 42)]
    assert sorted(few) == ["<CREDIT_CARD_1>"] + ["<EMAIL_1>"] * 3
    assert all(row["before"].endswith("I am") for row in rows if "EMAIL" in row["placeholder"])
    assert {row["after"] for row in rows if "EMAIL" in row["placeholder"]} == {
        ", ask <EMAIL_1> again"
    }


@pytest.mark.usefixtures("logs")
def test_hashes_are_shown_as_placeholders_are(run):
    folder, _ = run(scrub={"model": False, "replace": "hash"}, write={"keep_frames": True})
    rows = review.marks(str(folder), 50, 42, ["EMAIL_ADDRESS"])
    assert len(rows) == 10
    assert all(row["placeholder"].startswith("<EMAIL_") for row in rows)
    assert {row["shape"] for row in rows} == {"xxx.xxxx9@xxxx.xxxxxxx"}


@pytest.mark.usefixtures("logs")
def test_the_same_seed_shows_the_same_and_a_file_is_not_written_over(run, tmp_path):
    folder, _ = run()
    one = review.marks(str(folder), 5, 42, out=tmp_path / "m.csv")
    assert one == review.marks(str(folder), 5, 42)
    with pytest.raises(StorageError, match=r"m.csv: is there already"):
        review.marks(str(folder), 5, 42, out=tmp_path / "m.csv")


@pytest.mark.usefixtures("logs")
def test_json_tells_the_same(run):
    folder, _ = run()
    done = CliRunner().invoke(
        inspect.command, [str(folder), "--scrub", "-n", "2", "--format", "json"]
    )
    assert [row["id"] for row in json.loads(done.output)] == ["p0001", "p0002"]


@pytest.fixture
def marked(run, logs, tmp_path):  # noqa: ARG001 - they are what the run reads
    """A file of 13 placeholders, and what fills its column `right`."""
    folder, _ = run()
    path = tmp_path / "m.csv"
    review.marks(str(folder), 50, 42, out=path)

    def fill(*right):
        head, columns, rows = cells(path)
        for row, cell in zip(rows, right, strict=False):
            row[columns.index("right")] = cell
        return save(path, head, columns, rows, delimiter=";")

    return fill


@pytest.mark.parametrize("right", ["", "yes", "2", "-1", "Mei Chen"])
def test_placeholders_that_are_not_labelled_are_counted(marked, right):
    with pytest.raises(ConfigError) as error:
        review.precision(marked(*["1"] * 4, *[right] * 9))
    assert str(error.value) == (
        "m.csv: 9 of 13 placeholders are not labelled yet; write 1 or 0 into `right`: "
        "p0005, p0006, p0007, p0008, p0009 and 4 more"
    )


def test_how_many_were_right_is_told_by_entity(marked):
    path = marked(*["1"] * 12, "0")
    told = review.precision(path)
    assert (told["all"]["right"], told["all"]["marks"]) == (12, 13)
    assert told["by_entity"].keys() == {"CREDIT_CARD", "EMAIL"}
    said = CliRunner().invoke(rate.command, [str(path), "--reviewer", "Amy Chen"]).output
    assert said.startswith(
        "all                  12 of 13 right: 92.31% (63.97% to 99.81%)\nCREDIT_CARD "
    )


def test_a_file_of_texts_is_none_of_placeholders(run, logs, tmp_path):  # noqa: ARG001 - as above
    folder, _ = run()
    review.sample(str(folder), 5, 42, tmp_path / "s.csv")
    assert not review.of_marks(tmp_path / "s.csv")
