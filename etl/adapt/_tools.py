"""Tool calls and tool definitions as OpenAI writes them: the one form all dialects become."""

from typing import Any

from etl.adapt._json import encode

Json = dict[str, Any]


def tool_call(call_id: str | None, name: str, arguments: object) -> Json:
    """One item of `tool_calls`; arguments logged as text stay as they are."""
    text = arguments if isinstance(arguments, str) else encode(arguments or {})
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": text}}


def made_id(name: str, position: int) -> str:
    """An id where the log has none: the same in a reply and, later, in the history of the next."""
    return f"call_{name}_{position}"


def definitions(functions: list[Json]) -> str | None:
    """JSON text of tool definitions."""
    return encode([{"type": "function", "function": f} for f in functions]) if functions else None
