"""Messages of Anthropic: https://docs.anthropic.com/en/api/messages."""

import json

from rows import Call, Message
from tools import Json, schema, tokens, used_tool

STOPS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "refusal": "refusal"}


def exchange(call: Call) -> tuple[Json, Json]:
    """Request and response: the system prompt apart, content in blocks, tool results in a user turn."""
    history = [_message(message) for message in call.history]
    request: Json = {
        "model": call.model,
        "max_tokens": 1024,
        "system": call.system,
        "messages": history,
    }
    request["metadata"] = {"user_id": call.user}
    if tool := used_tool(call):
        request["tools"] = [schema(tool, "input_schema")]
    blocks = _blocks(call.answer or {})
    if call.thinking:
        blocks.insert(
            0, {"type": "thinking", "thinking": call.thinking, "signature": "EqQBCkYIBxgCKkDe"}
        )
    usage = {
        "input_tokens": tokens(call.system, str(history)),
        "output_tokens": tokens(call.text()),
    }
    response = {
        "id": call.id,
        "type": "message",
        "role": "assistant",
        "model": call.model,
        "content": blocks,
    }
    return request, {
        **response,
        "stop_reason": STOPS.get(call.finish),
        "stop_sequence": None,
        "usage": usage,
    }


def _message(message: Message) -> Json:
    if message["role"] == "tool":
        result = {
            "type": "tool_result",
            "tool_use_id": message["tool_call_id"],
            "content": message["content"],
        }
        return {"role": "user", "content": [result]}
    plain = "tool_calls" not in message
    return {"role": message["role"], "content": message["content"] if plain else _blocks(message)}


def _blocks(message: Message) -> list[Json]:
    text = message.get("content")
    blocks: list[Json] = [] if text is None else [{"type": "text", "text": text}]
    for tool in message.get("tool_calls", ()):
        function = tool["function"]
        shape = {"type": "tool_use", "id": tool["id"], "name": function["name"]}
        blocks.append({**shape, "input": json.loads(function["arguments"])})
    return blocks
