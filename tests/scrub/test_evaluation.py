"""Promises of the measure: it counts as presidio-evaluator does, and what leaks is never called masked."""

import json

import pytest
from click.testing import CliRunner

from etl.errors import SourceError, StorageError
from etl.scrub._document import document
from etl.scrub.evaluation import Labelled, System, evaluate, read, table
from etl.scrub.evaluation._places import in_text
from etl.scrub.find.spans import Span
from etl.verbs.scrub.evaluate import command

TEXT = "I am Mei Chen of Paris, mail mei@chen.example"
NAME, MAIL = Span(5, 13, "PERSON"), Span(29, 45, "EMAIL_ADDRESS")
SOUGHT = ("PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "DATE_OF_BIRTH", "LOCATION")


def scored(found, marked=(NAME, MAIL), text=TEXT):
    system = System("x", SOUGHT, lambda texts: [found] * len(texts))
    return evaluate([Labelled(text, tuple(sorted(marked)))], [system])["x"]


def total(*args, **kwargs):
    told = scored(*args, **kwargs).told()["total"]
    return [told[key] for key in ("precision", "recall", "masked", "leaked")]


def test_nothing_found_is_no_precision_and_all_leaks():
    assert total([]) == [None, 0.0, 0.0, 2]


def test_all_found_is_all():
    assert total([NAME, MAIL]) == [1.0, 1.0, 1.0, 0]


def test_a_wrong_type_is_wrong_twice_but_leaks_nothing():
    assert total([NAME._replace(entity="EMAIL_ADDRESS"), MAIL]) == [0.5, 0.5, 1.0, 0]


@pytest.mark.parametrize(("end", "right"), [(11, 0.0), (12, 1.0), (13, 1.0)])
def test_a_span_counts_from_nine_tenths_on(end, right):
    marked = (Span(3, 13, "PERSON"),)
    assert total([Span(3, end, "PERSON")], marked, "a bcdefghijkl")[1] == right


def test_neighbours_of_one_type_are_one_span():
    assert total([Span(5, 8, "PERSON"), Span(9, 13, "PERSON"), MAIL]) == [1.0, 1.0, 1.0, 0]


def test_ends_are_trimmed():
    assert total([Span(4, 14, "PERSON"), MAIL])[:2] == [1.0, 1.0]


def test_a_letter_that_stays_is_a_leak():
    assert total([Span(5, 12, "PERSON"), MAIL])[2:] == [0.5, 1]


def test_a_mark_that_stays_is_none():
    assert (
        total([Span(0, 2, "PERSON"), Span(3, 5, "PERSON")], (Span(0, 5, "PERSON"),), "ab-cd")[2]
        == 1
    )


def test_what_nobody_labelled_is_no_false_alarm():
    assert total([NAME, MAIL, Span(17, 22, "LOCATION")]) == [1.0, 1.0, 1.0, 0]


def test_what_nobody_seeks_counts_as_masked_or_not_and_as_nothing_else():
    figures = scored([NAME, MAIL], (NAME, MAIL, Span(17, 22, "TITLE")))
    told = figures.told()
    assert told["total"]["spans"] == 2
    assert told["not_sought"] == {"TITLE": {"spans": 1, "masked": 0.0, "leaked": 1}}


def test_a_date_of_birth_is_a_date_where_texts_label_dates_alone():
    text, date = "born 1990-05-04", Span(5, 15, "DATE_OF_BIRTH")
    assert total([date], (date._replace(entity="DATE_TIME"),), text) == [1.0, 1.0, 1.0, 0]


def test_a_text_that_fails_is_counted_and_masks_nothing():
    figures = scored(None)
    assert figures.told()["failed"] == 1
    assert figures.told()["total"]["leaked"] == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"to": "a\\u0040b.example"}', "a\\u0040b.example"),
        ('{"to": "tab\\t a@b.example \\ud83d\\ude00"}', "a@b.example"),
        ('{"args": "{\\"to\\": \\"a@b.example\\"}"}', "a@b.example"),
        ('{"args": "{\\"to\\": \\"a\\\\u0040b.example\\"}"}', "a\\\\u0040b.example"),
        ('[13812345678, "x"]', "13812345678"),
        ("plain a@b.example", "a@b.example"),
    ],
)
def test_a_finding_in_json_stands_where_it_stands_in_the_text(text, value):
    doc = document(text)
    said = "13812345678" if value.isdecimal() else "a@b.example"
    at = doc.flat.index(said)
    (span,) = in_text(doc, [Span(at, at + len(said), "X")])
    assert text[span.start : span.end] == value


UNER = """# newdoc
# text = Mei Chen俄国 left.
1\tMei\tB-PER\t-\t-
2\tChen\tI-PER\t-\t-
3\t俄国\tB-LOC\t-\t-
4\tleft\tO\t-\t-
5\t.\tO\t-\t-

# text = b
1\tb\tB-OTH\t-\t-
"""


def test_iob2_with_its_text_is_read(tmp_path):
    (tmp_path / "a.iob2").write_text(UNER, encoding="utf-8")
    first, second = read([tmp_path / "a.iob2"])
    assert first.text == "Mei Chen俄国 left."
    assert first.spans == (Span(0, 8, "PERSON"), Span(8, 10, "LOCATION"))
    assert second.spans == ()


@pytest.mark.parametrize("gap", ["\t", " "])
def test_iob2_of_two_columns_is_read(tmp_path, gap):
    lines = ["-DOCSTART- O", "", "王 B-PER", "小明 I-PER", "在 O", "Paris I-LOC", ", O"]
    (tmp_path / "a").write_text("\n".join(lines).replace(" ", gap), encoding="utf-8")
    text = read([tmp_path / "a"])[-1]
    assert text.text == "王小明在 Paris ,"
    assert text.spans == (Span(0, 3, "PERSON"), Span(5, 10, "LOCATION"))


ITEM = {
    "full_text": TEXT,
    "spans": [
        {"entity_type": "EMAIL", "entity_value": "x", "start_position": 29, "end_position": 45}
    ],
}


@pytest.mark.parametrize(
    "content",
    [json.dumps([ITEM, ITEM], indent=1), json.dumps(ITEM) + "\n" + json.dumps(ITEM) + "\n"],
)
def test_json_is_read_as_a_list_or_by_lines(tmp_path, content):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    assert read([tmp_path / "a.json"]) == [Labelled(TEXT, (MAIL,))] * 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"a": 1}',
        "[1]",
    ],
)
def test_a_file_that_is_neither_is_told_without_its_text(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(StorageError, match=r"^a\.json: no labelled texts in it; give"):
        read([tmp_path / "a.json"])


@pytest.mark.parametrize(("start", "end"), [(0, 9), (-1, 2), (2, 2), (3, 1)])
def test_a_span_that_does_not_stand_in_its_text_is_told_by_their_numbers(tmp_path, start, end):
    good = {"entity_type": "X", "start_position": 0, "end_position": 3}
    texts = [
        {"full_text": "Mei", "spans": [good]},
        {
            "full_text": "Mei",
            "spans": [good, good | {"start_position": start, "end_position": end}],
        },
    ]
    (tmp_path / "a.json").write_text(json.dumps(texts))
    told = rf"^a\.json: text 2, span 2: \[{start}, {end}\) does not stand in its 3 characters; mend start"
    with pytest.raises(StorageError, match=told):
        read([tmp_path / "a.json"])


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError, match=r"^b\.json: no such file"):
        read([tmp_path / "b.json"])


def asked(tmp_path, *arguments):
    (tmp_path / "a.json").write_text(json.dumps([ITEM]))
    return CliRunner().invoke(command, [str(tmp_path / "a.json"), "--model", "false", *arguments])


def test_the_verb_prints_figures_and_no_text(tmp_path):
    result = asked(tmp_path)
    assert result.exit_code == 0, result.output
    assert "EMAIL_ADDRESS" in result.output
    assert "mei@chen" not in result.output


def test_the_verb_prints_json(tmp_path):
    told = json.loads(asked(tmp_path, "--format", "json", "--against", "regexes").output)
    assert told["texts"] == 1
    assert {name: f["total"]["leaked"] for name, f in told["systems"].items()} == {
        "etl": 0,
        "regexes": 0,
    }


@pytest.mark.parametrize("arguments", [["--against", "presido"], ["--model", "en"]])
def test_the_verb_tells_wrong_use(tmp_path, arguments):
    assert asked(tmp_path, *arguments).exit_code == 2


def test_a_table_has_a_line_for_each_entity_and_system():
    lines = table({"etl": scored([NAME]), "other": scored([])}).splitlines()
    assert [line.split()[0] for line in lines if line][1:] == [
        "spans",
        "EMAIL_ADDRESS",
        "PERSON",
        "total",
        "precision",
        "etl",
        "other",
    ]
