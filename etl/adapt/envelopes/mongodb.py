"""MongoDB: `mongoexport` as lines or as an array, in Extended JSON relaxed, canonical or legacy.

    {"_id": {"$oid": "65f0c1d2e3a4b5c6d7e8f901"}, "created_at": {"$date": "2026-03-09T12:34:56Z"},
     "prompt": "Hi", "response": "Hello!", "tokens": {"$numberLong": "2"}}

A wrapper is one only when its keys are exactly the wrapper's; nothing is unwrapped inside `tools`
and `parameters`, whose schemas hold `$ref` and `$id` in their own right, nor inside text.

Source: https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md
"""

import contextlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from etl.adapt._event import Event, plain_event

_OPAQUE = {
    "tools",
    "parameters",
    "functions",
    "input_schema",
    "functionDeclarations",
    "json_schema",
}


def unwrap(event: dict[str, Any]) -> Iterable[Event]:
    """The document, its values plain."""
    return (plain_event(plain(event)),)


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value without wrappers; what only looks like one stays as it is."""
    if type(value) is list:
        return [plain(v) if type(v) in (dict, list) else v for v in value]
    if type(value) is not dict:
        return value
    unwrapping = _WRAPPERS.get(frozenset(value)) if len(value) <= _MOST_KEYS else None
    if unwrapping:
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            return unwrapping(value)
    return {
        k: plain(v) if type(v) in (dict, list) and k not in _OPAQUE else v for k, v in value.items()
    }


def _date(value: dict[str, Any]) -> Any:  # noqa: ANN401 - text or milliseconds
    date = plain(value["$date"])
    if not isinstance(date, str | int) or isinstance(date, bool):
        raise TypeError
    return date


def _text(key: str) -> Callable[[dict[str, Any]], str]:
    def text(value: dict[str, Any]) -> str:
        found: str = value[key] + ""  # TypeError where it is no text
        return found

    return text


def _double(value: dict[str, Any]) -> float | str:
    text: str = value["$numberDouble"]
    return text if text.strip("+-") in ("Infinity", "NaN") else float(text)


_WRAPPERS: dict[frozenset[str], Callable[[dict[str, Any]], Any]] = {
    frozenset({"$oid"}): _text("$oid"),
    frozenset({"$date"}): _date,
    frozenset({"$numberInt"}): lambda v: int(v["$numberInt"]),
    frozenset({"$numberLong"}): lambda v: int(v["$numberLong"]),
    frozenset({"$numberDouble"}): _double,
    frozenset({"$numberDecimal"}): _text("$numberDecimal"),
    frozenset({"$uuid"}): _text("$uuid"),
    frozenset({"$symbol"}): _text("$symbol"),
    frozenset({"$code"}): _text("$code"),
    frozenset({"$code", "$scope"}): _text("$code"),
    frozenset({"$binary"}): lambda v: v["$binary"]["base64"],
    frozenset({"$binary", "$type"}): _text("$binary"),
    frozenset({"$timestamp"}): lambda v: v["$timestamp"]["t"],
    frozenset({"$regularExpression"}): lambda v: v["$regularExpression"]["pattern"],
    frozenset({"$regex", "$options"}): _text("$regex"),
    frozenset({"$undefined"}): lambda _: None,
    frozenset({"$minKey"}): lambda _: None,
    frozenset({"$maxKey"}): lambda _: None,
    frozenset({"$dbPointer"}): lambda v: plain(v["$dbPointer"]["$id"]),
}
_MOST_KEYS = 2


EXAMPLES = {
    """{"_id": {"$oid": "65f0c1d2e3a4b5c6d7e8f901"}, "created_at": {"$date":
        "2026-03-09T12:34:56Z"}, "prompt": "Hi", "response": "Hello!",
        "input_tokens": {"$numberLong": "2"}}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, tzinfo=UTC),
            "input_tokens": 2,
        }
    ],
}
