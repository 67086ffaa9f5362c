"""JSON is taken apart and put together again without a byte of it changed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.scrub._document import document

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def slots(text):
    doc = document(text)
    return [doc.flat[start:end] for start, end in doc.slots]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "{",
        "{broken]",
        '{"a": 1',
        "[1, 2",
        "{a: 1}",
        "[NaN]",
        '{"a": "\\ud800"}',
        '"text"',
        "[" * 9999 + "]" * 9999,
    ],
)
def test_what_is_no_json_object_or_array_is_plain_text(text):
    assert slots(text) == [text]


def test_a_value_stands_beside_its_key():
    assert document('{"phone" : "1", "a": ["b"]}').flat == "phone: 1\na: b\n"


def test_numbers_are_not_touched_but_long_ones_and_whole_ones_beside_a_key_may_be():
    text = '{"x": 1.50, "y": 1e5, "n": 13812345678, "z": [4821, 7, 912345678.0]}'
    assert slots(text) == ["x", "y", "100000", "n", "13812345678", "z", "4821", "912345678"]
    filled = document(text).filled(["x", "y", "100000", "n", "<PHONE_1>", "z", "4821", "<P>"])
    assert filled == '{"x": 1.50, "y": 1e5, "n": "<PHONE_1>", "z": [4821, 7, "<P>"]}'


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("5425233430109903.0", "5425233430109903"),
        ("5.425233430109903e15", "5425233430109903"),
        ("5.425233430109903E+15", "5425233430109903"),
        ("-9.12345678e8", "-912345678"),
        ("9123456780e-1", "912345678"),
        ("912345678.5", "912345678.5"),
        ("1.5", None),
        ("1e300", None),
        ("1e-9", None),
        ("4111111111111111" * 2, None),
    ],
)
def test_a_number_is_a_slot_by_its_value(number, shown):
    doc = document(f"[{number}]")
    assert [doc.flat[a:b] for a, b in doc.slots] == ([shown] if shown else [])
    assert doc.filled([shown] if shown else []) == f"[{number}]"


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ('{"a": {"b": "c"}}', "a: { b: c\n"),
        ('{"a": null, "b": true, "c": 1.5}', "a: null\nb: true\nc: 1.5\n"),
        ('{"a": [], "b": [{"c": 1}], "d": ["e", "f"]}', "a: []\nb: { c: 1\nd: e\nf\n"),
        ('{"a": {"type": "t", "value": "v"}}', "a: { type: t\nvalue\na: v\n"),
        ('{"a": [{"value": 1}, {"value": "v"}]}', "a: { value\na: 1\nvalue\na: v\n"),
        ('{"a": {"name": "n", "value": "v"}}', "a: { name: n\nvalue: v\n"),
        ('[{"value": "v"}, true, 12]', "value: v\n"),
    ],
)
def test_what_is_no_text_stands_beside_its_key_too(text, flat):
    assert document(text).flat == flat


def test_of_two_keys_that_become_one_the_second_is_told_apart():
    text = '{"a": 1.5, "b": 2.5, "c": {"a": 1.5}, "a": 3.5, "x": 4.5}'
    new = {"a": "x", "b": "x"}
    filled = document(text).filled([new.get(slot, slot) for slot in slots(text)])
    assert filled == '{"x (2)": 1.5, "x (3)": 2.5, "c": {"x": 1.5}, "x (2)": 3.5, "x": 4.5}'


@given(st.dictionaries(st.text(max_size=4), st.none(), max_size=6), st.text(max_size=3))
def test_an_object_has_as_many_keys_as_before_whatever_fills_them(value, new):
    text = json.dumps(value)
    doc = document(text)
    assert len(json.loads(doc.filled([new] * len(doc.slots)))) == len(value)


def test_json_in_json_is_opened():
    inner = json.dumps({"to": "a"})
    text = json.dumps([{"arguments": inner}])
    doc = document(text)
    assert [doc.flat[a:b] for a, b in doc.slots] == ["arguments", "to", "a"]
    assert json.loads(json.loads(doc.filled(["arguments", "to", '"']))[0]["arguments"]) == {
        "to": '"'
    }


def test_nested_json_that_is_not_changed_keeps_its_bytes():
    text = '[{"arguments": "{\\u0022url\\": \\"http:\\/\\/x\\"}"}]'
    doc = document(text)
    assert [doc.flat[a:b] for a, b in doc.slots] == ["arguments", "url", "http://x"]
    assert doc.filled(["arguments", "url", "http://x"]) == text


@given(JSON)
def test_unchanged_slots_give_the_same_bytes(value):
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        doc = document(text)
        assert doc.filled([doc.flat[a:b] for a, b in doc.slots]) == text


@given(JSON, st.text(max_size=5))
def test_whatever_fills_the_slots_the_result_is_json(value, new):
    text = json.dumps([value, json.dumps(value)])
    doc = document(text)
    json.loads(doc.filled([new] * len(doc.slots)))
