"""Streams of Anthropic Messages: many events, one response.

    event: content_block_delta
    data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}}

Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from etl.adapt._call import typed
from etl.adapt._tools import Json
from etl.adapt.dialects import _anthropic_wire as wire


def is_event(event: Json) -> bool:
    """Whether an event of a stream is in this dialect."""
    return event.get("type") in ("message_start", "ping") or (
        event.get("type") == "error" and "error" in event
    )


def merged(events: list[Json]) -> wire.Response:
    """One response of all events; without content where no stop reason came: it was cut."""
    whole, blocks, json = wire.Response(), dict[int, wire.Block](), dict[int, str]()
    for event in (typed(e, wire.StreamEvent) for e in events):
        if event.message:
            whole = event.message
        if event.content_block:
            blocks[event.index] = event.content_block
        if event.delta:
            block = blocks.get(event.index)
            if block and event.delta.text:
                block.text = (block.text or "") + event.delta.text
            json[event.index] = json.get(event.index, "") + (event.delta.partial_json or "")
            whole.stop_reason = event.delta.stop_reason or whole.stop_reason
        if event.usage:
            whole.usage = whole.usage or wire.Usage()
            whole.usage.output_tokens = event.usage.output_tokens
        whole.error = whole.error or event.error
    for index, text in json.items():
        if text and index in blocks:
            blocks[index].input = text
    whole.content = [blocks[i] for i in sorted(blocks)] if whole.stop_reason else None
    whole.stop_reason = whole.stop_reason or "unknown"
    return whole
