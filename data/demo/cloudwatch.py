"""CloudWatch Logs: an export task (`<time> <message>` lines) and a Firehose of subscription payloads.

A message of the export may run over several lines. Payloads follow each other without a newline.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import json
from hashlib import blake2b
from typing import Any

from files import Entry, Folder, packed, rows_of
from providers import exchange
from rows import Call, Row, stamp, to_json

GROUP, OWNER = "/lumora/llm-gateway", "123456789012"
CHECK = "CWL CONTROL MESSAGE: Checking health of destination Firehose."
DAY = 24 * 3_600_000


def number(text: str) -> int:
    """A stable large number for whatever the text says."""
    return int.from_bytes(blake2b(text.encode(), digest_size=20).digest())


def entry(call: Call, form: float) -> Entry:
    """One call as a message; `form` (0 to 1) chooses export or Firehose, one line or several."""
    request, response = exchange(call)
    message: dict[str, Any] = {
        "level": "info",
        "msg": "llm_call",
        "service": call.script.app,
        "user_id": call.user,
        "session_id": call.session,
        "status_code": call.status,
        "latency_ms": 400 + 3 * len(call.text()),
    }
    if call.success is not None:
        message["success"] = call.success
    message |= {"request": request, "response": response}
    channel = call.channel or ("firehose" if form < 0.3 else "")  # noqa: PLR2004 - a third of the calls
    pretty = not channel and form > 0.96  # noqa: PLR2004 - a few
    text = json.dumps(message, ensure_ascii=False, indent=2) if pretty else to_json(message)
    return Entry(call.at + call.delay, text.encode(), [call], channel)


def write(entries: list[Entry], out: Folder) -> list[Row]:
    """Three streams of one export task, and one Firehose file a day."""
    entries = sorted(entries, key=lambda entry: entry.at)
    streams: dict[str, list[Entry]] = {}
    for one in entries:
        if one.channel == "firehose":
            file = f"firehose/{stamp(one.at)[:10].replace('-', '/')}/23/llm-calls-1-{stamp(one.at)[:10]}-23-00-00.gz"
        else:
            task = f"export-{number(stamp(one.at)[:8]) % 10**12:012d}"
            file = f"{task}/gateway-{number(str(one.at)) % 3}/000000.gz"
        streams.setdefault(file, []).append(one)
    for file, events in sorted(streams.items()):
        if file.startswith("firehose"):
            events.insert(0, control(events[0].at))
        data = firehose(events, file) if file.startswith("firehose") else export(events, file)
        out.add(f"cloudwatch/{file}", data)
    return rows_of([one for events in streams.values() for one in events])


def export(events: list[Entry], file: str) -> bytes:
    """`2026-03-01T02:03:04.123Z {json}`; an event counts at its first line."""
    lines: list[bytes] = []
    for one in events:
        one.lies("cloudwatch", file, len(lines) + 1)
        lines += (stamp(one.at).encode() + b" " + one.data if one.rows else b"").split(b"\n")
    return packed(b"\n".join(lines) + b"\n")


def control(at: int) -> Entry:
    """The message that opens a subscription."""
    row = Row(fate="dropped", stage="adapt", reasons=["not_a_call"])
    return Entry(at // DAY * DAY, CHECK.encode(), [row], "firehose")


def firehose(events: list[Entry], file: str) -> bytes:
    """A gzip member for each payload: the control message, then up to eight events at a time."""
    for item, one in enumerate(events):
        one.lies("cloudwatch", file, 1, item)
    batches = [events[:1], *(events[i : i + 8] for i in range(1, len(events), 8))]
    payloads = (payload(batch, control=batch is batches[0]) for batch in batches)
    return b"".join(packed(to_json(one).encode()) for one in payloads)


def event_id(one: Entry) -> str:
    """56 digits, the same ones when a call is delivered twice."""
    row = one.rows[0]
    return f"{number(row.id if isinstance(row, Call) else str(one.at)):056d}"[-56:]


def payload(batch: list[Entry], *, control: bool) -> dict[str, Any]:
    """What CloudWatch sends to a subscriber."""
    ids = ["" if control else event_id(one) for one in batch]
    texts = [one.data.decode() + "\n" * (not control) for one in batch]
    events = [
        {"id": i, "timestamp": one.at, "message": text}
        for i, one, text in zip(ids, batch, texts, strict=True)
    ]
    return {
        "messageType": "CONTROL_MESSAGE" if control else "DATA_MESSAGE",
        "owner": "CloudwatchLogs" if control else OWNER,
        "logGroup": "" if control else GROUP,
        "logStream": "" if control else "gateway-firehose",
        "subscriptionFilters": [] if control else ["to-firehose"],
        "logEvents": events,
    }
