"""What a document of a snapshot is compared by: who it is, and what it says."""

import json

import pytest

CALL = {"prompt": "Hi", "response": "Hello!"}


def compared(rows):
    return [(row["document"], row["content"]) for row in rows]


def one(read, document, **source):
    source = {"mode": "snapshot", "key": "_id", **source}
    (found,) = compared(read(json.dumps(document), **source))
    return found


@pytest.mark.parametrize("source", [{}, {"key": "_id"}, {"mode": "append", "key": "_id"}])
def test_nothing_is_compared_outside_of_a_snapshot(source, read):
    assert compared(read(json.dumps({"_id": "a", **CALL}), **source)) == [(None, None)]


@pytest.mark.parametrize("document", [{}, {"_id": None}, {"_id": ""}, {"_id": [1]}, {"_id": True}])
def test_a_document_without_a_key_is_none_and_has_a_content_all_the_same(document, read):
    key, content = one(read, {**document, **CALL})
    assert key is None
    assert len(content) == 20


@pytest.mark.parametrize(
    "text",
    ["nope", "7", '{"prompt": "Hi', '{"a": NaN}', "[", '{"a": "\ud83d'.encode("utf-8", "replace")],
)
def test_what_is_no_document_is_compared_by_nothing(text, read):
    assert compared(read(text, mode="snapshot", key="_id")) == [(None, None)]


def test_a_key_is_found_as_fields_are(read):
    wanted = one(read, {"_id": "65f0", **CALL})[0]
    assert one(read, {"_id": {"$oid": "65f0"}, **CALL})[0] == wanted
    assert one(read, {"_id": {"$oid": "65f0"}, **CALL}, type="mongodb")[0] == wanted
    assert one(read, {"meta": '{"doc": "65f0"}', **CALL}, key="meta.doc")[0] == wanted
    assert one(read, {"_id": 7, **CALL})[0] == one(read, {"_id": "7", **CALL})[0]
    assert one(read, {"_id": "other", **CALL})[0] != wanted


def test_a_content_is_equal_in_whatever_order_its_keys_stand(read):
    document = {"_id": "a", **CALL, "n": {"x": [1, 2.50, {"p": 1, "q": 2}], "y": None}}
    turned = {
        "n": {"y": None, "x": [1, 2.50, {"q": 2, "p": 1}]},
        **dict(reversed(CALL.items())),
        "_id": "a",
    }
    assert one(read, document) == one(read, turned)
    for changed in (
        {**document, "prompt": "hi"},
        {**document, "n": {"x": [2.50, 1], "y": None}},
        {**document, "z": 0},
    ):
        key, content = one(read, changed)
        assert key == one(read, document)[0]
        assert content != one(read, document)[1]


def test_every_row_of_a_document_is_compared_by_the_same(read):
    choices = [{"message": {"role": "assistant", "content": text}} for text in ("a", "b")]
    request = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    document = {"_id": "a", "request": request, "response": {"choices": choices}}
    rows = read(json.dumps(document), mode="snapshot", key="_id")
    assert len(rows) == 2
    assert len(set(compared(rows))) == 1


def test_a_document_that_is_no_call_is_compared_too(read):
    (row,) = read('{"_id": "a", "level": "info"}', mode="snapshot", key="_id")
    assert row["reasons"] == ["not_a_call"]
    assert row["document"]
    assert row["content"]


def test_no_raw_key_leaves(read):
    (row,) = read(json.dumps({"_id": "raw-7f3a", **CALL}), mode="snapshot", key="_id")
    assert "raw-7f3a" not in repr(row)
