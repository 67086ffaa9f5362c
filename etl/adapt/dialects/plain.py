"""A prompt and its answer as plain text, as home-made logs have them.

    {"prompt": "Hi", "response": {"answer": "Hello!", "success": true}}

The prompt is `prompt`, or `current_batch_content` where that is empty; text, a list of texts, or
messages. The answer is text, a list of texts (each a conversation of its own) or `{"answer": ..}`
under `completion`, `response`, `answer`, `output` or `text`; it may stand beside `messages`.
ShareGPT's `conversations` are whole conversations.

Source: none; the shapes are those of logs seen, and of
https://platform.openai.com/docs/api-reference/completions
"""

from typing import Any

from msgspec import ValidationError

from etl.adapt._call import Choice, Message, Prompt, Reply, finish, role_of, say, typed
from etl.adapt._tools import Json
from etl.adapt.dialects import _openai_wire, openai_chat

FALLBACK = True  # tried after all others; its answers are such only beside a prompt
PROVIDER = None

_PROMPTS = ("prompt", "current_batch_content", "conversations", "messages")
_ANSWERS = ("completion", "response", "answer", "output", "text")


def is_request(value: Json) -> bool:
    """A prompt that is text or a list, or messages."""
    if any(isinstance(value.get(key), str | list) for key in _PROMPTS[:-1]):
        return True
    messages = value.get("messages")
    return isinstance(messages, list) and all(isinstance(m, dict) for m in messages)


def is_response(value: Any) -> bool:  # noqa: ANN401 - any logged value
    """An answer beside the prompt, or in an object of its own."""
    return isinstance(value, dict) and any(_is_text(value.get(key)) for key in _ANSWERS)


def prompt(request: Json) -> Prompt:
    """What was asked: one user message, or messages."""
    asked = next((request[key] for key in _PROMPTS if request.get(key)), "")
    if isinstance(asked, str):
        messages = [Message("user", asked)] if asked else []
    elif isinstance(request.get("conversations"), list) and asked is request["conversations"]:
        messages = [_shared(turn) for turn in typed(asked, list[dict[str, Any]])]
    elif isinstance(asked, list) and all(isinstance(text, str) for text in asked):
        messages = [Message("user", "\n".join(asked))]
    else:
        messages = openai_chat.read_messages(typed(asked, list[_openai_wire.Message]))
    system = request.get("system")
    if isinstance(system, str) and system:
        messages.insert(0, Message("system", system))
    return Prompt(messages)


def reply(response: Json) -> Reply:
    """What came back: one choice for each text."""
    said = next((response[key] for key in _ANSWERS if _is_text(response.get(key))), None)
    logged = response
    if isinstance(said, dict):
        logged = said
        said = next((said[key] for key in _ANSWERS if key in said), None)
    texts = said if isinstance(said, list) else [said]
    if not all(text is None or isinstance(text, str) for text in texts):
        raise ValidationError("an answer is text")
    success = logged.get("success")
    reason = finish(logged.get("finish_reason"))
    choices = [Choice(say(text) if text else None, reason) for text in texts]
    return Reply(choices, success=success if isinstance(success, bool) else None)


def _is_text(value: object) -> bool:
    if isinstance(value, dict):
        return any(key in value for key in _ANSWERS)
    return isinstance(value, str) or (isinstance(value, list) and value != [])


def _shared(turn: Json) -> Message:
    """A turn as ShareGPT writes it: `from` and `value`."""
    role, text = turn.get("from"), turn.get("value")
    if not isinstance(role, str) or not isinstance(text, str):
        raise ValidationError("a turn is from and value")
    role = role_of(role)
    return say(text) if role == "assistant" else Message(role, text)


EXAMPLES = {
    """{"prompt": "Hi", "response": {"answer": "Hello!", "success": true}}""": [
        {"messages": [("user", "Hi"), ("assistant", "Hello!")], "success": True}
    ],
    """{"prompt": "", "current_batch_content": "Hi", "completion": ["Hello!", "Hey!"]}""": [
        {"messages": [("user", "Hi"), ("assistant", "Hello!")], "source_item": 0},
        {"messages": [("user", "Hi"), ("assistant", "Hey!")], "source_item": 1},
    ],
}
