"""How much of the set rests on documents of snapshot sources, and how much of it would go now."""

import polars as pl

from etl.gates import Snapshot
from etl.prepare import Begun


def figures(begun: Begun) -> dict[str, Snapshot]:
    """Source -> its rows in the set, and those whose documents are not in the export any more.

    A source without any row in the set is left out.
    """
    documents = begun.history.documents().lazy().select("record_id", "source").unique("record_id")
    documents = documents.filter(pl.col("source").is_in(list(begun.snapshots)))
    taken = pl.scan_parquet(begun.job.folder / "judged" / "taken_back.parquet", glob=False)
    deleted = taken.filter(pl.col("because") == "deleted").select("ordinal", deleted=pl.lit(1))
    rows = begun.history.live().join(documents, on="record_id")
    rows = rows.join(deleted, on="ordinal", how="left")
    by = rows.group_by("source").agg(pl.len(), pl.col("deleted").sum()).sort("source").collect()
    return {source: Snapshot(known, gone) for source, known, gone in by.iter_rows()}
