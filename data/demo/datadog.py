"""Datadog log archives: `dt=20260301/hour=02/archive_020000.1234.<id>.json.gz`, one event a line.

A call stands as objects in `attributes.llm`, as JSON text there, or as JSON text in `message`.
Source: https://docs.datadoghq.com/logs/log_configuration/archives/
"""

import zlib
from hashlib import blake2b
from typing import Any

from files import Entry, Folder, packed, rows_of
from providers import exchange
from rows import Call, Row, stamp, to_json

CUT_AT = (3, 14)  # day and hour of the file that breaks off
CRLF_AT = (1, 9)


def digest(text: str) -> str:
    """A stable id for whatever the text says."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def entry(call: Call, form: float) -> Entry:
    """One call as an event; `form` (0 to 1) chooses its shape."""
    request, response = exchange(call)
    attributes: dict[str, Any] = {
        "usr": {"id": call.user},
        "session_id": call.session,
        "http": {"status_code": call.status, "url_details": {"path": "/v1/llm"}},
        "duration": (400 + 3 * len(call.text())) * 1_000_000,
    }
    if call.success is not None:
        attributes["success"] = call.success
    body: dict[str, Any] = {"request": request, "response": response}
    message = f"llm call {call.dialect} {call.model}"
    if form < 0.2:  # noqa: PLR2004 - a fifth of the calls
        message = to_json({"provider": call.dialect, **body})
    elif form < 0.35:  # noqa: PLR2004 - and about a seventh
        attributes["llm"] = {key: value and to_json(value) for key, value in body.items()}
    else:
        attributes["llm"] = {"provider": call.dialect, **body}
    event = envelope(call.id, call.at + call.delay, call.script.app, message, attributes)
    return Entry(call.at + call.delay, to_json(event).encode(), [call, *call.choices], call.channel)


def envelope(
    key: str, at: int, app: str, message: str, attributes: dict[str, Any]
) -> dict[str, Any]:
    """The fields that Datadog puts around every log."""
    return {
        "_id": "AZ" + digest(key)[:22],
        "date": stamp(at),
        "host": f"i-0{digest(app)[:12]}",
        "source": "python",
        "service": f"{app}-api",
        "status": "info",
        "message": message,
        "attributes": attributes,
        "tags": ["env:prod", f"service:{app}-api", "region:eu-west-1"],
    }


def write(entries: list[Entry], out: Folder) -> list[Row]:
    """One file an hour, one more for a replay; one hour with CRLF, one cut inside a line."""
    hours: dict[str, list[Entry]] = {}
    for one in sorted(entries, key=lambda entry: entry.at):
        when = stamp(one.at)
        part = f"dt={when[:10].replace('-', '')}/hour={when[11:13]}"
        kind = "9999" if one.channel == "replay" else "0000"
        name = f"archive_{when[11:13]}{kind}.{digest(part)[:4]}.{digest(part + kind)[:20]}"
        hours.setdefault(f"{part}/{name}.json.gz", []).append(one)
    first = min(hours)[3:11]
    for file, lines in sorted(hours.items()):
        day, hour = int(file[3:11]) - int(first), int(file[17:19])
        end = b"\r\n" if (day, hour) == CRLF_AT else b"\n"
        for number, one in enumerate(lines, 1):
            one.lies("datadog", file, number)
        if (day, hour) == CUT_AT and "9999" not in file[20:]:
            out.add(f"datadog/{file}", cut(lines, end))
        else:
            out.add(f"datadog/{file}", packed(b"".join(one.data + end for one in lines)))
    return rows_of(entries)


def cut(lines: list[Entry], end: bytes) -> bytes:
    """Gzip that breaks off inside the last line, which becomes the row `truncated_file`."""
    *whole, last = lines
    body = b"".join(one.data + end for one in whole) + last.data[: len(last.data) // 2]
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    last.becomes("quarantined", "truncated_file")
    return press.compress(body) + press.flush(zlib.Z_SYNC_FLUSH)
