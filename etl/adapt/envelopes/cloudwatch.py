r"""CloudWatch Logs: export tasks to S3, and what subscriptions and Firehose deliver.

    2026-03-09T12:34:56.789Z {"prompt": "Hi", "response": "Hello!"}

    {"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "/app", "logStream": "a",
     "subscriptionFilters": ["f"],
     "logEvents": [{"id": "3756", "timestamp": 1773059696789, "message": "{\"prompt\": .."}]}

Payloads may follow each other without newlines, in gzip members, or wrapped for Lambda
(`awslogs.data`) and Kinesis (`Records[].kinesis.data`), base64 of gzip. Pages of `get-log-events`
and `filter-log-events` (`events[]`) are read too, and bare messages, as "message extraction" gives
them. A message that is no JSON is no call.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from etl.adapt import _stamped
from etl.adapt._bytes import Text
from etl.adapt._event import Event, logged, message_of, plain_event
from etl.adapt._framing import Framed
from etl.adapt._gzip import MAGIC as GZIP
from etl.adapt._json import FAULTS, decode

_MAX_WRAPPED = 64 << 20  # bytes in a base64 payload; AWS sends at most 6 MB
_HEADER = ("owner", "logGroup", "logStream")


def frames(text: Text, first_row: int, cap: int) -> Iterator[Framed] | None:
    """Lines of an export task; None where the text is JSON."""
    return _stamped.frames(text, first_row, cap) if _stamped.is_stamped(text.head()) else None


def unwrap(event: dict[str, Any]) -> Iterable[Event]:
    """The log events of a payload."""
    match event:
        case {"messageType": "CONTROL_MESSAGE"}:
            return (Event(event, reason="not_a_call"),)
        case {"logEvents": list(events)} | {"events": list(events)}:
            header = {key: event[key] for key in _HEADER if key in event}
            return [_event(header, inner) for inner in events] or [Event({}, reason="not_a_call")]
        case {"awslogs": {"data": str(data)}}:
            return _unwrapped(data)
        case {"Records": list(records)}:
            return [found for record in records for found in _record(record)]
        case {"message": str()}:
            return (_event({}, event),)
    return (plain_event(event),)


def _record(record: object) -> Iterable[Event]:
    match record:
        case {"kinesis": {"data": str(data)}}:
            return _unwrapped(data)
    return (Event({}, reason="not_a_call"),)


def _unwrapped(data: str) -> Iterable[Event]:
    try:
        raw = base64.b64decode(data, validate=True)
        if raw.startswith(GZIP):
            raw = zlib.decompressobj(31).decompress(raw, _MAX_WRAPPED)
        payload = decode(raw)
    except (*FAULTS, zlib.error, binascii.Error):
        return (Event({}, reason="not_json"),)
    if not isinstance(payload, dict) or "awslogs" in payload or "Records" in payload:
        return (Event({}, reason="not_an_event"),)
    return unwrap(payload)


def _event(header: dict[str, Any], event: object) -> Event:
    if not isinstance(event, dict):
        return Event({}, reason="not_an_event")
    body, reason = message_of(event.get("message"))
    fields = logged(body) if isinstance(body, dict) else {}
    fields |= logged({"timestamp": event.get("timestamp")})
    fields.setdefault("call_id", event.get("id") or event.get("eventId"))
    root = {**header, **event, "message": body if body is not None else event.get("message")}
    return Event(root, (body,) if isinstance(body, dict) else (), fields, reason)


EXAMPLES = {
    """2026-03-09T12:34:56.789Z {"prompt": "Hi", "response": "Hello!"}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, 789000, tzinfo=UTC),
        }
    ],
    """{"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "/app", "logStream": "a",
        "logEvents": [{"id": "3756", "timestamp": 1773059696789, "message": "started"},
        {"id": "3757", "timestamp": 1773059696789,
         "message": "{\\"prompt\\": \\"Hi\\", \\"response\\": \\"Hello!\\"}\\n"}]}""": [
        {"source_item": 0, "reasons": ["not_a_call"]},
        {
            "source_item": 1,
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, 789000, tzinfo=UTC),
        },
    ],
}
