"""Too many lines of a source could not be read: its format is another one."""

from collections.abc import Iterator

from etl.gates._figures import Read
from etl.gates._gate import Gate, Share, share

SECTION = "adapt"
PASSES = [
    (Read(sources={"a": {"lines": 100, "unread": 5, "cut": 0}}), 0.05),
    (Read(sources={"a": {"lines": 0, "unread": 0, "cut": 0}}), 0.0),
    (Read(), 0.0),
]
FAILS = [
    (Read(sources={"a": {"lines": 100, "unread": 6, "cut": 0}}), 0.05),
    (Read(sources={"a": {"lines": 100, "unread": 1, "cut": 0}}), 0.0),
]


def of_input(read: Read, limit: Share = 0.05) -> Iterator[Gate]:
    """Hold the quarantined share of each source's lines; `not_a_call` is no fault of reading."""
    for name, source in sorted(read.sources.items()):
        unread, lines = source["unread"], source["lines"]
        what = (
            f"sources.{name}: {unread:,} of {lines:,} lines could not be read, at most "
            f"{limit:.1%} may be; check its type and dialect"
        )
        yield share("adapt.max_unreadable_fraction", unread, lines, limit, what)
