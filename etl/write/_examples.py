"""Rows for the examples of the formats that `schema.example` alone cannot say."""

from typing import Any

CALL = '[{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"n\\": 1}"}}]'


def said(row: dict[str, Any], at: int, **fields: object) -> dict[str, Any]:
    """`row` with `fields` of its message at place `at` set."""
    messages = list(row["messages"])
    messages[at] = {**messages[at], **fields}
    return {**row, "messages": messages}
