"""Too few lines are new: the export brought less than on other days."""

from collections.abc import Iterator

from etl.gates._figures import Read
from etl.gates._gate import Count, Gate

PASSES = [
    (Read(sources={"a": {"lines": 1, "unread": 0, "cut": 0},
                   "b": {"lines": 1, "unread": 0, "cut": 0}}), 2),
    (Read(), None),
]  # fmt: skip
FAILS = [(Read(), 1), (Read(sources={"a": {"lines": 1, "unread": 1, "cut": 0}}), 2)]


def of_input(read: Read, limit: Count | None = None) -> Iterator[Gate]:
    """Hold the input lines of all sources; a run without any fails too, where one is asked for."""
    if limit is not None:
        lines = sum(source["lines"] for source in read.sources.values())
        what = f"{lines:,} lines are new, asked for {limit:,}; see that the export still runs"
        yield Gate("gates.min_new_rows", lines, limit, lines >= limit, what)
