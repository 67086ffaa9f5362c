"""The format files of an output with `state`: the whole set to date, a shard for each run that added rows.

    openai/train-20260315T020000Z-1a2b3c.jsonl     lines of that run's rows, in the order of its ledger

A shard that no later run touched is a second name of the same file; an empty one is not carried on.
One whose rows were superseded, retracted or expired since is written anew without their lines.
Which line is which row stands in the ledger of the run that the shard is named after.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from etl import commit, ledger
from etl.schema import SPLITS


def carry(
    previous: Path, staged: Path, runs: Iterable[str], gone: pl.DataFrame, formats: Iterable[str]
) -> set[str]:
    """Bring the shards of earlier runs into the staging of the next one.

    Args:
        previous: the run committed before.
        staged: of the next run.
        runs: ids of the runs whose rows stay in the set.
        gone: `record_id`, `run_id` of every row that is out of it, `new` where it just went.
        formats: whose shards are carried on.

    Returns:
        The paths of those that are the same files as before.
    """
    same = set()
    for run in runs:
        out = gone.filter(pl.col("run_id") == run)
        touched = bool(out["new"].any())
        for name in formats:
            for split in SPLITS:
                shard = Path(name) / f"{split}-{run}.jsonl"
                if not _has_lines(previous / shard):
                    continue  # of a small run most splits are empty
                if not touched:
                    commit.link(previous / shard, staged / shard)
                    same.add(shard.as_posix())
                    continue
                records = rows_of(previous.parent / run, name, split, out.filter(~pl.col("new")))
                rewrite(previous / shard, staged / shard, records, set(out["record_id"]))
    return same


def _has_lines(shard: Path) -> bool:
    return shard.exists() and shard.stat().st_size > 0


def rows_of(run: Path, name: str, split: str, before: pl.DataFrame) -> list[str]:
    """The records whose lines a shard of `run` holds, in order, without those in `before`."""
    taken = (pl.col("fate") == "kept") & (pl.col("split") == split)
    return (
        ledger.scan(run)
        .filter(taken & ~pl.col("not_in").list.contains(name))
        .join(before.lazy().select("record_id"), on="record_id", how="anti", maintain_order="left")
        .select("record_id")
        .collect()["record_id"]
        .to_list()
    )


def rewrite(shard: Path, new: Path, records: Iterable[str], gone: Collection[str]) -> None:
    """Write `shard` anew as `new`, without the lines of the records in `gone`."""
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with shard.open("rb") as lines, new.open("wb") as out:
        for record, line in zip(records, lines, strict=True):
            if record not in gone:
                out.write(line)
