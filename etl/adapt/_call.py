"""A call as every dialect gives it: the prompt, the reply, and how the two become conversations."""

from typing import Any, NamedTuple

from msgspec import Struct, ValidationError, convert

from etl.adapt._json import encode
from etl.adapt._tools import Json


class Message(NamedTuple):
    """One message, in the order of `etl.schema.MESSAGE`."""

    role: str
    content: str
    name: str | None = None
    tool_calls: str | None = None
    tool_call_id: str | None = None
    weight: int | None = None


class Prompt(Struct, gc=False):
    """What was asked. `continued`: a last assistant message is the beginning of the answer."""

    messages: list[Message]
    tools: str | None = None
    model: str | None = None
    user: Any = None
    session: Any = None
    continued: bool = False


class Choice(NamedTuple):
    """One answer: None where there is no text or tool call to learn from."""

    message: Message | None
    finish_reason: str | None = None


class Reply(Struct, gc=False):
    """What came back: one choice for each answer."""

    choices: list[Choice]
    id: str | None = None
    model: str | None = None
    created: Any = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    error: bool = False
    success: bool | None = None


ROLES = {
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("user", "human"), "user"),
    **dict.fromkeys(("assistant", "gpt", "bot", "ai", "model", "chatbot"), "assistant"),
    **dict.fromkeys(("tool", "function"), "tool"),
}

_FILTERED = ("content_filter", "content_filtered", "safety", "recitation", "blocklist", "spii",
             "prohibited_content", "image_safety", "guardrail_intervened")  # fmt: skip
FINISH = {
    **dict.fromkeys(("stop", "end_turn", "stop_sequence", "eos", "complete", "completed"), "stop"),
    **dict.fromkeys(("length", "max_tokens", "max_output_tokens"), "length"),
    **dict.fromkeys(("tool_calls", "tool_use", "function_call", "tool_call"), "tool_calls"),
    **dict.fromkeys(_FILTERED, "content_filter"),
    "refusal": "refusal",
    **dict.fromkeys(("error", "failed", "malformed_function_call"), "error"),
}


def role_of(role: str) -> str:
    """A role as the schema spells it.

    Raises:
        ValidationError: no such role.
    """
    found = ROLES.get(role) or ROLES.get(role.lower())
    if found is None:
        raise ValidationError("unknown role")
    return found


def finish(reason: object) -> str | None:
    """A finish reason as the schema spells it; null where nothing was logged."""
    if reason is None or reason == "":
        return None
    return FINISH.get(str(reason).lower(), "unknown")


def say(content: str, tool_calls: list[Json] | None = None, weight: int | None = 1) -> Message:
    """A message of the assistant."""
    text = encode(tool_calls) if tool_calls else None
    return Message("assistant", content, None, text, None, 1 if weight is None else weight)


def conversations(
    prompt: Prompt | None, reply: Reply | None, *, transcript: bool
) -> list[tuple[list[Message], str | None]]:
    """Messages and finish reason of each choice; a call without an answer ends with its prompt."""
    asked = one_system(prompt.messages) if prompt else []
    answered = bool(asked) and asked[-1].role == "assistant"
    if reply is None and answered and not transcript:
        return [([*asked, say("")], None)]  # what was asked is no answer
    if reply is None:
        return [(asked, None)]
    begun = asked[-1] if prompt and prompt.continued and answered else None
    found = []
    for choice in reply.choices or [Choice(None)]:
        message, messages = choice.message, asked
        if begun and message and not begun.tool_calls:
            message, messages = (
                message._replace(content=begun.content + message.content),
                asked[:-1],
            )
        elif message is None and answered:
            message = say("")
        found.append(([*messages, message] if message else messages, choice.finish_reason))
    return found


def one_system(messages: list[Message]) -> list[Message]:
    """The same messages with all system text in one message at the head, as trainers want it."""
    roles = [m[0] for m in messages]
    if "system" not in roles[1:]:
        return messages
    system = [m.content for m in messages if m.role == "system"]
    head = Message("system", "\n\n".join(text for text in system if text))
    return [head, *(m for m in messages if m.role != "system")]


def typed(value: object, kind: type) -> Any:  # noqa: ANN401 - an instance of `kind`
    """A decoded value in a wire shape.

    Raises:
        ValidationError: it does not fit; the message quotes no value.
    """
    return convert(value, kind)
