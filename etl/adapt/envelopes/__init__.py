"""Envelopes: how a log service wraps a logged call. One file each, found by discovery.

An envelope defines

    unwrap(event: dict) -> Iterable[Event]     the events in one framed object, in their order
    frames(text, first_row, cap) -> Iterator   only where lines are not JSON: (row, object, reason)
    EXAMPLES: dict[str, list[dict]]            a line -> some columns of each row it gives
"""
