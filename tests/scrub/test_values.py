"""Promises of `values`: a value that a person gives is known again however it was written, and no other is."""

import polars as pl
import pytest
import regex

from etl import schema
from etl.schema import example
from etl.scrub import RECOGNIZERS, scrub, value_keys
from etl.scrub.replace.values import hashes_of

KEY = b"k" * 32
FINDS = [
    (module.ENTITY, text, value)
    for module in RECOGNIZERS.values()
    for text, values in module.FINDS.items()
    for value in values
]
WIDE = {ord("!") + i: 0xFF01 + i for i in range(94)}  # ASCII -> full-width

SAME = [  # what stands in a log, what a person writes
    ("PHONE_NUMBER", "+886 912-345-678", "0912 345 678"),
    ("PHONE_NUMBER", "0912345678", "+886 912 345 678"),
    ("PHONE_NUMBER", "０９１２３４５６７８", "0912-345-678"),
    ("PHONE_NUMBER", "0912-345-678", "886912345678"),
    ("PHONE_NUMBER", "+886 (0)912 345 678", "0912 345 678"),
    ("PHONE_NUMBER", "(+886) 912 345 678", "00886 912 345 678"),
    ("PHONE_NUMBER", "00886912345678", "0912345678"),
    ("PHONE_NUMBER", "912345678", "+886 912 345 678"),
    ("PHONE_NUMBER", "+353 1 679 8000", "00353 1 679 8000"),
    ("PHONE_NUMBER", "+353 1 679 8000", "353 1 679 8000"),
    ("PHONE_NUMBER", "(415) 555-0132", "+1 415.555.0132"),
    ("PHONE_NUMBER", "1-415-555-0132", "4155550132"),
    ("PHONE_NUMBER", "+1 (415) 555-0132", "415–555–0132"),
    ("PHONE_NUMBER", "8613812345678", "138 1234 5678"),
    ("PHONE_NUMBER", "13812345678", "+86 138 1234 5678"),
    ("PHONE_NUMBER", "020 7946 0958", "+44 20 7946 0958"),
    ("PHONE_NUMBER", "+44 20 7946 0958", "020 7946 0958"),
    ("PHONE_NUMBER", "+39 06 1234 5678", "06 1234 5678"),
    ("PHONE_NUMBER", "02-2345-6789分機123", "02-2345-6789"),
    ("PHONE_NUMBER", "02-2345-6789分機123", "+886 2 2345 6789 ext. 123"),
    ("BANK_ACCOUNT", "0912345678", "+886 912 345 678"),
    ("BANK_ACCOUNT", "012-345-678901", "012345678901"),
    ("CREDIT_CARD", "4111 1111 1111 1111", "4111-1111-1111-1111"),
    ("US_SSN", "536-90-4399", "536 90 4399"),
    ("EMAIL_ADDRESS", "Mei.Chen@Example.COM", "mei.chen@example.com"),
    ("EMAIL_ADDRESS", "mei%40chen.example", "mei@chen.example"),
    ("DATE_OF_BIRTH", "1990/05/04", "1990-05-04"),
    ("DATE_OF_BIRTH", "民國79年5月4日", "May 4, 1990"),
    ("DATE_OF_BIRTH", "5/4/1990", "5/4/1990"),
    ("PERSON", "Mei  CHEN", "mei chen"),
    ("PERSON", "陳大文醫師", "陳大文"),
    ("PERSON", "陳大文", "陳大文先生"),
    ("STREET_ADDRESS", "台北市 信義區市府路４５號", "台北市信義區市府路45號"),
    ("IBAN_CODE", "GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"),
    ("LICENSE_PLATE", "粤B·D12345", "粤bd12345"),
    ("HK_ID", "A123456(3)", "a1234563"),
    ("MAC_ADDRESS", "00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e"),
]
OTHER = [
    ("PHONE_NUMBER", "0912 345 678", "+34 912 345 678"),
    ("PHONE_NUMBER", "+886 912 345 678", "+886 912 345 679"),
    ("PHONE_NUMBER", "02-2345-6789", "02-2345-6789 ext 123"),
    ("PHONE_NUMBER", "02-2345-6789 ext 12", "02-2345-6789 ext 123"),
    ("IP_ADDRESS", "192.168.1.200", "192.168.12.00"),
    ("PHONE_NUMBER", "192168100200", "192.168.100.200"),
    ("EMAIL_ADDRESS", "a.b@c.example", "ab@c.example"),
    ("LINE_ID", "meichen", "Mei Chen"),
    ("DATE_OF_BIRTH", "5/4/1990", "1990-05-04"),
    ("PERSON", "陳先生", "陳大文"),
    ("PERSON", "Mei Chen", ""),
]


def one(text):
    return schema.frame(example(("user", text)))


@pytest.mark.parametrize(("entity", "logged", "given"), OTHER)
def test_another_value_is_not_taken_for_it(entity, logged, given):
    assert value_keys(given, KEY).isdisjoint(hashes_of([(entity, logged)], KEY))


@pytest.mark.parametrize(("entity", "logged", "given"), SAME)
def test_a_value_is_known_again_in_another_spelling(entity, logged, given):
    assert value_keys(given, KEY) & hashes_of([(entity, logged)], KEY)


@pytest.mark.parametrize(("entity", "text", "value"), FINDS)
def test_what_a_recognizer_finds_is_known_by_its_surface(entity, text, value):
    out = scrub(
        one(text), schema.Run(key=KEY), entities=(entity,), model=False, other_languages="patterns"
    )
    assert set(out["values"][0]) & value_keys(value, KEY)
    for spelt in (value.upper(), value.lower(), f" {value}  ", value.translate(WIDE)):
        assert hashes_of([(entity, value)], KEY) & value_keys(spelt, KEY)


def test_values_are_sorted_and_each_stands_once(clean):
    mails = [f"{name}@b.example" for name in "abcdefghij"]
    out = clean(example(("user", f"{mails}, A@b.example and 13812345678, 138 1234 5678")))
    (values,) = out["values"].to_list()
    found = [("PHONE_NUMBER", "13812345678"), *(("EMAIL_ADDRESS", mail) for mail in mails)]
    assert values == sorted(hashes_of(found, KEY))
    assert out.schema["values"] == pl.List(pl.String)


def test_values_of_another_key_do_not_meet():
    assert value_keys("a@b.example", KEY).isdisjoint(value_keys("a@b.example", b"x" * 32))


def test_a_row_without_values_has_an_empty_list(clean):
    assert clean(example(("user", "hi")), example())["values"].to_list() == [[], []]


def test_what_is_in_a_longer_finding_is_known_by_itself(clean):
    text = "ship to John Smith, 221B Baker Street"
    (values,) = clean(example(("user", text)), deny=("Smith, 221B Baker",))["values"].to_list()
    for value in ("John Smith", "221B Baker Street", "John Smith, 221B Baker Street"):
        assert value_keys(value, KEY) & set(values)


def test_what_is_allowed_is_no_value(clean):
    out = clean(example(("user", "0800-080-123")), allow=("0800-080-123",))
    assert out["values"].to_list() == [[]]


def blocked(model, *values, rows, **options):
    run = schema.Run(key=KEY, blocked=frozenset().union(*(value_keys(v, KEY) for v in values)))
    return scrub(schema.frame(*rows), run, model=model, **options)


def test_a_row_with_a_blocked_value_is_erased_and_no_other(model):
    rows = [
        example(("user", "call +886 912-345-678"), ordinal=1),
        example(("user", "call 0912-345-679"), ordinal=2),
        example(("user", "0912 345 678 it is"), ordinal=3),
    ]
    out = blocked(model, "0912345678", rows=rows)
    assert out["reasons"].to_list() == [["erased"], [], ["erased"]]
    assert out["messages"].list.len().to_list() == [0, 1, 0]


def test_a_blocked_name_that_the_model_finds_is_erased(model):
    rows = [example(("user", "I am Mei Chen")), example(("user", "I am John Smith"))]
    assert blocked(model, "mei chen", rows=rows)["reasons"].to_list() == [["erased"], []]


def test_a_row_may_be_erased_and_have_personal_data(model):
    rows = [example(("user", "a@b.example")), example(("user", "b@b.example"))]
    out = blocked(model, "a@b.example", rows=rows, replace={"EMAIL_ADDRESS": "drop_row"})
    assert out["reasons"].to_list() == [["personal_data", "erased"], ["personal_data"]]


@pytest.mark.parametrize(
    "text",
    [
        "0912 345 678 or +886 912 345 678 or 886912345678",
        "138 1234 5678 and +86 13812345678",
        "(415) 555-0132 and +1 415.555.0132",
        "born 1990-05-04, dob: May 4, 1990, 生日：民國79年5月4日",
    ],
)
@pytest.mark.parametrize("replace", ["placeholder", "hash"])
def test_all_spellings_of_a_value_have_one_number(said, text, replace):
    found = regex.findall("<[^>]+>", said(text, replace=replace))
    assert len(found) > 1
    assert len(set(found)) == 1


def test_a_number_of_another_country_has_another_number(said):
    assert said("0912 345 678 and +34 912 345 678") == "<PHONE_1> and <PHONE_2>"
