"""The pass `scrub`: what is still alive, without personal data, each row by itself."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from etl import frames, ledger, scrub
from etl.plan import Job, Part
from etl.work._tally import Tally, alive

# What was found, in clear, so that it can be sought in other rows: in `work` alone.
RAW: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "entity": pl.String,
    "text": pl.String,
    "instead": pl.String,  # null for what was found within another value
}


def scrub_part(job: Job, part: Part, folder: Path) -> Tally:
    """Scrub what is alive in `part` into `scrubbed`, with what was found in `raw`."""
    run, options, found = job.run(part.task), job.options[part.task], Counter[str]()
    told, memory = list[pl.DataFrame](), scrub.Memory(run.key, job.found_before)
    dead = frames.of_part(job, "judged/dead", part).select("ordinal")
    for chunk, path in enumerate(frames.chunks(job, "rows", part)):
        rows = pl.read_parquet(path, glob=False).join(
            dead, on="ordinal", how="anti", maintain_order="left"
        )
        frames.keep(job, "dedup", part, chunk, rows)
        judged = ledger.judged("scrub", rows, scrub.scrub(rows, run, memory, **options["scrub"]))
        frames.save(folder, "raw", chunk, raw(judged))
        frames.keep(job, "found", part, chunk, raw(judged))
        judged = judged.drop("raw")
        frames.keep(job, "scrub", part, chunk, judged)
        found.update(entities(judged))
        told.append(_found(judged))
        left = alive(judged).drop("entities", "found")
        frames.save(folder, "values", chunk, values(left))
        if job.remembers:
            frames.save(folder, "known", chunk, memory.taken())
        frames.save(folder, "scrubbed", chunk, left.drop("values"))
        frames.save(folder, "verdicts-scrub", chunk, ledger.verdict("scrub", judged))
    return Tally(entities=dict(found), found=_found_in_all(told))


def raw(judged: pl.DataFrame) -> pl.DataFrame:
    """`RAW`: what was found in the rows, one value a row."""
    found = judged.select("ordinal", "raw").explode("raw", empty_as_null=False, keep_nulls=False)
    return found.unnest("raw").select(RAW.keys())


def entities(judged: pl.DataFrame) -> dict[str, int]:
    """How many spans of each entity were replaced."""
    return dict(_entities(judged))


def values(left: pl.DataFrame) -> pl.DataFrame:
    """Keyed hashes of what was replaced, one a row: so that it can be found to be erased."""
    found = left.select("record_id", value="values").explode("value", empty_as_null=False)
    return found.filter(pl.col("value").is_not_null())


def _entities(judged: pl.DataFrame) -> Iterator[tuple[str, int]]:
    found = judged.select("entities").explode("entities", empty_as_null=False)
    counted = found.unnest("entities").group_by("entity").agg(pl.col("count").sum())
    yield from counted.filter(pl.col("entity").is_not_null()).sort("entity").iter_rows()


def _found(judged: pl.DataFrame) -> pl.DataFrame:
    """How often each recognizer found what, one a row."""
    rows = judged.select("found").explode("found", empty_as_null=False, keep_nulls=False)
    return rows.unnest("found").group_by(pl.exclude("count")).agg(pl.col("count").sum())


def _found_in_all(told: list[pl.DataFrame]) -> list[dict[str, Any]]:
    if not told:
        return []
    summed = pl.concat(told).group_by(pl.exclude("count")).agg(pl.col("count").sum())
    return summed.sort(pl.exclude("count")).to_dicts()
