"""What each log service puts around a call."""
# ruff: noqa: E501 - a table reads better with a row on a line

import base64
import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from adapt_rows import places, rows_of, said

from etl.adapt import Source
from etl.adapt._parquet import stripped
from etl.adapt.envelopes.mongodb import plain

CALL = {"prompt": "Hi", "response": "Hello!"}
TEXT = json.dumps(CALL)
SAID = [("user", "Hi"), ("assistant", "Hello!")]
STAMP = "2026-03-09T12:34:56.789Z "
WHEN = datetime(2026, 3, 9, 12, 34, 56, 789000, tzinfo=UTC)
PRETTY = json.dumps(CALL, indent=2)


def payload(*messages, kind="DATA_MESSAGE"):
    events = [
        {"id": str(i), "timestamp": 1773059696789, "message": m} for i, m in enumerate(messages)
    ]
    return {
        "messageType": kind,
        "owner": "1",
        "logGroup": "/app",
        "logStream": "a",
        "logEvents": events,
    }


def wrapped(value):
    return base64.b64encode(gzip.compress(json.dumps(value).encode())).decode()


EXPORTS = {
    f"{STAMP}started\n  at line 7\n\n  at line 8": [(1, 0, "not_a_call")],
    f"{STAMP}[INFO] {{}}": [(1, 0, "not_a_call")],
    f"{STAMP}{TEXT[:20]}": [(1, 0, "truncated_event")],
    f"{STAMP}{TEXT[:20]}\n{STAMP}{TEXT}": [(1, 0, "truncated_event"), (2, 0, None)],
    f'{STAMP}{{"a": NaN}}': [(1, 0, "not_json")],
    f"{STAMP}{PRETTY}\nstray\n{STAMP}{TEXT}\n": [(1, 0, None), (5, 0, "not_a_call"), (6, 0, None)],
    f"{STAMP}2026-03-09T12:34:56.789Z\tabc\tINFO\t{TEXT}": [(1, 0, None)],
    f"\n{STAMP}{TEXT}\n\n{STAMP}{TEXT}": [(2, 0, None), (4, 0, None)],
    f"{STAMP}\n{STAMP}{TEXT}": [(1, 0, "not_a_call"), (2, 0, None)],
}
PAYLOADS = [
    (payload(TEXT, kind="CONTROL_MESSAGE"), [(1, 0, "not_a_call")]),
    (payload(), [(1, 0, "not_a_call")]),
    (payload("plain", f"{TEXT}\n", TEXT[:20]), [(1, 0, "not_a_call"), (1, 1, None), (1, 2, "truncated_event")]),
    ({"awslogs": {"data": wrapped(payload(TEXT, TEXT))}}, [(1, 0, None), (1, 1, None)]),
    ({"awslogs": {"data": "not base64!"}}, [(1, 0, "not_json")]),
    ({"awslogs": {"data": wrapped({"awslogs": {"data": ""}})}}, [(1, 0, "not_an_event")]),
    ({"Records": [{"kinesis": {"data": wrapped(payload(TEXT))}}, {"s3": 1}]}, [(1, 0, None), (1, 1, "not_a_call")]),
    ({"events": [{"timestamp": 1773059696, "message": TEXT}, 7]}, [(1, 0, None), (1, 1, "not_an_event")]),
    (CALL, [(1, 0, None)]),
]  # fmt: skip


@pytest.mark.parametrize("text", EXPORTS)
def test_lines_of_an_export_task(text, read):
    rows = read(gzip.compress(text.encode()), "cloudwatch")
    assert places(rows) == EXPORTS[text]
    assert {row["timestamp"] for row in rows if not row["reasons"]} <= {WHEN}


@pytest.mark.parametrize(("value", "wanted"), PAYLOADS)
def test_payloads_of_a_subscription(value, wanted, read):
    assert places(read(json.dumps(value), "cloudwatch")) == wanted


def test_payloads_follow_each_other_in_gzip_members_and_without_newlines(read):
    one = json.dumps(payload(TEXT)).encode()
    assert places(read(one * 3, "cloudwatch")) == [(1, n, None) for n in range(3)]
    assert places(read(gzip.compress(one) * 3, "cloudwatch")) == [(1, n, None) for n in range(3)]
    assert places(read(gzip.compress(gzip.compress(one) * 3), "cloudwatch")) == [
        (1, n, None) for n in range(3)
    ]


def test_an_export_cut_or_too_long_costs_what_is_cut_or_too_long(read):
    lines = "\n".join([f"{STAMP}{TEXT}", STAMP + "x" * (2 << 20), f"{STAMP}{TEXT}", ""])
    assert places(read(lines, "cloudwatch", max_line_mib=1)) == [
        (1, 0, None),
        (2, 0, "too_large"),
        (3, 0, None),
    ]
    rows = read(gzip.compress(lines.encode()) + b"garbage", "cloudwatch", max_line_mib=1)
    assert places(rows)[-1] == (4, 0, "truncated_file")
    assert places(read(f"{STAMP}{TEXT}\n{STAMP}".encode() + b"\xff", "cloudwatch"))[-1] == (
        2,
        0,
        "not_utf8",
    )


@pytest.mark.parametrize(("event", "wanted"), [
    ({"message": "started"}, [(1, 0, "not_a_call")]),
    ({"message": TEXT[:20]}, [(1, 0, "truncated_event")]),
    ({"message": TEXT}, [(1, 0, None)]),
    ({"message": "x", "attributes": CALL}, [(1, 0, None)]),
    ({"message": TEXT[:20], "attributes": {"a": {"llm": CALL}}}, [(1, 0, None)]),
    ({"attributes": {"request": TEXT, "n": 1}}, [(1, 0, None)]),
    ({"attributes": {"queue": {"messages": 7, "model": None}}}, [(1, 0, "not_a_call")]),
])  # fmt: skip
def test_datadog_has_the_call_in_attributes_or_in_the_message(event, wanted, read):
    rows = read(json.dumps({"_id": "A", "date": "2026-03-09T12:34:56.789Z", **event}), "datadog")
    assert places(rows) == wanted
    assert rows[0]["timestamp"] == (None if rows[0]["reasons"] else WHEN)


def test_a_bad_status_in_datadog_counts_where_nothing_came_back(read):
    events = [{"_id": "A", "status": "error", "attributes": a} for a in (CALL, {"prompt": "Hi"})]
    assert [row["error"] for row in read("\n".join(map(json.dumps, events)), "datadog")] == [
        False,
        True,
    ]


def test_a_page_of_the_datadog_search_api_is_many_events(read):
    item = {
        "id": "A",
        "type": "log",
        "attributes": {"timestamp": "2026-03-09T12:34:56.789Z", "attributes": CALL},
    }
    rows = read(json.dumps({"data": [item, 7, item], "meta": {}}), "datadog")
    assert places(rows) == [(1, 0, None), (1, 1, "not_an_event"), (1, 2, None)]
    assert rows[0]["timestamp"] == WHEN


@pytest.mark.parametrize(("value", "wanted"), [
    ({"$oid": "65f0c1d2e3a4b5c6d7e8f901"}, "65f0c1d2e3a4b5c6d7e8f901"),
    ({"$date": "2026-03-09T12:34:56Z"}, "2026-03-09T12:34:56Z"),
    ({"$date": {"$numberLong": "1773059696789"}}, 1773059696789),
    ({"$date": 1773059696789}, 1773059696789),
    ({"$numberLong": "9007199254740993"}, 9007199254740993),
    ({"$numberInt": "-7"}, -7),
    ({"$numberDouble": "1.5"}, 1.5),
    ({"$numberDouble": "-Infinity"}, "-Infinity"),
    ({"$numberDecimal": "1.10"}, "1.10"),
    ({"$binary": {"base64": "AA==", "subType": "00"}}, "AA=="),
    ({"$binary": "AA==", "$type": "00"}, "AA=="),
    ({"$uuid": "u"}, "u"),
    ({"$timestamp": {"t": 1773059696, "i": 1}}, 1773059696),
    ({"$regularExpression": {"pattern": "a", "options": ""}}, "a"),
    ({"$regex": "a", "$options": ""}, "a"),
    ({"$undefined": True}, None), ({"$minKey": 1}, None), ({"$symbol": "s"}, "s"), ({"$code": "c"}, "c"),
    ({"a": [{"b": {"$numberInt": "1"}}]}, {"a": [{"b": 1}]}),
])  # fmt: skip
def test_extended_json_becomes_plain(value, wanted):
    assert plain(value) == wanted
    assert plain({"x": value}) == {"x": wanted}


@pytest.mark.parametrize("value", [
    {"$oid": "a", "b": 1}, {"$ref": "c", "$id": 1}, {"$schema": "s"}, {"$regex": "a"}, {"$numberLong": "x"},
    {"$numberLong": None}, {"$date": None}, {"$binary": "AA"}, {"$timestamp": 7}, {"$oid": 7}, '{"$oid": "a"}',
    {"tools": [{"$oid": "a"}]}, {"function": {"parameters": {"properties": {"$numberInt": "1"}}}},
])  # fmt: skip
def test_what_only_looks_like_a_wrapper_stays(value):
    assert plain(value) == value


def test_mongoexport_gives_the_same_rows_as_lines_and_as_an_array(read):
    docs = [
        {
            "_id": {"$oid": f"{n:024x}"},
            "created_at": {"$date": {"$numberLong": "1773059696789"}},
            **CALL,
        }
        for n in range(3)
    ]
    lines = read("\n".join(map(json.dumps, docs)), "mongodb")
    array = read("[" + ",\n".join(map(json.dumps, docs)) + "]", "mongodb")
    pretty = read(json.dumps(docs, indent=1), "mongodb")
    for row in lines:
        assert (said(row), row["timestamp"]) == (SAID, WHEN)
    keys = [row["call_key"] for row in lines]
    assert len(set(keys)) == 3
    assert keys == [row["call_key"] for row in array] == [row["call_key"] for row in pretty]


def test_a_shell_dump_is_no_json(read):
    assert places(read('{"_id": ObjectId("65f0"), "prompt": "x"}', "mongodb")) == [
        (1, 0, "not_json")
    ]


def test_parquet_is_read_by_its_bytes_under_any_type(tmp_path):
    turns = [{"role": "user", "content": "Hi", "tool_calls": None}]
    rows = [
        {"messages": json.dumps(turns), "response": "Hello!", "time": datetime(2026, 3, 9),  # noqa: DTZ001 - a column without a zone
         "cost": Decimal("1.1"),
         "tags": [("a", "b")], "raw": b"x", "request": None},
        {"messages": None, "response": None, "time": None, "cost": None, "tags": None, "raw": None, "request": {"a": 1}},
    ]  # fmt: skip
    schema = pa.schema([
        ("messages", pa.large_string()), ("response", pa.dictionary(pa.int32(), pa.string())), ("time", pa.timestamp("ms")),
        ("cost", pa.decimal128(5, 2)), ("tags", pa.map_(pa.string(), pa.string())), ("raw", pa.binary()),
        ("request", pa.struct([("a", pa.int64())])),
    ])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "log")
    for kind in ("parquet", "jsonl", "mongodb"):
        found = rows_of(tmp_path / "log", Source(name="s", type=kind))
        assert [row["source_row"] for row in found] == [1, 2]
        assert found[1]["reasons"] == ["not_a_call"]
    found = rows_of(tmp_path / "log", Source(name="s", type="parquet", timezone="Asia/Taipei"))
    assert (said(found[0]), found[0]["timestamp"]) == (SAID, datetime(2026, 3, 8, 16, tzinfo=UTC))


def test_nanoseconds_in_parquet_cost_no_row(tmp_path):
    columns = {
        "prompt": pa.array(["Hi"]),
        "response": pa.array(["Hello!"]),
        "timestamp": pa.array([1_773_000_000_123_456_789], pa.timestamp("ns")),
        "clock": pa.array([1_001], pa.time64("ns")),
    }
    pq.write_table(pa.table(columns), tmp_path / "log", coerce_timestamps=None)
    (row,) = rows_of(tmp_path / "log", Source(name="s", type="parquet"))
    assert (row["reasons"], row["timestamp"].microsecond) == ([], 123_456)


def test_parquet_that_lost_its_end_is_one_unreadable_file(tmp_path):
    pq.write_table(pa.table({"prompt": ["Hi"] * 99}), tmp_path / "log")
    (tmp_path / "log").write_bytes((tmp_path / "log").read_bytes()[:-30])
    for kind in ("parquet", "jsonl"):
        found = rows_of(tmp_path / "log", Source(name="s", type=kind))
        assert places(found) == [(0, 0, "unreadable_file")]


def test_values_of_parquet_become_plain():
    value = {
        "a": None,
        "b": [{"c": None, "d": 1}],
        "m": [("k", "v"), ("n", None)],
        "x": Decimal("1.10"),
        "y": b"z",
    }
    assert stripped(value) == {"b": [{"d": 1}], "m": {"k": "v"}, "x": "1.10", "y": "z"}


def test_messages_in_parquet_lose_the_keys_that_are_null(tmp_path):
    message = pa.struct(
        [("role", pa.string()), ("content", pa.string()), ("tool_calls", pa.list_(pa.string()))]
    )
    rows = [
        {"messages": [{"role": "user", "content": "Hi", "tool_calls": None}], "answer": "Hello!"}
    ]
    table = pa.Table.from_pylist(
        rows, pa.schema([("messages", pa.list_(message)), ("answer", pa.string())])
    )
    pq.write_table(table, tmp_path / "log")
    (row,) = rows_of(tmp_path / "log", Source(name="s", type="parquet"))
    assert said(row) == SAID
    (tmp_path / "log").write_bytes((tmp_path / "log").read_bytes()[:4] + b"\0" * 90 + b"PAR1")
    assert places(rows_of(tmp_path / "log", Source(name="s", type="parquet"))) == [
        (0, 0, "unreadable_file")
    ]
