"""Wire shapes of Anthropic Messages: only what is read; other keys are passed over.

Source: https://docs.anthropic.com/en/api/messages
"""

from typing import Any

from msgspec import Struct


class Block(Struct, gc=False):
    """A content block of any type, each with its own keys."""

    type: str
    text: str | None = None
    id: str | None = None
    name: str | None = None
    input: Any = None
    tool_use_id: str | None = None
    content: Any = None  # of a tool result: text or blocks


class Message(Struct, gc=False):
    """A turn of a request."""

    role: str
    content: str | list[Block | str]


class Usage(Struct, gc=False):
    """Tokens; those read from and written to the cache are counted apart."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


class Request(Struct, gc=False):
    """A request; `prompt` is that of the legacy Text Completions."""

    messages: list[Message] | None = None
    system: str | list[Block | str] | None = None
    model: str | None = None
    tools: list[dict[str, Any]] | None = None
    metadata: Any = None
    prompt: str | None = None


class Response(Struct, gc=False):
    """A response; `completion` is that of the legacy Text Completions."""

    content: str | list[Block | str] | None = None
    id: str | None = None
    model: str | None = None
    stop_reason: str | None = None
    usage: Usage | None = None
    error: Any = None
    completion: str | None = None


class Delta(Struct, gc=False):
    """What a stream's event adds."""

    text: str | None = None
    partial_json: str | None = None
    stop_reason: str | None = None


class StreamEvent(Struct, gc=False):
    """One event of a stream."""

    type: str = ""
    index: int = 0
    message: Response | None = None
    content_block: Block | None = None
    delta: Delta | None = None
    usage: Usage | None = None
    error: Any = None
