"""Laws of replacement: nothing found survives, a value has one number, twice changes nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrub_rows import arguments_of, calling

from etl.errors import ConfigError
from etl.schema import example

VALUES = [
    "mei@chen.example",
    "13812345678",
    "(415) 555-0132",
    "4111 1111 1111 1111",
    "A123456789",
    "11010519491231002X",
    "192.168.1.20",
    "sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7",
    "DE89370400440532013000",
    "台北市信義區市府路45號8樓",
    "221B Baker Street",
    "John Smith",
    "王小明",
]
FILLER = [
    "你好，",
    " and ",
    "\n",
    "。",
    " 謝謝 ",
    ", ",
    " <EMAIL_1> ",
    " <PERSON_7>, ",
    "{",
    "50% ",
]
TEXTS = st.lists(st.sampled_from(VALUES) | st.sampled_from(FILLER), max_size=8).map("  ".join)


def contents(frame):
    return [[message["content"] for message in row["messages"]] for row in frame.to_dicts()]


@pytest.mark.parametrize(
    "text", ["", "   ", "Nothing here.", "沒有個資。", "<EMAIL_1> is a placeholder", "a < b_1 > c"]
)
def test_a_text_without_personal_data_stays_as_it_is(said, text):
    assert said(text) == text


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_no_found_value_survives_and_a_second_time_changes_nothing(clean, texts):
    rows = example(*(("user", text) for text in texts))
    once = clean(rows)
    (after,) = contents(once)
    assert not [value for value in VALUES for text in after if value in text]
    again = example(*(("user", text) for text in after))
    assert contents(clean(again)) == [after]


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(TEXTS, TEXTS | st.integers() | st.lists(TEXTS, max_size=2), max_size=3))
def test_tool_arguments_stay_json(clean, arguments):
    (row,) = clean(calling("save", arguments)).to_dicts()
    after = arguments_of(row)
    json.loads(after)
    assert not [
        value for value in VALUES if value in json.dumps(json.loads(after), ensure_ascii=False)
    ]


def test_a_value_has_one_number_throughout_its_row(clean):
    row = calling(
        "mail",
        {"to": "MEI@chen.example", "cc": "a@b.example", "who": "John Smith"},
        tools=json.dumps([{"description": "Ask John Smith"}]),
    )
    row["messages"][0]["content"] = "I am John Smith, mei@chen.example."
    row["messages"][0]["name"] = "John Smith"
    (after,) = clean(row).to_dicts()
    assert after["messages"][0]["content"] == "I am <PERSON_1>, <EMAIL_1>."
    assert after["messages"][0]["name"] == "<PERSON_1>"
    assert json.loads(arguments_of(after)) == {
        "to": "<EMAIL_1>",
        "cc": "<EMAIL_2>",
        "who": "<PERSON_1>",
    }
    assert after["tools"] == '[{"description": "Ask <PERSON_1>"}]'


def test_numbers_begin_anew_in_each_row(clean):
    rows = clean(example(("user", "a@b.example")), example(("user", "c@d.example")))
    assert contents(rows) == [["<EMAIL_1>"], ["<EMAIL_1>"]]


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("call 13812345678", "138 1234 5678?", "<PHONE_1>?"),
        ("card 4111 1111 1111 1111", "4111111111111111", "<CREDIT_CARD_1>"),
        ("my password is hunter2.", "and hunter2 again", "and <SECRET_1> again"),
        ("I am Will.", "will you? Will!", "will you? <PERSON_1>!"),
        ("I am John Smith.", "john  smith", "<PERSON_1>"),
        ("我是王小明", "王小明先生", "<PERSON_1>"),
        ("bank account 12345678", "ref 12345678.", "ref <BANK_ACCOUNT_1>."),
        ("phone: 4155550132", "n=4155550132", "n=<PHONE_1>"),
    ],
)
def test_a_value_found_once_is_replaced_where_its_recognizer_had_no_cue(
    clean, first, second, after
):
    assert contents(clean(example(("user", first), ("user", second))))[0][1] == after


def test_a_number_without_quotes_becomes_a_placeholder(clean):
    (row,) = clean(calling("dial", '{"phone":13812345678,"n":1.50}')).to_dicts()
    assert arguments_of(row) == '{"phone":"<PHONE_1>","n":1.50}'


def test_broken_arguments_are_scrubbed_as_text(clean):
    (row,) = clean(calling("mail", '{"to": "mei@chen.example", ')).to_dicts()
    assert arguments_of(row) == '{"to": "<EMAIL_1>", '


def test_a_placeholder_in_the_text_keeps_its_number_to_itself(said):
    assert said("<EMAIL_1> wrote to a@b.example and <EMAIL_3>, c@d.example") == (
        "<EMAIL_1> wrote to <EMAIL_2> and <EMAIL_3>, <EMAIL_4>"
    )


def test_what_overlaps_is_masked_whole_and_named_by_the_more_telling(said):
    assert said("LINE ID: 0912345678") == "LINE ID: <PHONE_1>"
    assert said("https://x:mei@chen.example") == "https://x:<SECRET_1>@chen.example"


@pytest.mark.parametrize(
    ("operator", "after"),
    [("placeholder", "<EMAIL_1>, <EMAIL_1>"), ("mask", "*" * 16 + ", " + "*" * 16)],
)
def test_operators(said, operator, after):
    assert said("mei@chen.example, MEI@chen.example", replace=operator) == after


def test_hash_is_the_same_for_a_value_in_all_rows(clean):
    rows = [example(("user", "mei@chen.example")), example(("user", "x Mei@Chen.example"))]
    (one,), (other,) = contents(clean(*rows, replace="hash"))
    assert other == f"x {one}"
    assert one.startswith("<EMAIL_")
    assert contents(clean(example(("user", one)), replace="hash")) == [[one]]


def test_operators_by_entity_leave_the_others_placeholders(said):
    text = said("mei@chen.example 13812345678", replace={"EMAIL_ADDRESS": "mask"})
    assert text == "*" * 16 + " <PHONE_1>"


def test_drop_row_drops_the_row_and_its_text(clean):
    bad = example(("user", "mei@chen.example"), tools='["mei@chen.example"]')
    out = clean(bad, example(("user", "hi"), tools="[]"), replace="drop_row")
    assert out["tools"].to_list() == [None, "[]"]
    assert out["reasons"].to_list() == [["personal_data"], []]
    assert out["messages"].list.len().to_list() == [0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replace": {"PERSONN": "mask"}}, "did you mean 'PERSON'?"),
        ({"entities": ("EMAIL_ADRESS",)}, "did you mean 'EMAIL_ADDRESS'?"),
        (
            {"model": {"en": "no_such_pipeline", "zh": "x"}},
            "python -m spacy download no_such_pipeline",
        ),
        ({"model": {"en": "en_core_web_lg"}}, "no pipeline for 'zh'"),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_scrubbed(clean, options, message):
    with pytest.raises(ConfigError) as error:
        clean(example(("user", "hi")), **options)
    assert message in str(error.value)
