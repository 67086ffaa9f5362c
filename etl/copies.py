"""Rows that stand aside for a row whose document was deleted at its source.

They were dropped as its copies, or it took their place as the longer conversation. Their text is
kept nowhere, so they cannot be put in its place; but how many there are is known, from the ledgers
of the set. Price: nothing on a day without deletions; else the set's ledgers are scanned once, at
two columns.
"""

from pathlib import Path

import polars as pl

from etl.prepare import Begun


def of_deleted(output: Path, begun: Begun) -> int:
    """How many rows stand aside for what this run takes out as deleted, themselves not deleted.

    Args:
        output: of the run.
        begun: the run, once what it takes out is counted; one without anything new is not.
    """
    counted = begun.job.folder / "counted"
    if not counted.exists():
        return 0
    removed = pl.read_parquet(counted / "removed.parquet", glob=False)
    deleted = set(removed.filter(pl.col("because") == "deleted")["record_id"])
    if not deleted:
        return 0
    lost = _with_beginnings(deleted, begun.history.removed().select("record_id", "by").collect())
    ledgers = [output / "runs" / run / "audit" / "ledger" for run in begun.history.runs]
    files = sorted(path for folder in ledgers for path in folder.glob("*.parquet"))
    rows = pl.scan_parquet(files, glob=False).filter(pl.col("stage") == "dedup")
    copies = rows.filter(pl.col("kept_as").is_in(list(lost))).select("record_id").collect()
    still = pl.read_parquet(counted / "state" / "documents.parquet", glob=False)["record_id"]
    gone = set(begun.history.documents()["record_id"]) - set(still)
    return len((set(copies["record_id"]) | lost) - deleted - gone)


def _with_beginnings(rows: set[str], removed: pl.DataFrame) -> set[str]:
    """The rows and all that they took the place of, and what those had."""
    found, new = set(rows), rows
    while new:
        heirs = removed.filter(pl.col("by").is_in(list(new)))["record_id"]
        new = set(heirs) - found
        found |= new
    return found
