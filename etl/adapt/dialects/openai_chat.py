"""OpenAI Chat Completions, as OpenAI, Azure and most proxies speak it.

    {"request":  {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hi"}]},
     "response": {"id": "chatcmpl-1", "object": "chat.completion", "created": 1735689600,
                  "model": "gpt-4.1", "usage": {"prompt_tokens": 8, "completion_tokens": 2},
                  "choices": [{"index": 0, "finish_reason": "stop",
                               "message": {"role": "assistant", "content": "Hello!"}}]}}

Each choice is a conversation of its own. A stream is merged, logged as a list of chunks or as SSE
text; one that never finished gives no answer to learn. Legacy `functions`, `function_call` and
`choices[].text` are read too.

Source: https://platform.openai.com/docs/api-reference/chat/object
"""

from datetime import UTC, datetime
from typing import Any

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, say, typed
from etl.adapt._json import encode
from etl.adapt._stream import events_of
from etl.adapt._tools import Json, definitions, made_id, tool_call
from etl.adapt.dialects import _openai_wire as wire
from etl.adapt.dialects._openai_stream import is_chunk, merged
from etl.adapt.dialects._openai_wire import text_of

PROVIDER = None  # many speak it; the model's name tells more

_USUAL = ("user", "assistant", "tool", "system")  # are spelled as the schema has them
_message = tuple.__new__  # half the time of `Message(...)`, and most lines are made of messages


def is_request(value: Json) -> bool:
    """`messages` beside a `model`, or messages with roles."""
    messages = value.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], dict):
        return "role" in messages[0]
    return "messages" in value and isinstance(value.get("model"), str)


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """`choices`, an error object and nothing else, or a stream of chunks."""
    if not isinstance(value, dict):
        stream = events_of(value)
        return bool(stream and stream[0]) and is_chunk(stream[0][0]) if stream else False
    choices = value.get("choices", ...)
    if isinstance(choices, list):
        return all(isinstance(choice, dict) for choice in choices)
    return choices is None or (len(value) == 1 and isinstance(value.get("error"), dict))


def prompt(request: Json) -> Prompt:
    """What was asked."""
    asked = typed(request, wire.Request)
    tools = encode(asked.tools) if asked.tools else definitions(asked.functions or [])
    metadata = asked.metadata if isinstance(asked.metadata, dict) else {}
    user = asked.user or metadata.get("user_id")
    messages = read_messages(asked.messages or [])
    return Prompt(messages, tools, asked.model, user, metadata.get("session_id"))


def reply(response: Any) -> Reply:  # noqa: ANN401 - any logged value
    """What came back."""
    stream = None if isinstance(response, dict) else events_of(response)
    back = merged(*stream) if stream else typed(response, wire.Response)
    usage = back.usage or wire.Usage()
    failed = bool(back.error)
    choices = [_choice(choice) for choice in back.choices or []]
    return Reply(
        choices or [Choice(None, "error" if failed else None)], back.id, back.model, back.created,
        usage.prompt_tokens, usage.completion_tokens, failed,
    )  # fmt: skip


def read_messages(logged: list[wire.Message]) -> list[Message]:
    """Messages in the schema's form; the results of legacy functions get ids by position and name."""
    found = []
    for message in logged:
        role, content, name = message.role, message.content, message.name
        if role not in _USUAL:
            role = role_of(role or "")
        if role == "assistant":
            found.append(_said(message))
            continue
        call_id = message.tool_call_id
        if role == "tool" and call_id is None and name:
            call_id = made_id(name, 0)
        text = content if type(content) is str else text_of(content, "\n")
        found.append(_message(Message, (role, text, name, None, call_id, None)))
    return found


def _said(message: wire.Message) -> Message:
    content = message.content
    text = content if type(content) is str else text_of(content, "")
    calls = None
    if message.tool_calls or message.function_call:
        calls = encode(_calls(message))
    weight = 1 if message.weight is None else int(message.weight != 0)
    text = text or message.refusal or ""
    return _message(Message, ("assistant", text, message.name, calls, None, weight))


def _calls(message: wire.Message) -> list[Json]:
    if not message.tool_calls and message.function_call:
        name = message.function_call.name or ""
        return [tool_call(made_id(name, 0), name, message.function_call.arguments or "")]
    found = []
    for i, call in enumerate(message.tool_calls or []):
        function = call.function or wire.Function(call.name, call.arguments)
        name = function.name or ""
        found.append(tool_call(call.id or made_id(name, i), name, function.arguments or ""))
    return found


def _choice(choice: wire.Choice) -> Choice:
    message = choice.message
    if message is None:
        said = None if choice.text is None else say(choice.text)
        return Choice(said, finish(choice.finish_reason))
    said = _said(message)
    reason = "refusal" if message.refusal else finish(choice.finish_reason)
    return Choice(said if said.content or said.tool_calls else None, reason)


EXAMPLES = {
    """{"request": {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hi"}]},
        "response": {"id": "chatcmpl-1", "object": "chat.completion", "created": 1735689600,
        "model": "gpt-4.1", "usage": {"prompt_tokens": 8, "completion_tokens": 2}, "choices":
        [{"index": 0, "finish_reason": "stop",
          "message": {"role": "assistant", "content": "Hello!"}}]}}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "model": "gpt-4.1",
            "provider": "openai",
            "timestamp": datetime(2025, 1, 1, tzinfo=UTC),
            "finish_reason": "stop",
            "input_tokens": 8,
            "output_tokens": 2,
        }
    ],
}
