"""mongoexport: JSON Lines in relaxed Extended JSON, an array in canonical form, and lines of an old tool.

Source: https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
"""

from hashlib import blake2b
from typing import Any

from files import Entry, Folder, rows_of
from providers import exchange
from rows import Call, Row, stamp, to_json

INT32 = 2**31
OK = 200


def document(call: Call) -> dict[str, Any]:
    """One call as the app stores it; every form writes the date in its own way."""
    request, response = exchange(call)
    oid = f"{call.at // 1000:08x}{blake2b(call.id.encode(), digest_size=8).hexdigest()}"
    fine = call.status == OK and call.finish != "error"
    return {
        "_id": {"$oid": oid},
        "createdAt": {"$date": call.at + call.delay},
        "user": {"id": call.user},
        "session_id": call.session,
        "app": call.script.app,
        "status_code": call.status,
        "success": fine if call.success is None else call.success,
        "latency_ms": 400 + 3 * len(call.text()),
        "request": request,
        "response": response,
    }


def relaxed(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Dates as ISO text, numbers as they are."""
    match value:
        case {"$date": int(at)}:
            return {"$date": stamp(at)}
        case dict():
            return {key: relaxed(item) for key, item in value.items()}
    return value


def canonical(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Every number and date with its type."""
    match value:
        case {"$date": int(at)}:
            return {"$date": {"$numberLong": str(at)}}
        case {"$oid": _} | bool() | str() | None:
            return value
        case int():
            return {"$numberInt" if value < INT32 else "$numberLong": str(value)}
        case float():
            return {"$numberDouble": str(value)}
        case list():
            return [canonical(item) for item in value]
    return {key: canonical(item) for key, item in value.items()}


def legacy(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Dates as milliseconds."""
    return value


FORMS = {"calls.json": relaxed, "calls_canonical.json": canonical, "calls_legacy.json": legacy}
SHARES = ("calls.json",) * 3 + ("calls_canonical.json", "calls_legacy.json")


def entry(call: Call, form: float) -> Entry:
    """One call as a document; `form` (0 to 1) chooses the file."""
    file = "calls.json" if call.choices else SHARES[int(form * len(SHARES))]
    data = to_json(FORMS[file](document(call))).encode()
    return Entry(call.at + call.delay, data, [call, *call.choices], file)


def write(entries: list[Entry], out: Folder) -> list[Row]:
    """Three files; the old tool's has a byte order mark and CRLF, the array stands on one line."""
    for file in FORMS:
        lines = sorted(
            (one for one in entries if (one.channel or "calls.json") == file),
            key=lambda one: one.at,
        )
        array = file == "calls_canonical.json"
        for index, one in enumerate(lines):
            one.lies("mongodb", file, 1 if array else index + 1, index if array else 0)
        if array:
            data = b"[" + b",".join(one.data for one in lines) + b"]\n"
        elif file == "calls_legacy.json":
            data = "\ufeff".encode() + b"".join(one.data + b"\r\n" for one in lines)
        else:
            data = b"".join(one.data + b"\n" for one in lines)
        out.add(f"mongodb/{file}", data)
    return rows_of(entries)
