"""What a person may write, and what is told where it cannot be used: never what they wrote."""

import pytest

from etl.errors import ConfigError
from etl.review._labels import MOST, Label, labels

IDS = ["t0001", "t0002", "t0003"]
KINDS = {"PERSON": "PERSON", "EMAIL": "EMAIL_ADDRESS", "EMAIL_ADDRESS": "EMAIL_ADDRESS"}


def row(name, missed="0", entity="", wrong=""):
    return {"id": name, "missed": missed, "entity": entity, "wrong": wrong, "note": "Mei Chen"}


def faults(*rows):
    with pytest.raises(ConfigError) as error:
        labels(rows, IDS, KINDS, "s.csv")
    return str(error.value).splitlines()


def one(**cells):
    return labels([row("t0001", **cells)], IDS[:1], KINDS, "s.csv")["t0001"]


def test_a_half_labelled_file_is_refused_with_how_many_are_left():
    assert faults(row("t0001"), row("t0002", ""), row("t0003", "")) == [
        (
            "s.csv: 2 of 3 texts are not labelled yet; write into `missed` how many values are left, "
            "0 for none: t0002, t0003"
        )
    ]


def test_texts_that_are_gone_twice_or_strange_are_told_all_at_once():
    told = faults(row("t0001"), row("t0001"), row("Mei Chen"))
    assert told == [
        "s.csv: 2 of 3 texts are gone; take them from the file as drawn: t0002, t0003",
        "s.csv: t0001: stands there twice",
        "s.csv: ?: is no text of this sample",
    ]


def test_many_are_told_by_the_first_of_them():
    ids = [f"t{i}" for i in range(20)]
    with pytest.raises(ConfigError, match=r"20 of 20 texts .*: t0, t1, t2, t3, t4 and 15 more$"):
        labels([row(name, "") for name in ids], ids, KINDS, "s.csv")


@pytest.mark.parametrize(
    "missed", ["-1", "one", "1.5", "nan", "1e3", "²", "１", str(MOST + 1), "9" * 5000, "=1"]
)
def test_what_is_no_number_is_told_without_repeating_it(missed):
    (told,) = faults(row("t0001", missed), row("t0002"), row("t0003"))
    assert told == "s.csv: t0001: missed: no number from 0 to 1,000; write how many"


@pytest.mark.parametrize(("missed", "entity", "what"), [
    ("0", "PERSON", "names what was missed, but `missed` is 0"),
    ("2", "PERSON, PERSON, EMAIL", "do not add up to `missed`"),
    ("2", "PERSON 1", "do not add up to `missed`"),
    ("1", "Mei Chen", "no kind and number"),
    ("1", "王小明", "no kind and number"),
    ("1", "PERSONS", "an unknown kind; did you mean 'PERSON'?"),
    ("1", "Meichen", "an unknown kind; known: EMAIL, EMAIL_ADDRESS, PERSON"),
])  # fmt: skip
def test_kinds_that_cannot_be_counted_are_told_without_repeating_them(missed, entity, what):
    (told,) = faults(row("t0001", missed, entity), row("t0002"), row("t0003"))
    assert told.startswith("s.csv: t0001: entity: ")
    assert what in told
    assert "Mei" not in told


def test_wrong_is_a_number_too():
    (told,) = faults(row("t0001", wrong="two"), row("t0002"), row("t0003"))
    assert told == "s.csv: t0001: wrong: no number from 0 to 1,000; write how many"


@pytest.mark.parametrize(("missed", "entity", "kinds"), [
    ("0", "", {}),
    ("2", "", {"unnamed": 2}),
    ("2", "PERSON", {"PERSON": 2}),
    ("2", "person; email", {"PERSON": 1, "EMAIL_ADDRESS": 1}),
    ("3", "PERSON 2, EMAIL_ADDRESS", {"PERSON": 2, "EMAIL_ADDRESS": 1}),
    ("3", "EMAIL, EMAIL x 2", {"EMAIL_ADDRESS": 3}),
    ("2.0", "PERSON: 2", {"PERSON": 2}),
])  # fmt: skip
def test_kinds_are_counted(missed, entity, kinds):
    assert one(missed=missed, entity=entity) == Label(sum(kinds.values()), kinds, 0)
    assert one(wrong="3").wrong == 3
