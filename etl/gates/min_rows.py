"""Too few rows are left to learn from."""

from collections.abc import Iterator

from etl.gates._figures import Made
from etl.gates._gate import Count, Gate

PASSES = [(Made({"counts": {"kept": 700}}), 700), (Made({"counts": {"kept": 0}}), None)]
FAILS = [(Made({"counts": {"kept": 699}}), 700)]


def of_rows(made: Made, limit: Count | None = None) -> Iterator[Gate]:
    """Hold the rows that this run keeps."""
    if limit is not None:
        kept = made.counts["kept"]
        what = f"kept {kept:,} rows, asked for {limit:,}; see which reason grew"
        yield Gate("gates.min_rows", kept, limit, kept >= limit, what)
