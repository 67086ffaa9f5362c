"""A row four times as long takes about four times as long, not sixteen."""

import json
from time import process_time

import pytest

from etl.scrub._document import document
from etl.scrub.find.spans import Span, regions
from etl.scrub.replace.echo import echoes, pattern
from etl.scrub.replace.row import replaced

MOST = 9  # times the CPU time for 4 times the work: 4 where it is in step, 16 where it is quadratic
FEW, MANY = 500, 2_000


def seconds(work):
    taken = []
    for _ in range(3):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


def spans_of_slots(n):
    doc = document(json.dumps({f"k{i}": "value 0912345678 here" for i in range(n)}))
    found = [
        Span(start + 6, end - 5, "PHONE_NUMBER")
        for start, end in doc.slots
        if doc.flat.startswith("value", start)
    ]
    return doc, tuple(found)


def cut(n):
    doc, found = spans_of_slots(n)
    zones = [(i, i + 1) for i in range(0, len(doc.flat), 40)]
    assert len(regions(doc.flat, found, doc.slots, zones)) == n
    return lambda: regions(doc.flat, found, doc.slots, zones)


def write(n):
    doc, found = spans_of_slots(n)
    return lambda: replaced([(doc, found, ())], {}, b"k")


def fill(n):
    doc = document(json.dumps({f"k{i}": 1.5 for i in range(n)}))
    return lambda: doc.filled(["***"] * n)


def seek_many(n):
    numbers = [f"0912{i * 37:06d}" for i in range(n)]
    text = "\n".join(f"k: v {number} x" for number in numbers)
    return lambda: list(echoes(pattern(("PHONE_NUMBER", number) for number in numbers), text))


def seek_long(n):
    long = "A" * 4 * n
    text = "-----BEGIN PRIVATE KEY-----\n" + long
    sought = pattern([("SECRET", text)])
    return lambda: list(echoes(sought, long + text))


@pytest.mark.parametrize("work", [cut, write, fill, seek_many, seek_long])
def test_time_is_in_step_with_length(work):
    assert seconds(work(MANY)) < MOST * seconds(work(FEW)) + 0.01


@pytest.mark.parametrize(
    ("values", "text", "found"),
    [
        (["0912345678", "0912345679"], "0912-345-679 09123456780", ["0912-345-679"]),
        (["mei chen", "mei chen lin"], "Mei  Chen Lin; mei chen", ["Mei  Chen Lin", "mei chen"]),
        (["abcd", "abcdefgh", "abcdefghij"], "ABCDEFGHIJ abcdx abcdefghx", ["ABCDEFGHIJ", "abcdefgh"]),
        (["A" * 80], "x" + "a" * 161, ["a" * 80] * 2),
        (["İ" + "a" * 80], "x İ" + "a" * 80, ["İ" + "a" * 80]),
    ],
)  # fmt: skip
def test_of_values_that_begin_alike_the_longest_is_found(values, text, found):
    entity = "PHONE_NUMBER" if values[0][0] == "0" else "PERSON" if " " in values[0] else "SECRET"
    spans = echoes(pattern((entity, value) for value in values), text)
    assert [text[span.start : span.end] for span in spans] == found
