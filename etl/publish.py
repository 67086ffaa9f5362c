"""Stage what the workers committed, write the state, and make both count."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import (
    attempt,
    commit,
    disk,
    frames,
    gates,
    leaks,
    manifest,
    overlaps,
    remote,
    review,
    runs,
    shards,
    state,
    write,
)
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
    overlaps.leave(begun, staged)
    if config.state:
        removed = job.folder / "counted" / "removed.parquet"
        commit.link(removed, staged / "removed.parquet")
        entries |= _carry(config, begun, staged, pl.read_parquet(removed, glob=False))
    told = manifest.describe(config, begun, tallies, counted)
    told["set"] = {"runs": [*begun.history.runs, run_id]} if config.state else None
    judged = [*passed, *gates.of_rows(config.gates, told, begun.history.previous or None)]
    judged += leaks.gate(begun, tallies)
    try:
        gates.hold(judged, str(job.folder))
    except GateError:
        shutil.rmtree(staged)  # what was refused rests in `work` alone
        disk.put(job.folder / review.REFUSED, msgspec.json.encode(told))
        raise
    told["gates"] = [asdict(gate) for gate in judged]
    manifest.explain(told, staged, entries)
    _hold_pages(begun, told, staged)
    state.save(begun)
    commit.publish(staged, told, config.output)
    return told


def _hold_pages(begun: Begun, told: Mapping[str, Any], staged: Path) -> None:
    """Hold what was written last against what was found."""
    try:
        gates.hold([*leaks.gate_of_pages(begun, told, staged)], str(begun.job.folder))
    except GateError:
        shutil.rmtree(staged)
        raise


def finish(config: Config, begun: Begun) -> None:
    """Remove what a committed run has no use for: raw text, old snapshots, expired runs."""
    state.prune(begun.history)
    expired = _expired(config, begun)
    begun.history.forget(config.output / "runs", expired)
    remote.forget(config, expired)
    attempt.empty(begun.job.folder)
    shutil.rmtree(remote.kept_objects(config), ignore_errors=True)


def _expired(config: Config, begun: Begun) -> list[str]:
    """The runs that are older than `retention` and in no set: also those that a kill left before."""
    if config.retention is None or config.state is None:
        return []
    here = runs.ids([*(config.output / "runs").glob("*"), *config.state.glob("*")])
    oldest = runs.stamp(begun.attempt.started - config.retention)
    return sorted(
        run for run in {*here, *remote.runs(config)}
        if run < oldest and run not in begun.history.runs
    )  # fmt: skip


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
