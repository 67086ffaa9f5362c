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

import re
from typing import Any

from msgspec import ValidationError

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, say, typed
from etl.adapt._stream import events_of
from etl.adapt._tools import Json, definitions, made_id, tool_call
from etl.adapt.dialects import _anthropic_stream
from etl.adapt.dialects import _anthropic_wire as wire

PROVIDER = "anthropic"

_KEYS = {"system", "anthropic_version", "stop_sequences", "thinking", "top_k"}
_BLOCKS = {"tool_use", "tool_result", "thinking", "redacted_thinking", "document", "server_tool_use"}
_MEDIA = {"image": "[image]", "document": "[document]", "file": "[file]"}
_TURN = re.compile(r"\n\n(Human|Assistant):")

Content = str | list[wire.Block | str] | None


def is_request(value: Json) -> bool:
    """`messages` with keys or blocks that only Anthropic has; or a prompt with `Human:`."""
    messages = value.get("messages")
    if not isinstance(messages, list):
        return isinstance(value.get("prompt"), str) and value["prompt"].startswith("\n\nHuman:")
    turns = [m for m in messages if isinstance(m, dict)]
    if any(m.get("role") in ("system", "developer", "tool", "function") or "tool_calls" in m for m in turns):
        return False
    if not _KEYS.isdisjoint(value) or any(_has_block(m.get("content")) for m in turns):
        return True
    return "max_tokens" in value and str(value.get("model")).startswith("claude")


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """A message, an error or a completion by its `type`, or a stream."""
    if not isinstance(value, dict):
        stream = events_of(value)
        return bool(stream and stream[0]) and _anthropic_stream.is_event(stream[0][0]) if stream else False
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
    messages = [Message("system", _text(asked.system, "\n"))] if asked.system else []
    for turn in asked.messages or _legacy(asked.prompt or ""):
        role = role_of(turn.role)
        if role == "assistant":
            messages.append(_said(turn.content))
        else:
            messages += _heard(role, turn.content)
    tools = definitions([_definition(tool) for tool in asked.tools or []])
    user = asked.metadata.get("user_id") if isinstance(asked.metadata, dict) else None
    return Prompt(messages, tools, asked.model, user, continued=True)


def reply(response: Any) -> Reply:  # noqa: ANN401 - any logged value
    """What came back."""
    stream = None if isinstance(response, dict) else events_of(response)
    back = _anthropic_stream.merged(stream[0]) if stream else typed(response, wire.Response)
    said = _said(back.content if back.completion is None else back.completion.removeprefix(" "))
    reason = "error" if back.error else finish(back.stop_reason)
    usage = back.usage or wire.Usage()
    read = (usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens)
    counted = [tokens for tokens in read if tokens is not None]
    return Reply(
        [Choice(said if said.content or said.tool_calls else None, reason)],
        back.id, back.model, None, sum(counted) if counted else None, usage.output_tokens,
        bool(back.error),
    )  # fmt: skip


def _said(content: Content) -> Message:
    blocks = content if isinstance(content, list) else []
    uses = [b for b in blocks if isinstance(b, wire.Block) and b.type == "tool_use"]
    calls = [
        tool_call(b.id or made_id(b.name or "", i), b.name or "", b.input)
        for i, b in enumerate(uses)
    ]
    return say(_text(content, ""), calls)


def _heard(role: str, content: Content) -> list[Message]:
    blocks = content if isinstance(content, list) else [content or ""]
    results = [b for b in blocks if isinstance(b, wire.Block) and b.type == "tool_result"]
    rest = [b for b in blocks if b not in results]
    heard = [
        Message("tool", _text(typed(b.content, Content), "\n"), None, None, b.tool_use_id)  # type: ignore[arg-type]
        for b in results
    ]
    return heard + [Message(role, _text(rest, "\n"))] if rest or not results else heard


def _text(content: Content, between: str) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    texts = (b if isinstance(b, str) else _MEDIA.get(b.type) or _spoken(b) for b in content)
    return between.join(text for text in texts if text)


def _spoken(block: wire.Block) -> str:
    return block.text or "" if block.type == "text" else ""


def _has_block(content: object) -> bool:
    return isinstance(content, list) and any(
        isinstance(b, dict) and (b.get("type") in _BLOCKS or "source" in b) for b in content
    )


def _definition(tool: Json) -> Json:
    named = {key: tool[key] for key in ("name", "description") if key in tool}
    return {**named, "parameters": tool.get("input_schema", {})}


def _legacy(prompt: str) -> list[wire.Message]:
    """The turns of a Text Completions prompt; its last marker asks for the answer."""
    if not prompt.startswith("\n\nHuman:"):
        raise ValidationError("no messages")
    _, *pieces = _TURN.split(prompt)
    turns = [wire.Message(r, t.strip()) for r, t in zip(pieces[::2], pieces[1::2], strict=True)]
    return turns[:-1] if turns[-1].role == "Assistant" and not turns[-1].content else turns


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
