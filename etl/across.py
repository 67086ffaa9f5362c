"""What is judged across the rows of all parts: on narrow keys alone, never on conversations.

Each function takes what workers saved and gives verdicts (`ledger.VERDICT`) or attributes, frames
of a few columns keyed by `ordinal`. Rows of different tasks are never compared with one another.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from etl import clean, dedup, frames, ledger, split, write
from etl.plan import Job, Part

ATTRIBUTES: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "conversation_id": pl.String,
    "cluster_id": pl.String,
    "cluster_size": pl.UInt32,
}
NAMES: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "record_id": pl.String,
    "user_key": pl.String,
    "history_id": pl.String,
}


def retried(job: Job, parts: Sequence[Part]) -> pl.DataFrame:
    """Verdicts of clean's filters that look at more than one row."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in _tasks(parts):
        options = job.options[task]["clean"]
        if options is not None:
            keys = frames.of_all(job, "keys-clean", mine, clean.KEYS)
            found.append(ledger.verdict("clean", clean.verdicts(keys, job.run(task), options)))
    return pl.concat(found)


def duplicates(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Dedup's attributes of every row that reached it, and its verdicts."""
    found = [
        pl.DataFrame(schema={**ATTRIBUTES, "reasons": pl.List(pl.String), "kept_as": pl.String})
    ]
    for task, mine in _tasks(parts):
        keys = frames.of_all(job, "keys-dedup", mine, NAMES)
        alive = keys.join(dead.lazy().select("ordinal"), on="ordinal", how="anti")
        verdicts = dedup.verdicts(alive, job.run(task), **job.options[task]["dedup"])
        found.append(verdicts.select(found[0].columns))
    judged = pl.concat(found)
    return judged.select(ATTRIBUTES.keys()), ledger.verdict("dedup", judged)


def duplicates_again(job: Job, parts: Sequence[Part]) -> pl.DataFrame:
    """Dedup's verdicts on the scrubbed text: masking makes new copies."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in _tasks(parts):
        options = {"superseded": False, "exact": job.options[task]["dedup"]["exact"], "near": None}
        keys = frames.of_all(job, "keys-again", mine, NAMES)
        if options["exact"] is not None:
            verdicts = dedup.verdicts(keys, job.run(task), **options)
            found.append(ledger.verdict("dedup", verdicts))
    return pl.concat(found)


def join_clusters(
    attributes: pl.DataFrame, gone: pl.DataFrame, names: pl.LazyFrame
) -> pl.DataFrame:
    """`attributes` after the clusters of the rows in `gone` became part of those they repeat."""
    onto = names.select("ordinal", "record_id").join(gone.lazy(), on="ordinal").collect()
    if onto.is_empty():
        return attributes
    moved = onto.select(cluster_id="record_id", onto="kept_as")
    moved = attributes.join(moved, on="cluster_id", how="left", maintain_order="left")
    new = pl.coalesce("onto", "cluster_id")
    sizes = (
        moved.unique("cluster_id", maintain_order=True)
        .group_by(new.alias("cluster_id"))
        .agg(pl.col("cluster_size").sum())
    )
    return (
        moved.with_columns(new.alias("cluster_id"))
        .drop("onto", "cluster_size")
        .join(sizes, on="cluster_id", how="left", maintain_order="left")
        .select(ATTRIBUTES.keys())
    )


def splits(attributes: pl.DataFrame, names: pl.LazyFrame, job: Job, task: str) -> pl.DataFrame:
    """`ordinal`, `split` of every row in `attributes`; all train where the stage is off."""
    keys = attributes.join(
        names.select(NAMES.keys()).collect(), on="ordinal", maintain_order="left"
    )
    options = job.options[task]["split"]
    if options is None:
        return keys.select("ordinal", pl.lit("train").alias("split"))
    return split.split(keys, job.run(task), **options).select("ordinal", "split")


def over_limit(attributes: pl.DataFrame, job: Job, task: str) -> pl.DataFrame:
    """Verdicts on the conversations beyond write's limit."""
    keys = attributes.select("ordinal", "conversation_id")
    options = job.options[task]["write"]
    judged = write.over_limit(keys, job.run(task), limit=options["limit"])
    return ledger.verdict("write", judged)


def merged(*verdicts: pl.DataFrame) -> pl.DataFrame:
    """One verdict a row: a stage's reasons together, in the order found."""
    together = pl.concat(verdicts).group_by("ordinal", maintain_order=True)
    return together.agg(
        pl.col("stage").first(),
        pl.col("reasons").list.explode(keep_nulls=False, empty_as_null=False),
        pl.col("kept_as").drop_nulls().first(),
    )


def without(rows: pl.DataFrame, dead: pl.DataFrame) -> pl.DataFrame:
    """`rows` that have no verdict against them."""
    return rows.join(dead.select("ordinal"), on="ordinal", how="anti", maintain_order="left")


def _tasks(parts: Sequence[Part]) -> Iterator[tuple[str, list[Part]]]:
    for task in sorted({part.task for part in parts}):
        yield task, [part for part in parts if part.task == task]
