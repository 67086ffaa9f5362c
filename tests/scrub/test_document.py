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


def test_numbers_are_not_touched_but_long_ones_may_be():
    text = '{"x": 1.50, "y": 1e5, "n": 13812345678}'
    assert slots(text) == ["x", "y", "n", "13812345678"]
    filled = document(text).filled(["x", "y", "n", "<PHONE_1>"])
    assert filled == '{"x": 1.50, "y": 1e5, "n": "<PHONE_1>"}'


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
