"""What stands beside the messages of a row: where it comes from, when, whose, how it went."""
# ruff: noqa: E501 - a table reads better with a row on a line

import json
from datetime import UTC, datetime

import polars as pl
import pytest
from adapt_rows import RUN, places, said

from etl import adapt, schema
from etl.adapt import Source, Span
from etl.adapt._values import at, identity, micros, number, rating, whole
from etl.errors import ConfigError

CALL = {"prompt": "Hi", "response": "Hello!"}
SAID = [("user", "Hi"), ("assistant", "Hello!")]
WHEN = 1773059696789000


@pytest.mark.parametrize("value", [
    None, True, "", "soon", "12:00", -5, 0, 17, 99999999, 1e30, float("nan"), [], {}, [1], "0", "1e999", 10**40,
    "-1", "99999-01-01",
])  # fmt: skip
def test_what_is_no_time_is_null(value):
    assert micros(value) is None


@pytest.mark.parametrize("value", [
    1773059696.789, "1773059696.789", 1773059696789, 1773059696789000, 1773059696789000000, "2026-03-09T12:34:56.789Z",
    "2026-03-09T20:34:56.789+08:00", "2026-03-09 12:34:56.789000", "2026-03-09T12:34:56.789", [1773059696, 789000000],
    datetime(2026, 3, 9, 12, 34, 56, 789000),  # noqa: DTZ001 - a time without a zone
    " 2026-03-09T12:34:56.789Z ",
])  # fmt: skip
def test_the_size_of_a_number_tells_its_unit(value):
    assert micros(value) == WHEN


def test_whole_units_stay_exact_at_their_borders():
    borders = [
        (10**9, 10**15),
        (10**11 - 1, (10**11 - 1) * 10**6),
        (10**11, 10**14),
        (10**14, 10**14),
        (10**17, 10**14),
    ]
    assert [micros(value) for value, _ in borders] == [wanted for _, wanted in borders]


def test_a_time_without_a_zone_is_in_the_zone_of_its_source(read):
    text = json.dumps({"timestamp": "2026-03-09 20:34:56", **CALL})
    assert read(text, timezone="Asia/Taipei")[0]["timestamp"] == datetime(
        2026, 3, 9, 12, 34, 56, tzinfo=UTC
    )
    assert read(json.dumps(CALL))[0]["timestamp"] is None


@pytest.mark.parametrize(("value", "wanted"), [
    (None, None), (True, None), ("x", None), ("1.5", 1.5), (7, 7.0), ("inf", None), ([], None), (10**400, None),
])  # fmt: skip
def test_a_number_is_finite_or_null(value, wanted):
    assert number(value) == wanted


def test_small_facts_fit_their_columns_or_are_null():
    assert [whole(v) for v in (2**63, -1, 7, "7", 7.9, True)] == [None, None, 7, 7, 7, None]
    assert [
        rating(v) for v in ("up", "thumbs_down", 4, True, False, {"score": 0.5}, "?", None)
    ] == [1, -1, 4, 1, -1, 0.5, None, None]
    assert [identity(v) for v in (None, "", " a ", 7, True, 1.5, {"id": "x"}, {"name": "x"}, [])] == [
        None, None, "a", "7", None, None, "x", None, None
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "wanted"), [
    ("a", None), ("x.y.z", None), ("x.y", 1), ("p.q", 2), ("t.k", 3), ("tt.k", 3), ("l.1", "b"), ("l.2", None), ("l.x", None),
    ("p.q.r", None), ("", None),
])  # fmt: skip
def test_a_path_goes_through_dotted_keys_lists_and_json_text(path, wanted):
    root = {"x": {"y": 1}, "p.q": 2, "t": '{"k": 3}', "tt": '"{\\"k\\": 3}"', "l": ["a", "b"]}
    assert at(root, path) == wanted


def test_no_raw_id_leaves(read):
    raw = "raw-7f3a"
    line = {
        "user_id": raw,
        "session_id": raw,
        "id": raw,
        "metadata": {"user_id": raw},
        **CALL,
    }
    (row,) = read(json.dumps(line))
    assert raw not in repr(row)
    for key in ("record_id", "call_key", "user_key", "session_key"):
        assert len(row[key]) == 20


def test_ids_depend_on_their_place_and_key_and_on_nothing_else(tmp_path):
    path = tmp_path / "log"
    path.write_text(f"{json.dumps(CALL)}\n" * 3)

    def ids(key=b"k", file="f", name="s"):
        span = Span(Source(name=name), str(path), file)
        return [i for frame in adapt.read(span, schema.Run(key=key)) for i in frame["record_id"]]

    assert len({*ids(), *ids(key=b"l"), *ids(file="g"), *ids(name="t")}) == 12
    assert ids() == ids()


def test_frames_have_the_columns_of_a_row(tmp_path):
    path = tmp_path / "log"
    path.write_text(f"{json.dumps(CALL)}\nnope\n" * 6000)
    frames = list(adapt.read(Span(Source(name="s"), str(path), "log"), RUN))
    beside = dict.fromkeys(("dialect", "document", "content"), pl.String)
    wanted = {k: v for k, v in schema.ROW.items() if k != "ordinal"} | beside
    assert [frame.schema for frame in frames] == [pl.Schema(wanted)] * len(frames)
    assert [frame.height for frame in frames] == [8192, 12000 - 8192]
    assert frames[0]["messages"].null_count() == frames[0]["reasons"].null_count() == 0


def test_frames_hold_about_16_mb_of_text(tmp_path):
    path = tmp_path / "log"
    path.write_text(f"{json.dumps({'prompt': 'x' * (3 << 20), 'response': 'y'})}\n" * 9)
    frames = list(adapt.read(Span(Source(name="s"), str(path), "log"), RUN))
    assert [frame.height for frame in frames] == [5, 4]


def test_the_id_of_a_call_is_the_providers_unless_named(read):
    events = [
        {"id": f"log{n}", "mine": f"m{n}", "request": {"model": "m", "messages": [{"role": "user", "content": "x"}]},
         "response": {"id": "same", "choices": []}} for n in range(2)
    ]  # fmt: skip
    text = "\n".join(map(json.dumps, events))
    assert len({row["call_key"] for row in read(text)}) == 1
    assert len({row["call_key"] for row in read(text, fields={"call_id": "mine"})}) == 2


def test_where_keeps_only_what_equals(read):
    lines = [
        {"service": s, "tags": ["a", t], **CALL}
        for s, t in (("chat", "b"), ("mail", "b"), ("chat", "c"))
    ]
    text = "\n".join(map(json.dumps, [*lines, CALL]))
    reasons = [row["reasons"] for row in read(text, where={"service": "chat", "tags": ["b", "x"]})]
    assert reasons == [[], ["filtered_out"], ["filtered_out"], ["filtered_out"]]


def test_users_who_opted_out_are_not_read(read):
    lines = [{"user": u, **CALL} for u in ("u1", 7, {"id": "u3"})] + [
        {"request": {"model": "m", "messages": [{"role": "user", "content": "x"}], "user": "u1"}}
    ]
    rows = read("\n".join(map(json.dumps, lines)), exclude_users=frozenset({"u1", "7"}))
    assert [row["reasons"] for row in rows] == [["opted_out"], ["opted_out"], [], ["opted_out"]]
    assert rows[0]["messages"] == []
    assert rows[0]["user_key"] is None


def test_fields_name_where_things_are(read):
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "Hi"}]})
    back = {
        "id": "c",
        "created": 1,
        "choices": [{"message": {"role": "assistant", "content": "Hello!"}}],
    }
    event = {
        "http": {"in": json.dumps(body), "out": back},
        "who": {"id": 5},
        "at": 1773059696789,
        "took": "12",
        "s": 503,
    }
    fields = {"request": "http.in", "response": "http.out", "user_id": "who.id", "timestamp": "at", "latency_ms": "took",
              "status_code": "s", "model": "who.id"}  # fmt: skip
    (row,) = read(json.dumps(event), fields=fields)
    assert said(row) == SAID
    assert (row["latency_ms"], row["status_code"], row["timestamp"]) == (
        12.0,
        503,
        datetime.fromtimestamp(WHEN / 1e6, UTC),
    )
    assert row["user_key"]
    assert row["model"] == "m"


@pytest.mark.parametrize(("fields", "event"), [
    ({"prompt": "q", "response": "a"}, {"q": "Hi", "a": "Hello!"}),
    ({"messages": "m", "response": "a.b"}, {"m": '[{"role": "user", "content": "Hi"}]', "a": '{"b": "Hello!"}'}),
    ({"messages": "m"}, {"m": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}),
])  # fmt: skip
def test_fields_may_name_prompts_and_messages(fields, event, read):
    (row,) = read(json.dumps(event), fields=fields)
    assert said(row) == SAID
    (other,) = read('{"level": "info"}', fields=fields)
    assert other["reasons"] == ["not_a_call"]


def test_a_system_text_apart_leads_the_messages(read):
    fields = {"messages": "m", "system": "s", "response": "a"}
    (row,) = read(
        json.dumps({"m": [{"role": "user", "content": "Hi"}], "s": "Be brief.", "a": "Hello!"}),
        fields=fields,
    )
    assert said(row) == [("system", "Be brief."), *SAID]


@pytest.mark.parametrize(("event", "reason"), [
    ({"level": "info", "msg": "started"}, "not_a_call"),
    ({"input": None, "output": ""}, "no_content"),
    ({"messages": {}, "response": {}}, "no_content"),
    ({"messages": [], "model": "gpt-4.1"}, "no_content"),
    ({"messages": [{"role": "user", "content": "redacted-by-litellm"}], "model": "m", "response": None}, "no_content"),
    ({"request": "s3://bucket/key.json", "response": "s3://bucket/other.json"}, "body_missing"),
    ({"prompt": "[This value has been dropped because this span's size exceeds the 1MB size limit.]"}, "body_missing"),
    ({"request": '{"model": "gpt-4.1", "messages": [{"role": "us'}, "truncated_event"),
    ({"request": {"model": "m", "messages": [{"role": "user", "content": "x"}]}, "response": '{"id": "chatcm'}, "truncated_event"),
    ({"a": {"b": {"c": {"d": {"e": CALL}}}}}, "not_a_call"),
    ({"ui": {"prompt": "Name?"}}, "not_a_call"),
])  # fmt: skip
def test_an_event_without_a_call_says_what_it_is(event, reason, read):
    assert places(read(json.dumps(event))) == [(1, 0, reason)]


@pytest.mark.parametrize("event", [
    {"a": {"b": {"llm": CALL}}}, {"payload": json.dumps(CALL)}, {"payload": json.dumps(json.dumps(CALL))},
    {"request": {"body": json.dumps({"model": "m", "messages": [{"role": "user", "content": "Hi"}]})},
     "response": {"status": 200, "body": '{"choices": [{"message": {"role": "assistant", "content": "Hello!"}}]}'}},
])  # fmt: skip
def test_a_call_is_found_where_it_is(event, read):
    (row,) = read(json.dumps(event))
    assert said(row) == SAID


def test_how_a_call_went_is_read_from_any_usual_name(read):
    event = {**CALL, "success": "false", "status_code": "500", "error": {"m": 1}, "latency_ms": 3, "provider": "azure",
             "model": "gpt-4.1", "input_tokens": 1, "output_tokens": 2, "feedback": "up", "finish_reason": "max_tokens"}  # fmt: skip
    (row,) = read(json.dumps(event))
    wanted = {"success": False, "status_code": 500, "error": True, "latency_ms": 3.0, "provider": "azure", "model": "gpt-4.1",
              "input_tokens": 1, "output_tokens": 2, "feedback": 1.0, "finish_reason": "length"}  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted
    (bare,) = read(json.dumps(CALL))
    assert [bare[key] for key in wanted] == [None, None, False, *[None] * 7]


@pytest.mark.parametrize(("text", "dialect", "reason"), [
    ('{"prompt": "Hi", "response": "x"}', "openai_chat", "not_openai_chat"),
    ('{"request": 1}', "gemini_generate", "not_gemini_generate"),
    ('{"msg": "started"}', "openai_chat", "not_a_call"),
    ('{"messages": [{"role": "user", "content": "Hi"}], "answer": "x"}', "plain", None),
    ('{"completion": "x"}', "plain", None),
])  # fmt: skip
def test_a_dialect_that_is_named_is_the_only_one(text, dialect, reason, read):
    assert places(read(text, dialect=dialect)) == [(1, 0, reason)]


@pytest.mark.parametrize("source", [{"type": "datadogs"}, {"dialect": "openai"}])
def test_an_unknown_part_is_an_error_of_the_config(source, read):
    with pytest.raises(ConfigError, match="did you mean"):
        read(json.dumps(CALL), **source)


def test_a_user_who_was_erased_is_not_read_again(read):
    lines = [{"user": u, **CALL} for u in ("u-1", "u-2")] + [CALL]
    text = "\n".join(map(json.dumps, lines))
    erased = frozenset({read(text)[0]["user_key"]})
    rows = read(text, blocked=erased)
    assert [row["reasons"] for row in rows] == [["opted_out"], [], []]
    assert rows[0]["messages"] == []


def test_calls_before_a_time_are_filtered_out(read):
    times = ["2026-03-09T12:34:55.999999Z", "2026-03-09T12:34:56Z", None, "soon"]
    text = "\n".join(json.dumps({"timestamp": time, **CALL}) for time in times)
    rows = read(text, since=datetime(2026, 3, 9, 12, 34, 56, tzinfo=UTC))
    assert [row["reasons"] for row in rows] == [["filtered_out"], [], [], []]
    assert [row["reasons"] for row in read(text)] == [[]] * 4


@pytest.mark.parametrize("link", ["user_id", "session_id", "id", "feedback", "metadata"])
def test_no_depth_of_a_field_makes_reading_fail(link, read):
    for depth in (300, 600, 900):
        for key in ("id", "score", "user_id"):
            deep = f'{{"{key}":' * depth + '"x"' + "}" * depth
            (row,) = read(f'{{"prompt": "Hi", "response": "Hello!", "{link}": {deep}}}')
            assert row["reasons"] in ([], ["not_json"])
