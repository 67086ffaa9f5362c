"""Wire shapes of Gemini, in the API's spelling; the SDKs dump snake_case, which is spelled anew.

Source: https://ai.google.dev/api/generate-content
"""

from typing import Any

from msgspec import Struct

_FOREIGN = {"args", "response", "parameters", "parametersJsonSchema", "properties"}


def spelled(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value with its keys in camelCase, but for what the user or the model named."""
    if isinstance(value, list):
        return [spelled(v) for v in value]
    if not isinstance(value, dict):
        return value
    return {
        (name := _camel(key)): v if name in _FOREIGN else spelled(v) for key, v in value.items()
    }


def _camel(key: str) -> str:
    if "_" not in key:
        return key
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Function(Struct, gc=False):
    """A function call with `args`, or a response to one."""

    name: str
    id: str | None = None
    args: dict[str, Any] | None = None
    response: Any = None


class Part(Struct, rename="camel", gc=False):
    """A part of a content, told by its key."""

    text: str | None = None
    thought: bool | None = None
    function_call: Function | None = None
    function_response: Function | None = None
    inline_data: Any = None
    file_data: Any = None


class Content(Struct, gc=False):
    """A turn."""

    parts: list[Part] | None = None
    role: str | None = None


class Candidate(Struct, rename="camel", gc=False):
    """An answer."""

    content: Content | None = None
    finish_reason: str | int | None = None


class Usage(Struct, rename="camel", gc=False):
    """Tokens; thoughts are counted apart."""

    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None


class Feedback(Struct, rename="camel", gc=False):
    """Why a prompt was blocked."""

    block_reason: str | int | None = None


class Response(Struct, rename="camel", gc=False):
    """A response, or one piece of a stream."""

    candidates: list[Candidate] | None = None
    usage_metadata: Usage | None = None
    model_version: str | None = None
    response_id: str | None = None
    create_time: Any = None
    prompt_feedback: Feedback | None = None
    error: Any = None
