"""Clusters and groups so large that something about the logs is probably wrong: told as warnings.

A cluster of more than 1 % of the rows may be a canned answer, a health check, or a template that is
filled in its middle; a key that more than 5 % share (`etl.split`) a constant session id. Of fewer
rows than a hundred, one in a hundred is no crowd: a cluster is told from `LEAST` rows on.
"""

from collections.abc import Iterator

import polars as pl

from etl.prepare import Begun

CLUSTER = 0.01  # of the rows that reached dedup
LEAST = 10  # rows
_SAID = {
    "conversation_id": "are of one session ({value}): is its id constant?",
    "history_id": "begin with the same message: is it a template, or one job again and again?",
    "user_key": "are of one user ({value}): is it a service?",
}


def told(begun: Begun) -> list[str]:
    """What is to be said; of a run without anything new, nothing."""
    placed = begun.job.folder / "placed"
    return [*_groups(begun), *_clusters(begun)] if placed.exists() else []


def _groups(begun: Begun) -> Iterator[str]:
    """Keys that were not used; a session without an id is called after how it begins."""
    crowds = pl.read_parquet(begun.job.folder / "placed" / "crowds.parquet", glob=False)
    begins = set(crowds.filter(pl.col("column") == "history_id")["value"])
    for column, value, rows in crowds.iter_rows():
        if column == "group":
            yield (
                f"split: {rows:,} rows hang together, more than 5 %: by chains of what they share, "
                "so they stay in one split"
            )
        elif column == "history_id" or value not in begins:
            said = _SAID[column].format(value=value)
            yield f"split: {rows:,} rows, more than 5 %, {said} It is not used to hold rows together"


def _clusters(begun: Begun) -> Iterator[str]:
    attributes = pl.scan_parquet(begun.job.folder / "placed" / "attributes.parquet", glob=False)
    total = attributes.select(pl.len()).collect(engine="streaming").item()
    large = attributes.filter(
        pl.col("cluster_size") > CLUSTER * total, pl.col("cluster_size") >= LEAST
    )
    found = large.select("cluster_id", "cluster_size").unique().collect(engine="streaming")
    if found.height:
        first, most = found.sort("cluster_size", "cluster_id", descending=[True, False]).row(0)
        yield (
            f"dedup: {found.height:,} clusters hold more than 1 % of the rows each; in the largest "
            f"{most:,} of {total:,} rows are alike, and {first} stands for them: see if they should be"
        )
