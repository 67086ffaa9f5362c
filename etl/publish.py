"""Stage what the workers committed, write the state, and make both count."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from etl import attempt, commit, frames, gates, manifest, remote, shards, state, write
from etl.checkpoint import Entry
from etl.config import Config
from etl.errors import GateError
from etl.gates import Gate
from etl.prepare import Begun
from etl.work import Tally


def publish(
    config: Config,
    begun: Begun,
    tallies: list[Tally],
    counted: Mapping[str, Any],
    passed: list[Gate],
) -> dict[str, Any]:
    """Stage the run and its state, and make both count."""
    job, run_id = begun.job, begun.attempt.run_id
    staged = config.output / "runs" / f".{run_id}"
    folders = [frames.folder_of(job, "write", part) for part in begun.parts]
    entries = commit.stage(folders, staged)
    mark = f"-{run_id}" if config.state else ""
    write.assemble(folders, staged, config.formats, mark)
    if config.state:
        removed = job.folder / "counted" / "removed.parquet"
        commit.link(removed, staged / "removed.parquet")
        entries |= _carry(config, begun, staged, pl.read_parquet(removed, glob=False))
    told = manifest.describe(config, begun, tallies, counted)
    told["set"] = {"runs": [*begun.history.runs, run_id]} if config.state else None
    judged = [*passed, *gates.of_rows(config.gates, told, begun.history.previous or None)]
    try:
        gates.hold(judged, str(job.folder))
    except GateError:
        shutil.rmtree(staged)  # what was refused rests in `work` alone
        raise
    told["gates"] = [asdict(gate) for gate in judged]
    manifest.explain(told, staged, entries)
    state.save(begun)
    commit.publish(staged, told, config.output)
    return told


def finish(config: Config, begun: Begun) -> None:
    """Remove what a committed run has no use for: raw text, old snapshots, expired runs."""
    state.prune(begun.history)
    begun.history.forget(config.output / "runs")
    remote.forget(config, begun.history.expired)
    attempt.empty(begun.job.folder)
    shutil.rmtree(remote.kept_objects(config), ignore_errors=True)


def _carry(config: Config, begun: Begun, staged: Path, removed: pl.DataFrame) -> dict[str, Entry]:
    """Bring the format files of the set to date; the entries of those that are as they were."""
    known = begun.history
    if not known.runs:
        return {}
    before = known.removed().select("record_id", "run_id", new=pl.lit(value=False)).collect()
    gone = pl.concat([before, removed.select("record_id", "run_id", new=pl.lit(value=True))])
    previous = config.output / "runs" / known.previous["run_id"]
    same = shards.carry(previous, staged, known.runs, gone, config.formats)
    return {entry["path"]: entry for entry in known.previous["files"] if entry["path"] in same}
