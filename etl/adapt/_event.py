"""An event: one logged thing of a payload, and what its envelope says about the call in it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from etl.adapt._json import FAULTS, decode, unfinished

# canonical field <- usual names of it, the best first
_NAMES = {
    "timestamp": ("timestamp", "time", "ts", "@timestamp", "datetime", "created_at", "createdAt",
                  "start_time", "startTime", "date", "created"),
    "call_id": ("call_id", "request_id", "requestId", "id", "_id", "event_id", "uuid"),
    "user_id": ("user_id", "userId", "user", "end_user", "uid", "usr"),
    "session_id": ("session_id", "sessionId", "conversation_id", "conversationId", "thread_id",
                   "chat_id", "session"),
    "status_code": ("status_code", "statusCode", "http_status", "response_status_code"),
    "success": ("success", "is_success", "ok"),
    "error": ("error", "exception", "error_message"),
    "latency_ms": ("latency_ms", "latencyMs", "duration_ms", "durationMs", "response_time_ms"),
    "provider": ("provider", "custom_llm_provider"),
    "model": ("model", "model_name"),
    "finish_reason": ("finish_reason", "stop_reason"),
    "input_tokens": ("input_tokens", "prompt_tokens"),
    "output_tokens": ("output_tokens", "completion_tokens"),
    "feedback": ("feedback", "rating", "thumbs"),
}  # fmt: skip
_ALIASES = {
    name: (canonical, rank)
    for canonical, names in _NAMES.items()
    for rank, name in enumerate(names)
}

FIELDS = (*_NAMES, "request", "response", "messages", "prompt", "system", "tags")


class Event(Struct, gc=False):
    """One event of an envelope.

    Attributes:
        root: where `fields` and `where` of the config look.
        bodies: where a call is looked for, in this order.
        logged: canonical field -> value as logged.
        reason: why there is no call in it, where the envelope knows.
    """

    root: Any
    bodies: tuple[Any, ...] = ()
    logged: dict[str, Any] = {}
    reason: str | None = None


def logged(*objects: object) -> dict[str, Any]:
    """Canonical fields under their usual names; the first object that has one wins."""
    found: dict[str, Any] = {}
    for item in objects:
        if isinstance(item, Mapping):
            ranks: dict[str, int] = {}
            for key, value in item.items():
                if (alias := _ALIASES.get(key)) and value is not None and value != "":
                    canonical, rank = alias
                    if rank < ranks.get(canonical, 99) and (
                        canonical in ranks or canonical not in found
                    ):
                        found[canonical], ranks[canonical] = value, rank
    return found


def plain_event(root: dict[str, Any]) -> Event:
    """An event without an envelope around it: the object itself may be the call."""
    metadata = root.get("metadata")
    return Event(root, (root,), logged(root, metadata) if metadata else logged(root))


def message_of(text: object) -> tuple[Any, str | None]:
    """The object in a logged message, behind a prefix too; else why there is none."""
    if isinstance(text, dict):
        return text, None
    start = text.find("{") if isinstance(text, str) else -1
    if not isinstance(text, str) or start < 0:
        return None, "not_a_call"
    try:
        value = decode(text[start:])
    except FAULTS:
        rest = text[start:].rstrip()
        begins = start == 0 or not text[:start].strip() or rest.startswith('{"')
        if begins and unfinished(rest):
            return None, "truncated_event"
        return None, "not_json" if begins and rest.startswith('{"') else "not_a_call"
    return value, None
