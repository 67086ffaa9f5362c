"""Datadog log archives, and pages of the Logs Search API.

    {"_id": "AZ1", "date": "2026-03-09T12:34:56.789Z", "service": "chat-api", "status": "info",
     "message": "llm call", "tags": ["env:prod"],
     "attributes": {"usr": {"id": "u1"}, "llm": {"request": {}, "response": {}}}}

JSON logs were parsed on intake, so the call is in `attributes`, or else in `message` as JSON text.
`attributes.duration` is in nanoseconds. A bad status counts only where nothing came back.

Source: https://docs.datadoghq.com/logs/log_configuration/archives/
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from etl.adapt._event import Event, logged, message_of
from etl.adapt._values import at, number

_FAILED = {"error", "critical", "alert", "emergency"}
_NS_PER_MS = 1e6


def unwrap(event: dict[str, Any]) -> Iterable[Event]:
    """The event, or those of a page."""
    data = event.get("data")
    if isinstance(data, list) and "_id" not in event:
        return _page(data)
    return (_event(event),)


def _page(data: list[Any]) -> Iterator[Event]:
    for item in data:
        inner = item.get("attributes") if isinstance(item, dict) else None
        if isinstance(inner, dict):
            yield _event({"_id": item.get("id"), "date": inner.get("timestamp"), **inner})
        else:
            yield Event({}, reason="not_an_event")
    if not data:
        yield Event({}, reason="not_a_call")


def _event(event: dict[str, Any]) -> Event:
    attributes = event.get("attributes")
    if not isinstance(attributes, dict):
        attributes = {}
    body, reason = message_of(event.get("message"))
    fields = logged(attributes, body)
    fields |= logged({"timestamp": event.get("date"), "call_id": event.get("_id")})
    fields.setdefault("user_id", at(attributes, "usr.id"))
    fields.setdefault("session_id", at(attributes, "dd.trace_id"))
    fields.setdefault("status_code", at(attributes, "http.status_code"))
    duration = number(attributes.get("duration"))
    if duration is not None:
        fields.setdefault("latency_ms", duration / _NS_PER_MS)
    fields["failed"] = str(event.get("status")).lower() in _FAILED
    return Event(event, tuple(b for b in (attributes, body) if b), fields, reason)


EXAMPLES = {
    """{"_id": "AZ1", "date": "2026-03-09T12:34:56.789Z", "service": "chat-api", "status": "info",
        "message": "llm call", "tags": ["env:prod"], "attributes": {"duration": 12500000,
        "usr": {"id": "u1"}, "llm": {"prompt": "Hi", "completion": "Hello!"}}}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, 789000, tzinfo=UTC),
            "latency_ms": 12.5,
        }
    ],
    """{"_id": "AZ2", "date": "2026-03-09T12:34:57.000Z", "message": "started",
        "attributes": {}}""": [{"reasons": ["not_a_call"]}],
}
