"""Streams of OpenAI Chat Completions: many chunks, one response.

    {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}}]}

Source: https://platform.openai.com/docs/api-reference/chat-streaming
"""

from etl.adapt._call import typed
from etl.adapt._tools import Json
from etl.adapt.dialects import _openai_wire as wire
from etl.adapt.dialects._openai_wire import text_of


def is_chunk(event: Json) -> bool:
    """Whether an event of a stream is in this dialect."""
    return event.get("object") == "chat.completion.chunk" or "choices" in event


def merged(events: list[Json], ended: bool) -> wire.Response:  # noqa: FBT001 - as `events_of` gives it
    """One response of all chunks of a stream."""
    whole, choices = wire.Response(), dict[int, wire.Choice]()
    for chunk in (typed(event, wire.Response) for event in events):
        whole.id, whole.model = whole.id or chunk.id, whole.model or chunk.model
        whole.created, whole.usage = whole.created or chunk.created, chunk.usage or whole.usage
        whole.error = whole.error or chunk.error
        for piece in chunk.choices or []:
            choice = choices.setdefault(piece.index, wire.Choice(message=wire.Message()))
            choice.finish_reason = piece.finish_reason or choice.finish_reason
            _add(choice, piece)
    for choice in choices.values():
        if choice.finish_reason is None:
            choice.finish_reason = "unknown"
            choice.message = choice.message if ended else None  # cut: nothing to learn
    whole.choices = [choices[i] for i in sorted(choices)]
    return whole


def _add(choice: wire.Choice, piece: wire.Choice) -> None:
    said = choice.message
    delta = piece.delta or piece.message or wire.Message(content=piece.text)
    if said is None:
        return
    if delta.content:
        said.content = text_of(said.content, "") + text_of(delta.content, "")
    if delta.refusal:
        said.refusal = (said.refusal or "") + delta.refusal
    if delta.function_call:
        said.function_call = said.function_call or wire.Function(arguments="")
        _extend(said.function_call, delta.function_call)
    calls = said.tool_calls = said.tool_calls or []
    for call in delta.tool_calls or []:
        at = len(calls) if call.index is None else min(call.index, len(calls))
        if at == len(calls):
            calls.append(wire.ToolCall(function=wire.Function(arguments="")))
        calls[at].id = calls[at].id or call.id
        _extend(calls[at].function, call.function)


def _extend(function: wire.Function | None, piece: wire.Function | None) -> None:
    if function and piece:
        function.name = function.name or piece.name
        if isinstance(function.arguments, str) and isinstance(piece.arguments, str):
            function.arguments += piece.arguments
