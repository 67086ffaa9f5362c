"""Recordings of the real APIs, where they lie beside the project: they are read, never copied."""

import json
from pathlib import Path

import pytest
from adapt_rows import rows_of, said
from ruamel.yaml import YAML

import etl
from etl.adapt import Source
from etl.adapt.envelopes.mongodb import plain

SAMPLES = Path(etl.__file__).parents[2] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/samples here")


def recorded(folder):
    """Request and response of each recorded call, as one line of a log."""
    for path in sorted((SAMPLES / folder).glob("*.yaml")):
        for call in YAML(typ="safe").load(path)["interactions"]:
            request, response = call["request"]["body"], call["response"]["body"]["string"]
            if isinstance(request, str) and isinstance(response, str):
                yield json.dumps(
                    {"request": request, "response": {"status": 200, "body": response}}
                )


def rows_from(tmp_path, lines, **source):
    path = tmp_path / "log"
    path.write_text("\n".join(lines))
    return rows_of(path, Source(name="s", **source))


@pytest.mark.parametrize(("folder", "dialect", "calls"), [
    ("anthropic_cassettes", "anthropic_messages", 4), ("otel_genai_openai_cassettes", "openai_chat", 3),
    ("gemini_cassettes", "gemini_generate", 4),
])  # fmt: skip
def test_recordings_of_a_dialect_are_told_and_read(folder, dialect, calls, tmp_path):
    rows = [row for row in rows_from(tmp_path, recorded(folder)) if not row["reasons"]]
    assert {row["dialect"] for row in rows} == {dialect}
    assert len(rows) >= calls
    answered = [row for row in rows if not row["error"]]
    assert answered
    for row in answered:
        assert said(row)[-1][0] == "assistant"
        assert said(row)[-1][1] or row["messages"][-1]["tool_calls"]
        assert row["finish_reason"] in {"stop", "length", "tool_calls"}
        assert row["output_tokens"] != 0


def test_payloads_of_subscriptions_hold_no_calls(tmp_path):
    for path in sorted((SAMPLES / "cloudwatch_subscription").glob("*.json")):
        data = json.loads(path.read_text())
        rows = rows_from(tmp_path, [json.dumps(data)], type="cloudwatch")
        assert rows
        assert {reason for row in rows for reason in row["reasons"]} <= {"not_a_call", "not_json"}


WRAPPERS = ("$oid", "$date", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$binary", "$uuid",
            "$timestamp", "$symbol", "$undefined", "$code", "$regularExpression")  # fmt: skip


def test_wrappers_of_the_corpus_become_plain():
    seen = 0
    for path in sorted((SAMPLES / "mongodb_extjson_corpus").glob("*.json")):
        for case in json.loads(path.read_text())["valid"]:
            for form in ("canonical_extjson", "relaxed_extjson"):
                text = json.dumps(plain(json.loads(case.get(form, "{}"))))
                assert not [name for name in WRAPPERS if f'"{name}"' in text], case["description"]
                seen += form in case
    assert seen > 100


@pytest.mark.parametrize("name", ["int32", "int64", "double"])
def test_canonical_and_relaxed_are_the_same_numbers(name):
    corpus = json.loads(
        (
            SAMPLES / "mongodb_extjson_corpus" / f"source__bson-corpus__tests__{name}.json"
        ).read_text()
    )
    for case in corpus["valid"]:
        relaxed = json.loads(case.get("relaxed_extjson", case["canonical_extjson"]))
        assert plain(json.loads(case["canonical_extjson"])) == plain(relaxed)


def test_files_of_mongodb_tools_are_read():
    for name in ("mongoimport__testdata__test_array.json", "mongoimport__testdata__test_bom.json",
                 "mongoimport__testdata__test_plain2.json", "mongodump__testdata__importCollection.json"):  # fmt: skip
        rows = rows_of(SAMPLES / "mongodb_tools" / name, Source(name="s", type="mongodb"))
        assert rows
        assert {reason for row in rows for reason in row["reasons"]} == {"not_a_call"}
