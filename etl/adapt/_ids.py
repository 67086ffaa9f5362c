"""Raw ids that stand in the texts of their own call: a raw id leaves `adapt` nowhere.

    "The user id is u-1841-77."  ->  "The user id is <USER_ID>."

Applications put ids into prompts, names and tool arguments. Only `adapt` knows a raw id, so it is
replaced here. An id of under six characters, or without a digit, is not looked for: it may be a word.
"""

import re
from collections.abc import Iterable, Mapping

from etl.adapt._call import Message

_LEAST = 6  # characters
_DIGIT = re.compile(r"[0-9]")


def sought(**ids: Iterable[str | None]) -> dict[str, str]:
    """Raw id -> what is written instead: `USER_ID=("u-1841-77",)` gives `<USER_ID>`."""
    found = {}
    for label, raws in ids.items():
        for raw in raws:
            if raw and len(raw) >= _LEAST and _DIGIT.search(raw):
                found[raw] = f"<{label}>"
    return found


def without(messages: list[Message], ids: Mapping[str, str]) -> list[Message]:
    """The same messages, without the ids in texts, names and tool calls."""
    texts = "\0".join([text for m in messages for text in m[1:4] if text])
    for raw in [raw for raw in ids if raw in texts]:
        messages = [
            m._replace(
                content=_replaced(m[1], raw, ids[raw]),
                name=m[2] and _replaced(m[2], raw, ids[raw]),
                tool_calls=m[3] and _replaced(m[3], raw, ids[raw]),
            )
            for m in messages
        ]
    return messages


def _replaced(text: str, raw: str, label: str) -> str:
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(raw)}(?![A-Za-z0-9])", label, text)
