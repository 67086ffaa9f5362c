"""Too many lines of a source are broken off: its log service cuts long ones."""

from collections.abc import Iterator

from etl.gates._figures import Read
from etl.gates._gate import Gate, Share, share

PASSES = [
    (Read(sources={"a": {"lines": 100, "unread": 1, "cut": 1}}), 0.01),
    (Read(sources={"a": {"lines": 100, "unread": 9, "cut": 9}}), None),
]
FAILS = [(Read(sources={"a": {"lines": 100, "unread": 2, "cut": 2}}), 0.01)]


def of_input(read: Read, limit: Share | None = None) -> Iterator[Gate]:
    """Hold the share of each source's lines that begin as JSON and end in the middle."""
    for name, source in sorted(read.sources.items()) if limit is not None else ():
        cut, lines = source["cut"], source["lines"]
        what = (
            f"sources.{name}: {cut:,} of {lines:,} lines are broken off, at most {limit:.1%} may "
            "be; see how long a line your log service takes"
        )
        yield share("gates.max_truncated_fraction", cut, lines, limit, what)
