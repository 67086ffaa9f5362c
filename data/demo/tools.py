"""The tools that the support app knows, and how many tokens a text has."""

from typing import Any

from rows import Call
from turns import TOOLS

Json = dict[str, Any]


def tokens(*texts: str) -> int:
    """A number of tokens as a model might count them."""
    return sum(len(text.encode()) // 4 + 3 for text in texts)


def used_tool(call: Call) -> str:
    """The tool that the session knows, "" where there is none."""
    return next((turn.tool for turn in call.script.turns if turn.tool), "")


def schema(tool: str, key: str) -> Json:
    """The definition of a tool; the provider names the key of its parameters."""
    description, names = TOOLS[tool]
    properties = {name: {"type": "string"} for name in names}
    return {
        "name": tool,
        "description": description,
        key: {"type": "object", "properties": properties, "required": list(names)},
    }
