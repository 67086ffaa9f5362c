"""Stage what the workers committed, write the state, and make both count."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from etl import attempt, commit, frames, gates, manifest, remote, shards, state, write
from etl.checkpoint import Entry
from etl.errors import GateError
from etl.gates import Gate
from etl.plan import Job
from etl.prepare import Begun
from etl.work import Tally


def publish(begun: Begun, tallies: list[Tally], passed: list[Gate]) -> dict[str, Any]:
    """Stage the run, write its state, and make both count."""
    config, job, run_id = begun.config, begun.job, begun.attempt.run_id
    staged = config.output / "runs" / f".{run_id}"
    folders = [frames.folder_of(job, "write", part) for part in begun.parts]
    entries = commit.stage(folders, staged)
    mark = f"-{run_id}" if config.state else ""
    write.assemble(folders, staged, config.formats, mark)
    kept = frames.of_all(job, "kept", begun.parts, {}).collect()
    removed = _standing(job, kept)
    if config.state:
        removed.write_parquet(staged / "removed.parquet")
        entries |= _carry(begun, staged, removed)
    told = manifest.describe(begun, tallies, staged)
    told["set"] = {"runs": [*begun.history.runs, run_id]} if config.state else None
    judged = [*passed, *gates.of_rows(config.gates, told, begun.history.previous or None)]
    try:
        gates.hold(judged, str(job.folder))
    except GateError:
        shutil.rmtree(staged)  # what was refused rests in `work` alone
        raise
    told["gates"] = [asdict(gate) for gate in judged]
    manifest.explain(told, staged, entries)
    state.save(begun, kept, removed)
    commit.publish(staged, told, config.output)
    return told


def finish(begun: Begun) -> None:
    """Remove what a committed run has no use for: raw text, old snapshots, expired runs."""
    state.prune(begun.history)
    begun.history.forget(begun.config.output / "runs")
    remote.forget(begun.config, begun.history.expired)
    attempt.empty(begun.job.folder)
    shutil.rmtree(remote.kept_objects(begun.config), ignore_errors=True)


def _carry(begun: Begun, staged: Path, removed: pl.DataFrame) -> dict[str, Entry]:
    """Bring the format files of the set to date; the entries of those that are as they were."""
    known = begun.history
    if not known.runs:
        return {}
    before = known.removed().select("record_id", "run_id", new=pl.lit(value=False)).collect()
    gone = pl.concat([before, removed.select("record_id", "run_id", new=pl.lit(value=True))])
    previous = begun.config.output / "runs" / known.previous["run_id"]
    same = shards.carry(previous, staged, known.runs, gone, begun.config.formats)
    return {entry["path"]: entry for entry in known.previous["files"] if entry["path"] in same}


def _standing(job: Job, kept: pl.DataFrame) -> pl.DataFrame:
    """What is removed: nothing goes for a row that was not kept in the end."""
    removed = pl.read_parquet(job.folder / "placed" / "removed.parquet", glob=False)
    return removed.filter(pl.col("by").is_null() | pl.col("by").is_in(kept["record_id"].implode()))
