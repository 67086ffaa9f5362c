"""Rows that call a tool."""

import json

from etl import schema


def calling(name, arguments, **columns):
    """A row whose assistant calls one tool with these arguments, given as an object or as text."""
    row = schema.example(("user", "Please do."), ("assistant", ""), **columns)
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
    row["messages"][1]["tool_calls"] = json.dumps([call], ensure_ascii=False)
    return row


def arguments_of(row):
    (call,) = json.loads(row["messages"][1]["tool_calls"])
    return call["function"]["arguments"]
