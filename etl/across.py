"""What is judged across the rows of all parts: on narrow keys alone, never on conversations.

Each function takes what workers saved and gives verdicts (`ledger.VERDICT`) or rows of a few
columns. With `state` the rows of earlier runs take part; their verdicts are retractions. Rows of
different tasks are never compared with one another.

Wide keys stand on the left of a join, and `maintain_order` keeps them there: else Polars (2.1) may
build its table of them, with all their columns, and not of the few rows on the right.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl import clean, dedup, frames, ledger
from etl.history import History
from etl.plan import Job, Part

KEYS: dict[str, Any] = {"ordinal": pl.UInt64, "record_id": pl.String}
JUDGED: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "reasons": pl.List(pl.String),
    "kept_as": pl.String,
    "cluster_id": pl.String,
    "cluster_size": pl.UInt32,
    "record_id": pl.String,
    "conversation_id": pl.String,
    "history_id": pl.String,
    "user_key": pl.String,
    "timestamp": pl.Datetime("us", "UTC"),
}
TAKEN_BACK: dict[str, Any] = {**ledger.VERDICT, "because": pl.String}


def retried(job: Job, parts: Sequence[Part], aside: pl.DataFrame) -> pl.DataFrame:
    """Verdicts of clean's filters that look at more than one row."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in tasks(parts):
        options = job.options[task]["clean"]
        if options is not None:
            keys = without(frames.of_all(job, "keys-clean", mine, clean.KEYS), aside)
            found.append(ledger.verdict("clean", clean.verdicts(keys, job.run(task), options)))
    return pl.concat(found)


def duplicates(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History, folder: Path
) -> pl.LazyFrame:
    """Dedup's verdict on every new row that reached it, and on earlier rows: `JUDGED`.

    Leaves in `folder` what overlaps evaluation files: `dedup.HITS`.
    """
    found = [pl.LazyFrame(schema=JUDGED)]
    for task, mine in tasks(parts):
        alive = without(frames.of_all(job, "keys-dedup", mine, KEYS), dead)
        run, options = job.run(task), job.options[task]["dedup"]
        before = history.keys("keys-dedup", task) if _unseen(options, history) else []
        hit = dedup.hits(beside(before, alive), run, options["contaminated"])
        hit.write_parquet(folder / f"contaminated.{task}.parquet")
        path = job.folder / f"bared.{task}.parquet"
        keys = dedup.beside(history.earlier("keys-dedup", task), alive, hit, path, run, options)
        verdicts = dedup.verdicts(keys, run, hit, **options)
        found.append(verdicts.select(JUDGED.keys()))
    return pl.concat(found)


def _unseen(options: Mapping[str, Any], history: History) -> bool:
    """Whether no earlier run held its rows against the evaluation files that are asked for."""
    asked = dedup.told(options["contaminated"])
    return asked is not None and history.previous.get("contaminated") != asked


def merged(*verdicts: pl.DataFrame) -> pl.DataFrame:
    """One verdict a row: a stage's reasons together, in the order found."""
    together = pl.concat(verdicts).group_by("ordinal", maintain_order=True)
    return together.agg(
        pl.col("stage").first(),
        pl.col("reasons").list.explode(keep_nulls=False, empty_as_null=False),
        pl.col("kept_as").drop_nulls().first(),
    )


def without(rows: pl.LazyFrame, dead: pl.DataFrame) -> pl.LazyFrame:
    """`rows` that have no verdict against them, in their order."""
    gone = dead.lazy().select("ordinal")
    return rows.join(gone, on="ordinal", how="anti", maintain_order="left")


def taken_back(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Earlier rows that go, `because` of what they say: `TAKEN_BACK`."""
    none = pl.lit(None, dtype=pl.String)
    return rows.select("ordinal", stage=none, reasons=pl.concat_list(pl.lit("retracted")),
                       kept_as=none, because="because").select(TAKEN_BACK.keys())  # fmt: skip


def new(parts: Sequence[Part]) -> pl.Expr:
    """Whether a row is of this run: the ordinals of earlier ones are smaller."""
    return pl.col("ordinal") >= pl.lit(parts[0].number << 32, dtype=pl.UInt64)


def tasks(parts: Sequence[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Each task, and its parts."""
    for task in sorted({part.task for part in parts}):
        yield task, [part for part in parts if part.task == task]


def earlier(job: Job, history: History, what: str, task: str) -> list[pl.LazyFrame]:
    """Keys of the earlier rows, in one file: they are read many times, and lie in one a run."""
    found = history.keys(what, task)
    path = job.folder / f"earlier-{what}.{task}.parquet"
    for keys in found:
        keys.sink_parquet(path, **frames.KEYS_FILE)
    return [pl.scan_parquet(path, glob=False)] if found else []


def beside(earlier: list[pl.LazyFrame], keys: pl.LazyFrame) -> pl.LazyFrame:
    """Earlier rows and new ones, told apart by `committed`."""
    return pl.concat([*earlier, keys.with_columns(committed=pl.lit(value=False))])
