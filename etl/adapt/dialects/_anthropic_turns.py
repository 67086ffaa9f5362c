"""Turns of Anthropic Messages, and of the legacy Text Completions, as messages.

Source: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use
"""

import re

from msgspec import ValidationError

from etl.adapt._call import Message, say, typed
from etl.adapt._tools import made_id, tool_call
from etl.adapt.dialects import _anthropic_wire as wire

Content = str | list[wire.Block | str] | None

_MEDIA = {"image": "[image]", "document": "[document]", "file": "[file]"}
_TURN = re.compile(r"\n\n(Human|Assistant):")


def said(content: Content) -> Message:
    blocks = content if isinstance(content, list) else []
    uses = [b for b in blocks if isinstance(b, wire.Block) and b.type == "tool_use"]
    calls = [
        tool_call(b.id or made_id(b.name or "", i), b.name or "", b.input)
        for i, b in enumerate(uses)
    ]
    return say(text_of(content, ""), calls)


def heard(role: str, content: Content) -> list[Message]:
    blocks = content if isinstance(content, list) else [content or ""]
    results = [b for b in blocks if isinstance(b, wire.Block) and b.type == "tool_result"]
    rest = [b for b in blocks if b not in results]
    heard = [
        Message("tool", text_of(typed(b.content, Content), "\n"), None, None, b.tool_use_id)  # type: ignore[arg-type]
        for b in results
    ]
    return [*heard, Message(role, text_of(rest, "\n"))] if rest or not results else heard


def text_of(content: Content, between: str) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    texts = (b if isinstance(b, str) else _MEDIA.get(b.type) or _spoken(b) for b in content)
    return between.join(text for text in texts if text)


def _spoken(block: wire.Block) -> str:
    return block.text or "" if block.type == "text" else ""


def legacy(prompt: str) -> list[wire.Message]:
    """The turns of a Text Completions prompt; its last marker asks for the answer."""
    if not prompt.startswith("\n\nHuman:"):
        raise ValidationError("no messages")
    _, *pieces = _TURN.split(prompt)
    turns = [wire.Message(r, t.strip()) for r, t in zip(pieces[::2], pieces[1::2], strict=True)]
    return turns[:-1] if turns[-1].role == "Assistant" and not turns[-1].content else turns
