"""Turns of Gemini as messages, and the pieces of a stream as one response.

Source: https://ai.google.dev/api/caching#Content
"""

from typing import Any

from msgspec import ValidationError

from etl.adapt._call import Message, say, typed
from etl.adapt._json import encode
from etl.adapt._tools import made_id, tool_call
from etl.adapt.dialects import _gemini_wire as wire


def turns(contents: Any) -> list[wire.Content]:  # noqa: ANN401 - any logged value
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


def said(turn: wire.Content) -> Message:
    calls = [p.function_call for p in turn.parts or [] if p.function_call]
    return say(
        text_of(turn, ""),
        [tool_call(c.id or made_id(c.name, i), c.name, c.args) for i, c in enumerate(calls)],
    )


def heard(turn: wire.Content) -> list[Message]:
    parts = turn.parts or []
    answers = [p.function_response for p in parts if p.function_response]
    heard = [
        Message("tool", _result(a.response), a.name, None, a.id or made_id(a.name, i))
        for i, a in enumerate(answers)
    ]
    text = text_of(turn, "\n")
    return heard if answers and not text else [*heard, Message("user", text)]


def _result(response: Any) -> str:  # noqa: ANN401 - any JSON value
    return response if isinstance(response, str) else encode(response)


def text_of(turn: wire.Content, between: str) -> str:
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


def merged(pieces: list[wire.Response], stream: bool) -> wire.Response:  # noqa: FBT001 - a fact about `pieces`
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
