"""Tool calls as ShareGPT writes them: an object with a name and arguments, several as a list."""

from typing import Any

import msgspec
import polars as pl


class _Function(msgspec.Struct):
    name: str
    arguments: str  # JSON text


class _Call(msgspec.Struct):
    function: _Function


_CALLS = msgspec.json.Decoder(list[_Call])
_ARGUMENTS = msgspec.json.Decoder(dict[str, Any])


def calls(texts: pl.Series) -> pl.Series:
    """JSON text for each text of a column; null where one is no function with arguments."""
    unique = texts.drop_nulls().unique(maintain_order=True)
    if unique.is_empty():
        return texts
    return texts.replace_strict(unique, [_call(t) for t in unique], return_dtype=pl.String)


def _call(calls: str) -> str | None:
    try:
        functions = [call.function for call in _CALLS.decode(calls)]
        found = [
            {"name": function.name, "arguments": _ARGUMENTS.decode(function.arguments or "{}")}
            for function in functions
        ]
    except (msgspec.DecodeError, RecursionError):
        return None
    return msgspec.json.encode(found if len(found) > 1 else found[0]).decode()
