"""The newest call is too old: the export runs, and what it exports has stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from etl.gates._figures import Read
from etl.gates._gate import Gate
from etl.signature import Age

_DAY = datetime(2026, 3, 15, tzinfo=UTC)
PASSES = [
    (Read(newest=_DAY - timedelta(days=2), started=_DAY), timedelta(days=2)),
    (Read(newest=_DAY + timedelta(minutes=50), started=_DAY), timedelta(days=2)),
    (Read(started=_DAY), None),
]
FAILS = [
    (Read(newest=_DAY - timedelta(days=2, seconds=1), started=_DAY), timedelta(days=2)),
    (Read(started=_DAY), timedelta(days=2)),
]


def of_input(read: Read, limit: Age | None = None) -> Iterator[Gate]:
    """Hold the age of the newest call ever read when the run starts, also where nothing is new."""
    name = "gates.max_input_age"
    if limit is not None and read.newest is None:
        what = "no call has a time; name it in sources.fields.timestamp, or leave this gate out"
        yield Gate(name, None, limit.total_seconds(), passed=False, what=what)
    elif limit is not None and read.newest is not None:
        age = max(read.started - read.newest, timedelta(0))
        when = f"the newest call is of {read.newest.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        what = f"{when}, {_long(age)} old, at most {_long(limit)} may be; see that the export still runs"
        yield Gate(name, age.total_seconds(), limit.total_seconds(), age <= limit, what)


def _long(time: timedelta) -> str:
    """`2 days`, `3 hours` or `5 minutes`, the largest that fits twice."""
    seconds = time.total_seconds()
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} seconds"
