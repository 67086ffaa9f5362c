"""JSON Lines of one's own: every line is an object that holds a call, in any known dialect.

    {"timestamp": "2026-03-09T12:34:56Z", "user_id": "u1", "prompt": "Hi", "response": "Hello!"}

Fields under their usual names are found by themselves; `fields` of the config names others.

Source: https://jsonlines.org
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from etl.adapt._event import Event, plain_event


def unwrap(event: dict[str, Any]) -> Iterable[Event]:
    """The object itself."""
    return (plain_event(event),)


EXAMPLES = {
    """{"timestamp": "2026-03-09T12:34:56Z", "prompt": "Hi", "response": "Hello!"}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, tzinfo=UTC),
        }
    ],
}
