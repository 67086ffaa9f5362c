"""Gemini `generateContent`, as the API, Vertex and the SDKs write it, in either spelling of keys.

    {"request":  {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
                  "systemInstruction": {"parts": [{"text": "Be brief."}]}},
     "response": {"responseId": "r1", "modelVersion": "gemini-2.5-flash",
                  "candidates": [{"finishReason": "STOP",
                                  "content": {"role": "model", "parts": [{"text": "Hello!"}]}}],
                  "usageMetadata": {"promptTokenCount": 8, "candidatesTokenCount": 2}}}

Function calls often have no id: they get one by name and position, and so do their responses.
Thoughts stay out. A blocked prompt has no candidates: `content_filter`. A stream is a list.

Source: https://ai.google.dev/api/generate-content
"""

from typing import Any

from msgspec import ValidationError

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, say, typed
from etl.adapt._json import encode
from etl.adapt._stream import events_of
from etl.adapt._tools import Json, definitions, made_id, tool_call
from etl.adapt.dialects import _gemini_wire as wire

PROVIDER = "google"

_ANSWERS = ("candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata")
# https://cloud.google.com/vertex-ai/docs/reference/rest/v1/GenerateContentResponse#FinishReason
_NUMBERS = {1: "stop", 2: "length", 3: "content_filter", 4: "content_filter", 6: "content_filter",
            7: "content_filter", 8: "content_filter", 9: "error"}  # fmt: skip


def is_request(value: Json) -> bool:
    """`contents`, text or turns."""
    return isinstance(value.get("contents"), str | list | dict)


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """Candidates, feedback to the prompt, or a stream of such."""
    if isinstance(value, dict):
        return any(isinstance(value.get(key), list | dict) for key in _ANSWERS)
    stream = events_of(value)
    return bool(stream and stream[0]) and is_response(stream[0][0]) if stream else False


def prompt(request: Json) -> Prompt:
    """What was asked."""
    asked = wire.spelled(request)
    settings = asked.get("config") if isinstance(asked.get("config"), dict) else {}
    system = asked.get("systemInstruction", settings.get("systemInstruction"))
    messages = [Message("system", _text(_turns(system)[0], "\n"))] if system else []
    for turn in _turns(asked["contents"]):
        role = role_of(turn.role or "user")
        messages += [_said(turn)] if role == "assistant" else _heard(turn)
    tools = typed(asked.get("tools", settings.get("tools")) or [], list[Json])
    declared = [f for tool in tools for f in typed(tool.get("functionDeclarations") or [], list[Json])]
    return Prompt(messages, definitions(declared), typed(asked.get("model"), str | None))  # type: ignore[arg-type]


def reply(response: Any) -> Reply:  # noqa: ANN401 - any logged value
    """What came back."""
    stream = None if isinstance(response, dict) else events_of(response)
    pieces = stream[0] if stream else [response]
    back = _merged([typed(wire.spelled(piece), wire.Response) for piece in pieces], bool(stream))
    usage = back.usage_metadata or wire.Usage()
    counted = [n for n in (usage.candidates_token_count, usage.thoughts_token_count) if n is not None]
    blocked = bool(back.prompt_feedback and back.prompt_feedback.block_reason)
    none = Choice(None, "content_filter" if blocked else "error" if back.error else None)
    return Reply(
        [_choice(c) for c in back.candidates or []] or [none], back.response_id,
        back.model_version, back.create_time, usage.prompt_token_count,
        sum(counted) if counted else None, bool(back.error),
    )  # fmt: skip


def _choice(candidate: wire.Candidate) -> Choice:
    reason = candidate.finish_reason
    said = _said(candidate.content) if candidate.content else None
    if isinstance(reason, int):
        reason = _NUMBERS.get(reason, "unknown")
    if said and said.tool_calls and reason == "STOP":
        reason = "tool_calls"
    return Choice(said if said and (said.content or said.tool_calls) else None, finish(reason))


def _turns(contents: Any) -> list[wire.Content]:  # noqa: ANN401 - any logged value
    """Contents in each of their shapes: text, a turn, turns, or bare parts."""
    if isinstance(contents, str):
        return [wire.Content([wire.Part(contents)])]
    items = contents if isinstance(contents, list) else [contents]
    turns = []
    for item in items:
        if isinstance(item, str):
            turns.append(wire.Content([wire.Part(item)]))
        elif isinstance(item, dict) and "parts" not in item and "role" not in item:
            turns.append(wire.Content([typed(item, wire.Part)]))
        else:
            turns.append(typed(item, wire.Content))
    if not turns:
        raise ValidationError("no contents")
    return turns


def _said(turn: wire.Content) -> Message:
    calls = [p.function_call for p in turn.parts or [] if p.function_call]
    return say(
        _text(turn, ""),
        [tool_call(c.id or made_id(c.name, i), c.name, c.args) for i, c in enumerate(calls)],
    )


def _heard(turn: wire.Content) -> list[Message]:
    parts = turn.parts or []
    answers = [p.function_response for p in parts if p.function_response]
    heard = [
        Message("tool", _result(a.response), a.name, None, a.id or made_id(a.name, i))
        for i, a in enumerate(answers)
    ]
    text = _text(turn, "\n")
    return heard if answers and not text else [*heard, Message("user", text)]


def _result(response: Any) -> str:  # noqa: ANN401 - any JSON value
    return response if isinstance(response, str) else encode(response)


def _text(turn: wire.Content, between: str) -> str:
    return between.join(text for part in turn.parts or [] if (text := _part(part)))


def _part(part: wire.Part) -> str:
    if part.thought:
        return ""
    medium = part.inline_data or part.file_data
    if medium:
        mime = str(medium.get("mimeType")) if isinstance(medium, dict) else ""
        kind = mime.split("/")[0]
        return f"[{kind}]" if kind in ("image", "audio", "video") else "[file]"
    return part.text or ""


def _merged(pieces: list[wire.Response], stream: bool) -> wire.Response:  # noqa: FBT001 - a fact about `pieces`
    """One response of all pieces; without text where a stream never finished."""
    whole = pieces[0]
    for piece in pieces[1:]:
        whole.usage_metadata = piece.usage_metadata or whole.usage_metadata
        whole.prompt_feedback = piece.prompt_feedback or whole.prompt_feedback
        whole.error = whole.error or piece.error
        for old, new in zip(whole.candidates or [], piece.candidates or [], strict=False):
            old.finish_reason = new.finish_reason or old.finish_reason
            if new.content and new.content.parts:
                old.content = old.content or wire.Content([])
                old.content.parts = [*(old.content.parts or []), *new.content.parts]
        whole.candidates = whole.candidates or piece.candidates
    for candidate in whole.candidates or [] if stream else []:
        if candidate.finish_reason is None:
            candidate.finish_reason, candidate.content = "unknown", None
    return whole


EXAMPLES = {
    """{"request": {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "systemInstruction": {"parts": [{"text": "Be brief."}]}},
        "response": {"responseId": "r1", "modelVersion": "gemini-2.5-flash", "candidates":
        [{"finishReason": "STOP", "content": {"role": "model", "parts": [{"text": "Hello!"}]}}],
        "usageMetadata": {"promptTokenCount": 8, "candidatesTokenCount": 2}}}""": [
        {
            "messages": [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!")],
            "model": "gemini-2.5-flash",
            "provider": "google",
            "finish_reason": "stop",
            "input_tokens": 8,
            "output_tokens": 2,
        }
    ],
}
