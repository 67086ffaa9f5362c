"""Too many rows were set aside since a recognizer or the model failed on them: it is broken.

On by default, at the share from which on unreadable lines are a fault too: a recognizer that fails
on every row would publish an empty set as success. Rows in other languages (`unscrubbed_language`)
are set aside on purpose and do not count.
"""

from collections.abc import Iterator
from typing import Any

from etl.gates._figures import Made
from etl.gates._gate import Gate, Share, share


def _scrubbed(rows: int, not_scrubbed: int) -> Made:
    reasons = {"not_scrubbed": not_scrubbed, "unscrubbed_language": rows - not_scrubbed}
    return Made({"counts": {"stages": {"scrub": {"in": rows, "reasons": reasons}}}})


PASSES = [
    (_scrubbed(100, 5), 0.05),
    (_scrubbed(100, 100), None),
    (_scrubbed(0, 0), 0.0),
    (Made({"counts": {"stages": {}}}), 0.0),
]
FAILS = [(_scrubbed(100, 6), 0.05), (_scrubbed(1, 1), 0.05), (_scrubbed(100, 1), 0.0)]


def of_rows(made: Made, limit: Share | None = 0.05) -> Iterator[Gate]:
    """Hold the share `not_scrubbed` of the rows that reached `scrub`."""
    stage: dict[str, Any] = made.counts["stages"].get("scrub", {"in": 0})
    rows = stage["in"]
    if limit is None or not rows:
        return
    failed = stage["reasons"].get("not_scrubbed", 0)
    name = "gates.max_not_scrubbed_share"
    what = (
        f"{failed:,} of {rows:,} rows could not be scrubbed, at most {limit:.1%} may be; "
        "check the recognizers of your plugins and the model"
    )
    yield share(name, failed, rows, limit, what)
