"""What is judged across the rows of all parts: on narrow keys alone, never on conversations.

Each function takes what workers saved and gives verdicts (`ledger.VERDICT`) or attributes, frames
of a few columns keyed by `ordinal`. With `state` the rows of earlier runs take part; their verdicts
are retractions. Rows of different tasks are never compared with one another.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from etl import clean, dedup, frames, ledger, split, write
from etl.history import History
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
    "timestamp": pl.Datetime("us", "UTC"),
}


def retried(job: Job, parts: Sequence[Part], aside: pl.DataFrame) -> pl.DataFrame:
    """Verdicts of clean's filters that look at more than one row."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in _tasks(parts):
        options = job.options[task]["clean"]
        if options is not None:
            keys = frames.of_all(job, "keys-clean", mine, clean.KEYS)
            keys = keys.join(aside.lazy(), on="ordinal", how="anti")
            found.append(ledger.verdict("clean", clean.verdicts(keys, job.run(task), options)))
    return pl.concat(found)


def duplicates(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Dedup's attributes of every new row that reached it; its verdicts, also on earlier rows."""
    found = [
        pl.DataFrame(schema={**ATTRIBUTES, "reasons": pl.List(pl.String), "kept_as": pl.String})
    ]
    for task, mine in _tasks(parts):
        keys = frames.of_all(job, "keys-dedup", mine, NAMES)
        alive = keys.join(dead.lazy().select("ordinal"), on="ordinal", how="anti")
        both = _with(_earlier(job, history, "keys-dedup", task), alive)
        verdicts = dedup.verdicts(both, job.run(task), **job.options[task]["dedup"])
        found.append(verdicts.select(found[0].columns))
    judged = pl.concat(found)
    attributes = judged.filter(new(parts)).select(ATTRIBUTES.keys())
    return attributes, ledger.verdict("dedup", judged)


def duplicates_again(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History
) -> pl.DataFrame:
    """Dedup's verdicts on the scrubbed text: masking makes new copies."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in _tasks(parts):
        options = {"superseded": False, "exact": job.options[task]["dedup"]["exact"], "near": None}
        keys = frames.of_all(job, "keys-again", mine, NAMES)
        alive = keys.join(dead.lazy().select("ordinal"), on="ordinal", how="anti")
        if options["exact"] is not None:
            both = _with(_earlier(job, history, "keys-again", task), alive)
            found.append(ledger.verdict("dedup", dedup.verdicts(both, job.run(task), **options)))
    return pl.concat(found)


def retried_again(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History
) -> pl.DataFrame:
    """Verdicts of the same filters between new rows and earlier ones, on their scrubbed text."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in _tasks(parts):
        options = job.options[task]["clean"]
        earlier = _earlier(job, history, "keys-asked", task)
        if options is not None and earlier:
            both = _with(earlier, asked(job, task, mine, dead))
            found.append(ledger.verdict("clean", clean.verdicts(both, job.run(task), options)))
    return pl.concat(found)


def asked(job: Job, task: str, parts: Sequence[Part], dead: pl.DataFrame) -> pl.LazyFrame:
    """What the rows that are not in `dead` ask, scrubbed where they are; keys of clean's filters."""
    gone = dead.lazy().select("ordinal")
    keys = frames.of_all(job, "keys-clean", parts, clean.KEYS)
    if job.options[task]["scrub"] is not None:
        again = frames.of_all(job, "keys-asked", parts, clean.KEYS)
        rest = keys.join(again.select("ordinal"), on="ordinal", how="anti").filter("passes")
        keys = pl.concat([again, rest])
    return keys.join(gone, on="ordinal", how="anti")


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


def splits(
    attributes: pl.DataFrame, names: pl.LazyFrame, job: Job, task: str, history: History
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`ordinal`, `split` of every row in `attributes`, and split's verdicts.

    Of the earlier rows those take part that share a conversation, a cluster or a user with a new
    one: what belongs together stays in the split where it is.
    """
    keys = attributes.join(
        names.select(NAMES.keys()).collect(), on="ordinal", maintain_order="left"
    )
    options = job.options[task]["split"]
    if options is None:
        placed = keys.select("ordinal", pl.lit("train").alias("split"))
        return placed, pl.DataFrame(schema=ledger.VERDICT)
    if history.runs:
        columns = ("conversation_id", "history_id", "cluster_id", "user_key")
        shares = [pl.col(c).is_in(keys[c].drop_nulls().unique().implode()) for c in columns]
        earlier = history.rows().filter(pl.any_horizontal(shares)).collect()
        if earlier.is_empty():  # one row tells that this is not the first run
            earlier = history.rows().head(1).collect()
        keys = pl.concat([earlier, keys], how="diagonal")
    judged = split.split(keys, job.run(task), **options)
    judged = judged.join(attributes, on="ordinal", how="semi", maintain_order="left")
    return judged.select("ordinal", "split"), ledger.verdict("split", judged)


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


def new(parts: Sequence[Part]) -> pl.Expr:
    """Whether a row is of this run: the ordinals of earlier ones are smaller."""
    return pl.col("ordinal") >= pl.lit(parts[0].number << 32, dtype=pl.UInt64)


def _earlier(job: Job, history: History, what: str, task: str) -> list[pl.LazyFrame]:
    """Keys of the earlier rows, in one file: they are read many times, and lie in one a run."""
    found = history.keys(what, task)
    path = job.folder / f"earlier-{what}.{task}.parquet"
    for keys in found:
        keys.sink_parquet(path, statistics=False)
    return [pl.scan_parquet(path, glob=False)] if found else []


def _with(earlier: list[pl.LazyFrame], keys: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat([*earlier, keys.with_columns(committed=pl.lit(value=False))])


def _tasks(parts: Sequence[Part]) -> Iterator[tuple[str, list[Part]]]:
    for task in sorted({part.task for part in parts}):
        yield task, [part for part in parts if part.task == task]
