"""Promises of the stage: every place is covered, and whatever fails, fails closed."""

import json
import logging

import polars as pl
import pytest
from scrub_rows import calling

from etl import schema
from etl.schema import example
from etl.scrub import RECOGNIZERS, scrub
from etl.scrub.names.nlp import Names

CANARIES = {
    "EMAIL_ADDRESS": "canary@chen.example",
    "PHONE_NUMBER": "+886 912 345 678",
    "CREDIT_CARD": "4111 1111 1111 1111",
    "IP_ADDRESS": "203.0.113.7",
    "SECRET": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "TW_ID": "A123456789",
    "CN_ID": "11010519491231002X",
    "STREET_ADDRESS": "台北市信義區市府路45號8樓",
    "PERSON": "王小明",
    "US_SSN": "536-90-4399",
    "MAC_ADDRESS": "00:1A:2B:3C:4D:5E",
    "CRYPTO": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "IBAN_CODE": "GB82WEST12345698765432",
}
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"
FRENCH = "Bonjour, je voudrais savoir quand vous allez me livrer la commande que j'ai passée hier."


def placed(place, value):
    if place == "tool arguments":
        return calling("save", {"a": {"b": [f"x {value}"]}})
    if place == "argument key":
        return calling("save", {value: 1})
    if place == "tools":
        return example(
            ("user", "hi"), tools=json.dumps([{"description": value}], ensure_ascii=False)
        )
    row = example(("user", "hi"))
    row["messages"][0][place] = value
    return row


@pytest.mark.parametrize("place", ["content", "name", "tool arguments", "argument key", "tools"])
@pytest.mark.parametrize("entity", CANARIES)
def test_a_canary_of_each_entity_is_gone_from_each_place(clean, entity, place):
    row = placed(place, CANARIES[entity])
    assert CANARIES[entity] in json.dumps(row, ensure_ascii=False, default=str).replace(
        '\\\\\\"', ""
    )
    out = clean(row)
    assert out["reasons"].to_list() == [[]]
    assert CANARIES[entity] not in json.dumps(
        out.drop("raw").to_dicts(), ensure_ascii=False, default=str
    )
    assert {"entity": entity, "count": 1} in out["entities"].to_list()[0]


def test_rows_come_back_as_they_were_but_for_their_texts(clean):
    rows = [
        example(("user", "hi"), ordinal=7),
        example(),
        example(("user", "a@b.example"), ordinal=3),
    ]
    before = schema.frame(*rows)
    out = clean(*rows)
    texts = ["messages", "tools", "reasons"]
    added = ["entities", "found", "values", "raw"]
    assert out.drop(*texts, *added).equals(before.drop(*texts))
    assert out.schema == before.schema | {name: out.schema[name] for name in added}
    assert out.schema["entities"] == pl.List(pl.Struct({"entity": pl.String, "count": pl.UInt32}))
    assert out["messages"].list.len().to_list() == [1, 0, 1]
    assert out["messages"][0].to_list() == before["messages"][0].to_list()


def test_no_rows_are_no_rows(clean):
    assert clean().height == 0


def test_a_null_name_stays_null_and_weights_stay(clean):
    row = example(("user", "a@b.example"), ("assistant", "ok"))
    (after,) = clean(row).to_dicts()
    assert [m["name"] for m in after["messages"]] == [None, None]
    assert [m["weight"] for m in after["messages"]] == [None, 1]


def test_counts_are_of_replaced_spans_and_hold_no_values(clean):
    out = clean(example(("user", "a@b.example, a@b.example, 13812345678")))
    assert out["entities"].to_list() == [
        [{"entity": "EMAIL_ADDRESS", "count": 2}, {"entity": "PHONE_NUMBER", "count": 1}]
    ]


def test_a_recognizer_that_fails_sets_only_its_rows_aside(clean, monkeypatch, caplog):
    recognizer = RECOGNIZERS["email_address"].Recognizer

    def fail(_self, text, **_):
        if "poison" in text:
            raise ValueError(text)
        return []

    monkeypatch.setattr(recognizer, "analyze", fail)
    with caplog.at_level(logging.DEBUG):
        out = clean(example(("user", "poison 13812345678")), example(("user", "13812345678")))
    assert out["reasons"].to_list() == [["not_scrubbed"], []]
    assert out["messages"].to_list()[0] == []
    assert out["messages"].to_list()[1][0]["content"] == "<PHONE_1>"
    assert "poison" not in caplog.text


def test_a_model_that_fails_sets_only_its_rows_aside(clean, monkeypatch):
    names = Names.names

    def fail(self, texts, language):
        if any("poison" in text for text in texts):
            raise RuntimeError
        return names(self, texts, language)

    monkeypatch.setattr(Names, "names", fail)
    out = clean(
        example(("user", "poison")), example(("user", "John Smith")), example(("user", "hi"))
    )
    assert out["reasons"].to_list() == [["not_scrubbed"], [], []]
    assert out["messages"].to_list()[1][0]["content"] == "<PERSON_1>"


def test_a_row_in_another_language_is_set_aside_with_its_text(clean):
    out = clean(
        example(("user", FRENCH)),
        example(("user", "Bonjour"), ("assistant", "Hello, what can I do?")),
    )
    assert out["reasons"].to_list() == [["unscrubbed_language"], []]
    assert out["messages"].list.len().to_list() == [0, 2]


def test_another_language_may_be_scrubbed_by_patterns_alone(clean):
    row = example(("user", f"{FRENCH} John Smith a@b.example"), ("assistant", "John Smith"))
    out = clean(row, other_languages="patterns")
    first, second = (m["content"] for m in out["messages"].to_list()[0])
    assert first.endswith("<EMAIL_1>")
    assert second == "<PERSON_1>"


def test_a_language_that_is_named_is_scrubbed(said):
    assert said(FRENCH, languages=("en", "zh", "fr"), model=False) == FRENCH


def test_without_a_model_only_patterns_are_sought(said):
    assert said("John Smith, a@b.example", model=False) == "John Smith, <EMAIL_1>"


def test_only_named_entities_are_sought(said):
    assert said("Paris, a@b.example, 13812345678", entities=("LOCATION", "PHONE_NUMBER")) == (
        "<LOCATION_1>, a@b.example, <PHONE_1>"
    )
    assert said("Paris") == "Paris"


def test_an_allowed_text_stays_and_what_holds_it_goes(said):
    allow = ("0800-080-123", "John Smith Support", "chen")
    text = "0800-080-123, john smith support, mei@chen.example, 0912-345-678"
    assert said(text, allow=allow) == "0800-080-123, john smith support, <EMAIL_1>, <PHONE_1>"


@pytest.mark.parametrize(
    ("allow", "text"),
    [
        ("0912-345-678", "0912345678"),
        ("0912-345-678", "+886 912 345 678"),
        ("0912-345-678", "０９１２３４５６７８"),
        ("+886 2 2345 6789", "(02) 2345-6789"),
        ("4111111111111111", "4111 1111 1111 1111"),
        ("A123456789", "a123456789"),
        ("DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
        ("mei@chen.example", "mei%40chen.example"),
        ("JOHN  SMITH", "John Smith"),
    ],
)
def test_an_allowed_value_stays_in_every_spelling(said, allow, text):
    assert said(text) != text
    assert said(text, allow=(allow,)) == text


@pytest.mark.parametrize(
    ("allow", "text"),
    [
        ("0912-345-678", "10912345678, 0912-345-6789 or 0912-345-679"),
        ("0912-345-678", "+34 912 345 678"),
        ("John Smith", "Johnsmith@chen.example"),
    ],
)
def test_another_value_than_the_allowed_one_goes(said, allow, text):
    assert said(text, allow=(allow,)) == said(text) != text


def test_a_denied_text_goes_in_any_case(said):
    assert said("project BlueFin and BLUEFIN, bluefins", deny=("bluefin", "鳳凰計畫")) == (
        "project <DENY_LIST_1> and <DENY_LIST_1>, bluefins"
    )
    assert said("參加鳳凰計畫嗎", deny=("bluefin", "鳳凰計畫")) == "參加<DENY_LIST_1>嗎"


@pytest.mark.parametrize("before", [97_000, 98_500, 99_900])
def test_what_stands_across_a_cut_of_a_long_text_is_found(said, before):
    line = "a line of a log that goes on and on\n"
    key = f"-----BEGIN PRIVATE KEY-----\n{BODY * 90}-----END PRIVATE KEY-----\n"
    text = line * (before // len(line)) + key + line * 3000 + "mei@chen.example"
    after = said(text, model=False)
    assert after == text.replace(key.strip(), "<SECRET_1>").replace("mei@chen.example", "<EMAIL_1>")


def test_a_long_line_is_read_by_the_model_across_its_windows(said):
    text = "word " * 1597 + "and John Smith " + "word " * 2000  # a window ends inside the name
    assert said(text) == text.replace("John Smith", "<PERSON_1>")


def test_the_shipped_model_finds_names_in_both_languages():
    row = example(
        ("user", "My name is John Smith and I live in London."), ("user", "我叫王小明，您好。")
    )
    out = scrub(schema.frame(row), schema.Run(key=b"k" * 32))
    (messages,) = out["messages"].to_list()
    assert "John Smith" not in messages[0]["content"]
    assert "王小明" not in messages[1]["content"]
