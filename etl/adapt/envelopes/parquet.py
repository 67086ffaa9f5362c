r"""Parquet files: a row is an object that holds a call; JSON text in columns is decoded.

    timestamp: 2026-03-09 12:34:56, model: "gpt-4.1",
    messages: "[{\"role\": \"user\", \"content\": \"Hi\"}]", response: "{\"choices\": []}"

Keys that are null in a row are taken off, since Parquet unites the keys of all rows. A Parquet
file is known by its bytes and is read so under every other type too, as Atlas writes them.

Source: https://parquet.apache.org/docs/file-format/
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from etl.adapt._event import Event, plain_event
from etl.adapt._json import decoded

_JSON = ("messages", "metadata", "tools", "choices", "contents", "candidates", "usage")


def unwrap(event: dict[str, Any]) -> Iterable[Event]:
    """The row, with JSON decoded where no dialect has text."""
    values = {k: (decoded(v) or v) if k in _JSON else v for k, v in event.items()}
    return (plain_event(values),)


EXAMPLES = {  # rows, as JSON
    """{"timestamp": "2026-03-09T12:34:56Z", "response": "Hello!",
        "messages": "[{\\"role\\": \\"user\\", \\"content\\": \\"Hi\\"}]"}""": [
        {
            "messages": [("user", "Hi"), ("assistant", "Hello!")],
            "timestamp": datetime(2026, 3, 9, 12, 34, 56, tzinfo=UTC),
        }
    ],
}
