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

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, typed
from etl.adapt._stream import events_of
from etl.adapt._tools import Json, definitions
from etl.adapt.dialects import _gemini_wire as wire
from etl.adapt.dialects._gemini_turns import heard, merged, said, text_of, turns

PROVIDER = "google"

_ANSWERS = {"candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata"}
# https://cloud.google.com/vertex-ai/docs/reference/rest/v1/GenerateContentResponse#FinishReason
_NUMBERS = {1: "stop", 2: "length", 3: "content_filter", 4: "content_filter", 6: "content_filter",
            7: "content_filter", 8: "content_filter", 9: "error"}  # fmt: skip


def is_request(value: Json) -> bool:
    """`contents`, text or turns."""
    return isinstance(value.get("contents"), str | list | dict)


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """Candidates, feedback to the prompt, or a stream of such."""
    if isinstance(value, dict):
        return not _ANSWERS.isdisjoint(value) and any(
            isinstance(value.get(key), list | dict) for key in _ANSWERS
        )
    stream = events_of(value)
    return bool(stream and stream[0]) and is_response(stream[0][0]) if stream else False


def prompt(request: Json) -> Prompt:
    """What was asked."""
    asked = wire.spelled(request)
    settings = asked.get("config") if isinstance(asked.get("config"), dict) else {}
    system = asked.get("systemInstruction", settings.get("systemInstruction"))
    messages = [Message("system", text_of(turns(system)[0], "\n"))] if system else []
    for turn in turns(asked["contents"]):
        role = role_of(turn.role or "user")
        messages += [said(turn)] if role == "assistant" else heard(turn)
    tools = typed(asked.get("tools", settings.get("tools")) or [], list[Json])
    declared = [
        f for tool in tools for f in typed(tool.get("functionDeclarations") or [], list[Json])
    ]
    return Prompt(messages, definitions(declared), typed(asked.get("model"), str | None))  # type: ignore[arg-type]


def reply(response: Any) -> Reply:  # noqa: ANN401 - any logged value
    """What came back."""
    stream = None if isinstance(response, dict) else events_of(response)
    pieces = stream[0] if stream else [response]
    back = merged([typed(wire.spelled(piece), wire.Response) for piece in pieces], bool(stream))
    usage = back.usage_metadata or wire.Usage()
    counted = [
        n for n in (usage.candidates_token_count, usage.thoughts_token_count) if n is not None
    ]
    blocked = bool(back.prompt_feedback and back.prompt_feedback.block_reason)
    none = Choice(None, "content_filter" if blocked else "error" if back.error else None)
    return Reply(
        [_choice(c) for c in back.candidates or []] or [none], back.response_id,
        back.model_version, back.create_time, usage.prompt_token_count,
        sum(counted) if counted else None, bool(back.error),
    )  # fmt: skip


def _choice(candidate: wire.Candidate) -> Choice:
    reason = candidate.finish_reason
    answer = said(candidate.content) if candidate.content else None
    if isinstance(reason, int):
        reason = _NUMBERS.get(reason, "unknown")
    if answer and answer.tool_calls and reason == "STOP":
        reason = "tool_calls"
    return Choice(
        answer if answer and (answer.content or answer.tool_calls) else None, finish(reason)
    )


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
