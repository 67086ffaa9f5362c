"""What a dialect makes of a request and a response: the rules that decide what is learned."""
# ruff: noqa: E501 - a table reads better with a row on a line

import json

import pytest
from adapt_rows import said

from etl.adapt._json import decode, encode


def line(request=None, response=None, **more):
    return json.dumps({"request": request, "response": response, **more})


def openai(*messages, answer=None, finish="stop", **response):
    request = {"model": "gpt-4.1", "messages": list(messages)}
    if answer is not None:
        answer = {"role": "assistant", **answer}
        response = {
            "choices": [{"index": 0, "message": answer, "finish_reason": finish}],
            **response,
        }
    return line(request, response)


def claude(*messages, content=(), stop="end_turn", **request):
    response = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "content": list(content),
        "stop_reason": stop,
    }
    return line(
        {"max_tokens": 9, "model": "claude-x", "messages": list(messages), **request}, response
    )


HI = {"role": "user", "content": "Hi"}
CALLS = [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"x": 1.50}'}}]


def chunk(content=None, finish=None, **delta):
    delta = delta if content is None else {"content": content, **delta}
    return {
        "object": "chat.completion.chunk",
        "id": "c",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def sse(*events, done=True):
    return "".join(f"data: {json.dumps(e)}\r\n\r\n" for e in events) + "data: [DONE]\n\n" * done


# a line -> what it says, and its finish reason
OPENAI = [
    (openai(HI), [("user", "Hi")], None),
    (openai(HI, answer={"content": None}), [("user", "Hi")], "stop"),
    (openai(HI, answer={"content": None}, finish="content_filter"), [("user", "Hi")], "content_filter"),
    (openai(HI, {"role": "assistant", "content": "no target"}),
     [("user", "Hi"), ("assistant", "no target"), ("assistant", "")], None),
    (line({"model": "gpt-4.1", "messages": [HI]}, {"error": {"message": "no"}}), [("user", "Hi")], "error"),
    (openai(HI, answer={"content": None, "refusal": "I can't."}), [("user", "Hi"), ("assistant", "I can't.")], "refusal"),
    (openai(HI, answer={"content": "yes"}, finish="length"), [("user", "Hi"), ("assistant", "yes")], "length"),
    (openai(HI, answer={"content": "yes"}, finish=None), [("user", "Hi"), ("assistant", "yes")], None),
    (openai(HI, answer={"content": "yes"}, finish="sudden"), [("user", "Hi"), ("assistant", "yes")], "unknown"),
    (openai(HI, answer={"content": ["y", {"type": "text", "text": "es"}], "reasoning_content": "hm"}),
     [("user", "Hi"), ("assistant", "yes")], "stop"),
    (openai({"role": "developer", "content": "A"}, HI, {"role": "SYSTEM", "content": "B"}, answer={"content": "y"}),
     [("system", "A\n\nB"), ("user", "Hi"), ("assistant", "y")], "stop"),
    (openai({"role": "human", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "data:"}}, "b"]},
            {"role": "bot", "content": "c"}, {"role": "User", "content": {"type": "input_audio"}}, answer={"content": "y"}),
     [("user", "a\n[image]\nb"), ("assistant", "c"), ("user", "[audio]"), ("assistant", "y")], "stop"),
    (line({"model": "gpt-4.1", "messages": [HI]}, [chunk(role="assistant"), chunk("He"), chunk("y"), chunk(finish="stop"),
          {"object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 1}}]),
     [("user", "Hi"), ("assistant", "Hey")], "stop"),
    (line({"model": "gpt-4.1", "messages": [HI]}, sse(chunk("He\u2028"), chunk("y", "stop"))),
     [("user", "Hi"), ("assistant", "He\u2028y")], "stop"),
    (line({"model": "gpt-4.1", "messages": [HI]}, sse(chunk("He"), chunk("y"))), [("user", "Hi"), ("assistant", "Hey")], "unknown"),
    (line({"model": "gpt-4.1", "messages": [HI]}, sse(chunk("He"), chunk("y"), done=False)), [("user", "Hi")], "unknown"),
    (line({"model": "gpt-4.1", "messages": [HI]}, {"choices": [{"text": "Hey", "finish_reason": "stop"}]}),
     [("user", "Hi"), ("assistant", "Hey")], "stop"),
    (json.dumps({"messages": [HI, {"role": "assistant", "content": "Hey"}]}), [("user", "Hi"), ("assistant", "Hey")], None),
    (json.dumps({"messages": [HI, {"role": "assistant", "content": "Hey"}], "temperature": 1}),
     [("user", "Hi"), ("assistant", "Hey"), ("assistant", "")], None),
    (line(None, {"id": "x", "choices": [{"message": {"role": "assistant", "content": "Hey"}}]}), [("assistant", "Hey")], None),
]  # fmt: skip
ANTHROPIC = [
    (claude(HI, content=[]), [("user", "Hi")], "stop"),
    (line({"max_tokens": 9, "model": "claude-x", "messages": [HI]}, {"type": "error", "error": {"type": "overloaded_error"}}),
     [("user", "Hi")], "error"),
    (claude(HI, content=[{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "He"}, {"type": "text", "text": "y"}], stop="max_tokens"),
     [("user", "Hi"), ("assistant", "Hey")], "length"),
    (claude(HI, content=[{"type": "text", "text": "No."}], stop="refusal"), [("user", "Hi"), ("assistant", "No.")], "refusal"),
    (claude(HI, {"role": "assistant", "content": "Once"}, content=[{"type": "text", "text": " upon"}]),
     [("user", "Hi"), ("assistant", "Once upon")], "stop"),
    (claude({"role": "user", "content": [{"type": "image", "source": {"data": "AAAA"}}, {"type": "text", "text": "what?"}]},
            content=[{"type": "text", "text": "y"}], system=[{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]),
     [("system", "A\nB"), ("user", "[image]\nwhat?"), ("assistant", "y")], "stop"),
    (line({"prompt": "\n\nHuman: Hi\n\nAssistant: Yo\n\nHuman: Ho\n\nAssistant:"},
          {"type": "completion", "completion": " Hey", "stop_reason": "stop_sequence"}),
     [("user", "Hi"), ("assistant", "Yo"), ("user", "Ho"), ("assistant", "Hey")], "stop"),
]  # fmt: skip
STREAM = [
    {"type": "message_start", "message": {"id": "m", "type": "message", "content": [], "usage": {"input_tokens": 3}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hey"}},
    {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t1", "name": "f", "input": {}}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": '{"x": '}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "1.50}"}},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}},
    {"type": "message_stop"},
]  # fmt: skip


def gemini(*contents, candidates=(), **more):
    return line({"contents": list(contents)}, {"candidates": list(candidates), **more})


def part(*texts, role="model", finish="STOP"):
    return {"content": {"role": role, "parts": list(texts)}, "finishReason": finish}


ASK = {"role": "user", "parts": [{"text": "Hi"}]}
GEMINI = [
    (gemini(ASK, promptFeedback={"blockReason": "SAFETY"}), [("user", "Hi")], "content_filter"),
    (gemini(ASK, candidates=[{"finishReason": "SAFETY"}]), [("user", "Hi")], "content_filter"),
    (gemini(ASK, candidates=[part({"text": "hm", "thought": True}, {"text": "He"}, {"text": "y"})]),
     [("user", "Hi"), ("assistant", "Hey")], "stop"),
    (gemini("Hi", candidates=[part({"text": "Hey"}, finish=2)]), [("user", "Hi"), ("assistant", "Hey")], "length"),
    (line({"contents": "Hi", "config": {"system_instruction": "Be brief."}},
          {"candidates": [{"content": {"parts": [{"text": "Hey"}]}, "finish_reason": "STOP"}]}),
     [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hey")], "stop"),
    (line({"contents": [{"parts": [{"inline_data": {"mime_type": "image/png", "data": "AA"}}, {"text": "what?"}]}]},
          [{"candidates": [part({"text": "He"}, finish=None)]}, {"candidates": [part({"text": "y"})]}]),
     [("user", "[image]\nwhat?"), ("assistant", "Hey")], "stop"),
    (line({"contents": "Hi"}, [{"candidates": [part({"text": "He"}, finish=None)]}]), [("user", "Hi")], "unknown"),
]  # fmt: skip
PLAIN = [
    (json.dumps({"prompt": "Hi"}), [("user", "Hi")], None),
    (json.dumps({"prompt": "Hi", "response": ""}), [("user", "Hi")], None),
    (json.dumps({"prompt": "Hi", "response": '{"label": '}), [("user", "Hi"), ("assistant", '{"label": ')], None),
    (json.dumps({"prompt": "Hi", "response": '{"answer": "A"}'}), [("user", "Hi"), ("assistant", '{"answer": "A"}')], None),
    (json.dumps({"prompt": "Hi", "response": '{"answer": "A", "success": true}'}), [("user", "Hi"), ("assistant", "A")], None),
    (json.dumps({"prompt": ["a", "b"], "text": "c", "finish_reason": "length"}), [("user", "a\nb"), ("assistant", "c")], "length"),
    (json.dumps({"messages": [HI], "answer": "Hey"}), [("user", "Hi"), ("assistant", "Hey")], None),
    (json.dumps({"system": "S", "prompt": "Hi", "output": "Hey"}), [("system", "S"), ("user", "Hi"), ("assistant", "Hey")], None),
    (json.dumps({"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hey"}]}),
     [("user", "Hi"), ("assistant", "Hey")], None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "messages", "finish"), [*OPENAI, *ANTHROPIC, *GEMINI, *PLAIN])
def test_a_call_says_what_was_said_and_how_it_ended(text, messages, finish, read):
    (row,) = read(text)
    assert row["reasons"] == []
    assert said(row) == messages
    assert row["finish_reason"] == finish


@pytest.mark.parametrize("text", [
    openai({"role": "ghost", "content": "Hi"}, answer={"content": "y"}),
    openai({"role": "user", "content": 7}, answer={"content": "y"}),
    line({"model": "gpt-4.1", "messages": "Hi"}, {"choices": []}),
    line({"model": "gpt-4.1", "messages": [HI]}, {"choices": {"0": 1}}),
    line({"model": "gpt-4.1", "messages": [HI]}, {"answers": [1]}),
])  # fmt: skip
def test_wrong_types_are_not_the_dialect(text, read):
    (row,) = read(text)
    assert row["reasons"] == ["not_openai_chat"]


def test_every_choice_is_a_conversation_and_a_call_of_its_own(read):
    choices = [
        {"index": i, "message": {"role": "assistant", "content": c}, "finish_reason": "stop"}
        for i, c in enumerate("ab")
    ]
    rows = read(line({"model": "gpt-4.1", "messages": [HI]}, {"id": "c1", "choices": choices}))
    assert [(r["source_item"], said(r)[-1][1]) for r in rows] == [(0, "a"), (1, "b")]
    assert len({r["call_key"] for r in rows}) == 2


def test_tool_calls_keep_their_arguments_to_the_letter(read):
    (row,) = read(openai(HI, {"role": "assistant", "content": None, "tool_calls": CALLS},
                         {"role": "tool", "tool_call_id": "c1", "content": "ok"},
                         answer={"content": None, "tool_calls": [{**CALLS[0], "id": "c2"}]}, finish="tool_calls"))  # fmt: skip
    assert said(row) == [("user", "Hi"), ("assistant", ""), ("tool", "ok"), ("assistant", "")]
    assert json.loads(row["messages"][1]["tool_calls"]) == CALLS
    assert row["messages"][2]["tool_call_id"] == "c1"
    assert row["finish_reason"] == "tool_calls"


def test_arguments_logged_as_an_object_keep_their_numbers(read):
    text = claude(
        HI, content=[{"type": "tool_use", "id": "t1", "name": "f", "input": 0}], stop="tool_use"
    )
    (row,) = read(
        text.replace('"input": 0', '"input": {"a": 1.50, "b": 1e5, "c": 12345678901234567890123}')
    )
    (call,) = json.loads(row["messages"][-1]["tool_calls"])
    assert call["function"]["arguments"] == '{"a":1.50,"b":1e5,"c":12345678901234567890123}'
    assert encode(decode("[0.10, -1E-2]")) == "[0.10,-1E-2]"


def test_tool_results_come_before_the_rest_of_their_turn(read):
    use = {"type": "tool_use", "id": "t1", "name": "f", "input": {}}
    result = {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [{"type": "text", "text": "ok"}, {"type": "image", "source": {}}],
    }
    (row,) = read(claude(HI, {"role": "assistant", "content": [use]},
                         {"role": "user", "content": [{"type": "text", "text": "go"}, result]},
                         content=[{"type": "text", "text": "y"}]))  # fmt: skip
    assert said(row)[2:] == [("tool", "ok\n[image]"), ("user", "go"), ("assistant", "y")]
    assert row["messages"][2]["tool_call_id"] == "t1"


def test_a_stream_of_anthropic_is_merged(read):
    (row,) = read(
        line({"max_tokens": 9, "messages": [HI], "system": "S"}, sse(*STREAM, done=False))
    )
    assert said(row) == [("system", "S"), ("user", "Hi"), ("assistant", "Hey")]
    assert (
        json.loads(row["messages"][-1]["tool_calls"])[0]["function"]["arguments"] == '{"x": 1.50}'
    )
    assert (row["finish_reason"], row["input_tokens"], row["output_tokens"]) == ("tool_calls", 3, 7)
    (cut,) = read(
        line({"max_tokens": 9, "messages": [HI], "system": "S"}, sse(*STREAM[:5], done=False))
    )
    assert (said(cut)[-1], cut["finish_reason"]) == (("user", "Hi"), "unknown")


def test_pieces_of_tool_calls_are_merged_by_their_index(read):
    pieces = [{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}, {"index": 0, "function": {"arguments": '{"x":'}},
              {"index": 0, "function": {"arguments": "1}"}}, {"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}}]  # fmt: skip
    chunks = [chunk(tool_calls=[p]) for p in pieces]
    (row,) = read(
        line({"model": "gpt-4.1", "messages": [HI]}, [*chunks, chunk(finish="tool_calls")])
    )
    made = [(c["id"], c["function"]) for c in json.loads(row["messages"][-1]["tool_calls"])]
    assert made == [
        ("a", {"name": "f", "arguments": '{"x":1}'}),
        ("b", {"name": "g", "arguments": "{}"}),
    ]


def test_calls_without_ids_get_the_same_one_in_a_reply_and_in_a_history(read):
    call, result = (
        {"functionCall": {"name": "f", "args": {"x": 1}}},
        {"functionResponse": {"name": "f", "response": {"y": 2}}},
    )
    turns = [ASK, {"role": "model", "parts": [call]}, {"role": "user", "parts": [result]}]
    (first,) = read(gemini(ASK, candidates=[part(call)]))
    (second,) = read(gemini(*turns, candidates=[part({"text": "y"})]))
    assert first["messages"] == second["messages"][:2]
    assert first["finish_reason"] == "tool_calls"
    assert (
        second["messages"][2]["tool_call_id"]
        == json.loads(first["messages"][1]["tool_calls"])[0]["id"]
    )
    old = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
    (row,) = read(
        openai(HI, old, {"role": "function", "name": "f", "content": "ok"}, answer={"content": "y"})
    )
    assert (
        row["messages"][2]["tool_call_id"] == json.loads(row["messages"][1]["tool_calls"])[0]["id"]
    )


def test_only_an_assistant_has_a_weight(read):
    (row,) = read(
        openai(HI, {"role": "assistant", "content": "a", "weight": 0}, HI, answer={"content": "y"})
    )
    assert [m["weight"] for m in row["messages"]] == [None, 0, None, 1]


def test_tool_definitions_take_one_form(read):
    schema = {"type": "object", "properties": {"$ref": {"type": "string"}}}
    function = {"name": "f", "description": "d", "parameters": schema}
    wanted = [{"type": "function", "function": function}]
    for request in (
        {"model": "m", "messages": [HI], "tools": wanted}, {"model": "m", "messages": [HI], "functions": [function]},
        {"max_tokens": 1, "system": "S", "messages": [HI], "tools": [{"name": "f", "description": "d", "input_schema": schema}]},
        {"contents": "Hi", "tools": [{"functionDeclarations": [function]}]},
    ):  # fmt: skip
        (row,) = read(line(request))
        assert json.loads(row["tools"]) == wanted
