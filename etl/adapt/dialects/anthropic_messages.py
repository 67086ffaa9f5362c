"""Anthropic Messages, and the legacy Text Completions.

    {"request":  {"model": "claude-sonnet-4-5", "max_tokens": 64, "system": "Be brief.",
                  "messages": [{"role": "user", "content": "Hi"}]},
     "response": {"id": "msg_1", "type": "message", "role": "assistant", "stop_reason": "end_turn",
                  "content": [{"type": "text", "text": "Hello!"}],
                  "usage": {"input_tokens": 8, "output_tokens": 2}}}

Tool results stand in user turns; they become messages of role tool before the rest of the turn.
Thinking and what the server's own tools did stay out. A last assistant turn of the request is the
beginning of the answer. Input tokens include the cached ones, as the other dialects count them.

Source: https://docs.anthropic.com/en/api/messages
"""

from typing import Any

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, typed
from etl.adapt._stream import events_of
from etl.adapt._tools import Json, definitions
from etl.adapt.dialects import _anthropic_stream
from etl.adapt.dialects import _anthropic_wire as wire
from etl.adapt.dialects._anthropic_turns import heard, legacy, said, text_of

PROVIDER = "anthropic"

_NOT_ROLES = ("system", "developer", "tool", "function")
_KEYS = {"system", "anthropic_version", "stop_sequences", "thinking", "top_k"}
_BLOCKS = {
    "tool_use",
    "tool_result",
    "thinking",
    "redacted_thinking",
    "document",
    "server_tool_use",
}


def is_request(value: Json) -> bool:
    """`messages` with keys or blocks that only Anthropic has; or a prompt with `Human:`."""
    messages = value.get("messages")
    if not isinstance(messages, list):
        return isinstance(value.get("prompt"), str) and value["prompt"].startswith("\n\nHuman:")
    blocks = False
    for turn in messages:
        if isinstance(turn, dict):
            if turn.get("role") in _NOT_ROLES or "tool_calls" in turn:
                return False
            content = turn.get("content")
            blocks = blocks or (isinstance(content, list) and _has_block(content))
    if blocks or not _KEYS.isdisjoint(value):
        return True
    return "max_tokens" in value and str(value.get("model")).startswith("claude")


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """A message, an error or a completion by its `type`, or a stream."""
    if not isinstance(value, dict):
        stream = events_of(value)
        return (
            bool(stream and stream[0]) and _anthropic_stream.is_event(stream[0][0])
            if stream
            else False
        )
    match value.get("type"):
        case "message":
            return "content" in value
        case "error":
            return "error" in value
        case "completion":
            return "completion" in value
    return "stop_reason" in value and isinstance(value.get("content"), list)


def prompt(request: Json) -> Prompt:
    """What was asked."""
    asked = typed(request, wire.Request)
    messages = [Message("system", text_of(asked.system, "\n"))] if asked.system else []
    for turn in asked.messages or legacy(asked.prompt or ""):
        role = role_of(turn.role)
        if role == "assistant":
            messages.append(said(turn.content))
        else:
            messages += heard(role, turn.content)
    tools = definitions([_definition(tool) for tool in asked.tools or []])
    user = asked.metadata.get("user_id") if isinstance(asked.metadata, dict) else None
    return Prompt(messages, tools, asked.model, user, continued=True)


def reply(response: Any) -> Reply:  # noqa: ANN401 - any logged value
    """What came back."""
    stream = None if isinstance(response, dict) else events_of(response)
    back = _anthropic_stream.merged(stream[0]) if stream else typed(response, wire.Response)
    answer = said(back.content if back.completion is None else back.completion.removeprefix(" "))
    reason = "error" if back.error else finish(back.stop_reason)
    usage = back.usage or wire.Usage()
    read = (usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens)
    counted = [tokens for tokens in read if tokens is not None]
    return Reply(
        [Choice(answer if answer.content or answer.tool_calls else None, reason)],
        back.id, back.model, None, sum(counted) if counted else None, usage.output_tokens,
        bool(back.error),
    )  # fmt: skip


def _has_block(content: list[Any]) -> bool:
    return any(isinstance(b, dict) and (b.get("type") in _BLOCKS or "source" in b) for b in content)


def _definition(tool: Json) -> Json:
    named: Json = {key: tool[key] for key in ("name", "description") if key in tool}
    return {**named, "parameters": tool.get("input_schema", {})}


EXAMPLES = {
    """{"request": {"model": "claude-sonnet-4-5", "max_tokens": 64, "system": "Be brief.",
        "messages": [{"role": "user", "content": "Hi"}]},
        "response": {"id": "msg_1", "type": "message", "role": "assistant",
        "model": "claude-sonnet-4-5", "stop_reason": "end_turn",
        "content": [{"type": "text", "text": "Hello!"}],
        "usage": {"input_tokens": 8, "cache_read_input_tokens": 90, "output_tokens": 2}}}""": [
        {
            "messages": [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!")],
            "model": "claude-sonnet-4-5",
            "provider": "anthropic",
            "finish_reason": "stop",
            "input_tokens": 98,
            "output_tokens": 2,
        }
    ],
}
