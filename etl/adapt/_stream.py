"""Streams as they are logged: a list of events, or the text of server-sent events.

    data: {"choices": [{"delta": {"content": "Hi"}}]}

    data: [DONE]

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from etl.adapt._json import FAULTS, decode
from etl.adapt._tools import Json

_STARTS = ("data:", "event:", "id:", ":", "retry:")


def events_of(text: object) -> tuple[list[Json], bool] | None:
    """The events of a stream logged as SSE text or as a list, and whether its end mark came.

    None where it is no stream. What stands after a broken event is not read.
    """
    if isinstance(text, list):
        return ([e for e in text if isinstance(e, dict)], False) if text else None
    if not isinstance(text, str) or not text.lstrip().startswith(_STARTS):
        return None
    found: list[Json] = []
    for line in text.split("\n"):
        data = line.strip().removeprefix("data:") if line.lstrip().startswith("data:") else ""
        if data.strip() == "[DONE]":
            return found, True
        try:
            event = decode(data) if data.strip() else None
        except FAULTS:
            return found, False
        if isinstance(event, dict):
            found.append(event)
    return found, False
