"""Text lines that begin with a time: `2026-03-09T12:34:56.789Z message`.

A message goes on in the lines without a time, until its JSON is complete; a line after that is an
event of its own. A time always begins an event: no line of JSON can begin with one.
"""

import re
from collections.abc import Iterator

from etl.adapt._bytes import Text
from etl.adapt._framing import Framed, cut_reason
from etl.adapt._json import unfinished
from etl.adapt._split import is_object, split

_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?: |$)")


def is_stamped(head: bytes) -> bool:
    """Whether the first line that is not blank begins with a time."""
    return _STAMP.match(head.lstrip()) is not None


def frames(text: Text, first_row: int, cap: int) -> Iterator[Framed]:
    """Each event as `(row, {"timestamp", "message"}, reason)`."""
    row, begun, size, within = first_row - 1, 0, 0, False
    parts: list[bytes] = []  # lines of the event at hand
    for lines, ended in split(text, cap):
        for line in lines:
            row += not within
            if not within and line.strip() and (_STAMP.match(line) or not _goes_on(parts)):
                if parts:
                    yield _event(begun, parts, size, cap)
                begun, parts, size = row, [], 0
            if parts or line.strip():
                size += len(line)
                parts.append(line if size <= cap else line[:1])
            within = not ended
    if parts:
        yield _event(begun, parts, size, cap)
    if text.fault:
        yield row + 1, None, text.fault


def _goes_on(parts: list[bytes]) -> bool:
    if not parts or not parts[-1].rstrip().endswith(b"}"):
        return bool(parts)
    return not is_object(_split_stamp(b"\n".join(parts))[1])


def _split_stamp(event: bytes) -> tuple[str | None, bytes]:
    match = _STAMP.match(event)
    return (match.group(1).decode(), event[match.end() :]) if match else (None, event)


def _event(row: int, parts: list[bytes], size: int, cap: int) -> Framed:
    if size > cap:
        return row, None, "too_large"
    stamp, message = _split_stamp(parts[0] if len(parts) == 1 else b"\n".join(parts))
    try:
        return row, {"timestamp": stamp, "message": message.decode()}, None
    except UnicodeDecodeError:
        return row, None, cut_reason(message) if unfinished(message) else "not_utf8"
