"""One input line, one call, and what truly became of it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conversations import Script

Message = dict[str, Any]  # in the words of OpenAI: role, content, tool_calls, tool_call_id


@dataclass(eq=False)
class Row:
    """One input line and its fate."""

    source: str = ""
    file: str = ""
    row: int = 0
    item: int = 0
    fate: str = "kept"
    stage: str | None = None
    reasons: list[str] = field(default_factory=list)
    stands: "Row | None" = None  # the row that is kept instead

    def place(self) -> tuple[str, str, int, int]:
        """Where the line stands; also the order of the ledger."""
        return self.source, self.file, self.row, self.item


@dataclass(eq=False, kw_only=True)
class Call(Row):
    """One call as an app made it."""

    script: Script
    id: str = ""
    at: int = 0  # milliseconds since 1970
    delay: int = 0  # milliseconds until the service noted it
    channel: str = ""  # firehose or replay: a way through the service other than the usual one
    user: str = ""
    session: str = ""
    dialect: str = "openai"
    model: str = ""
    system: str = ""
    history: list[Message] = field(default_factory=list)
    answer: Message | None = None
    thinking: str = ""
    finish: str = "stop"  # stop, length, tool_calls, content_filter or refusal
    status: int = 200
    success: bool | None = None
    parent: "Call | None" = None  # the call whose conversation this one goes on with
    twin: object = None  # calls of one group are exact duplicates
    near: object = None  # calls of one group are near duplicates
    choices: "list[Call]" = field(default_factory=list)  # further answers on the same line

    def text(self) -> str:
        """The answer, "" where there is none."""
        return (self.answer or {}).get("content") or ""


def stamp(at: int) -> str:
    """A time as `2026-03-01T02:03:04.123Z`."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def to_json(value: object) -> str:
    """JSON text on one line, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
