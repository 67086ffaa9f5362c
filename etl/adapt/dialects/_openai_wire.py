"""Wire shapes of OpenAI Chat Completions: only what is read; other keys are passed over.

No cycles, so the garbage collector need not follow them (`gc=False`).

Source: https://platform.openai.com/docs/api-reference/chat/create
"""

from typing import Any

from msgspec import Struct

_MEDIA = {"image_url": "[image]", "input_image": "[image]", "image": "[image]",
          "input_audio": "[audio]", "audio": "[audio]", "video_url": "[video]",
          "file": "[file]", "input_file": "[file]"}  # fmt: skip


class Part(Struct, gc=False):
    """A part of a content: its text, or a medium."""

    type: str = "text"
    text: str | None = None
    refusal: str | None = None


class Function(Struct, gc=False):
    """A function and its arguments, JSON text as the model wrote it."""

    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class ToolCall(Struct, gc=False):
    """A tool call; frameworks log it flat; `index` says to which one a stream's piece belongs."""

    id: str | None = None
    function: Function | None = None
    name: str | None = None
    arguments: str | dict[str, Any] | None = None
    index: int | None = None


class Message(Struct, gc=False):
    """A message of a request or an answer, or the delta of a stream."""

    role: str | None = None
    content: str | Part | list[str | Part] | None = None
    name: str | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = None
    function_call: Function | None = None
    refusal: str | None = None
    weight: int | None = None


class Choice(Struct, gc=False):
    """An answer, or a piece of one."""

    index: int = 0
    message: Message | None = None
    delta: Message | None = None
    text: str | None = None
    finish_reason: str | None = None


class Usage(Struct, gc=False):
    """Tokens; the input's hold the cached ones."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Request(Struct, gc=False):
    """A request; `functions` is the old form of `tools`."""

    messages: list[Message] | None = None
    model: str | None = None
    tools: list[dict[str, Any]] | None = None
    functions: list[dict[str, Any]] | None = None
    user: Any = None
    metadata: Any = None


class Response(Struct, gc=False):
    """A response, or one chunk of a stream."""

    choices: list[Choice] | None = None
    id: str | None = None
    model: str | None = None
    created: Any = None
    usage: Usage | None = None
    error: Any = None


def text_of(content: str | Part | list[str | Part] | None, between: str) -> str:
    """The text of a content; media become placeholders."""
    if content is None or isinstance(content, str):
        return content or ""
    parts = content if isinstance(content, list) else [content]
    texts = (p if isinstance(p, str) else _part(p) for p in parts)
    return between.join(text for text in texts if text)


def _part(part: Part) -> str:
    return _MEDIA.get(part.type) or part.text or part.refusal or ""
