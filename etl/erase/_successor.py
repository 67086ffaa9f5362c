"""A run's successor: the same run without some rows, under a name of its own.

What does not change is a second name of the same file. Which line of a format is which row is read
from the ledger of the run that the shard is named after, as it was before.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import checkpoint, commit, counts, disk, manifest, runs
from etl.erase._files import changed, renamed
from etl.erase._rows import Erasure

_MADE_ANEW = ("README.md", "report.html")


def names(
    manifests: Mapping[str, dict[str, Any]], found: Mapping[str, pl.Series]
) -> dict[str, str]:
    """Run id -> its successor's, for runs that hold such rows or have such a run in their set.

    A run whose set names one that `retention` has removed is touched too: whose lines it still
    holds of that one, nobody can tell any more, so its successor goes without them.

    The name keeps the time; its digest is of the old name and of what goes, so that an erasure
    that is done again gives the same name.
    """
    touched = {run for run, gone in found.items() if len(gone)}
    for run, told in manifests.items():
        if any(member in touched or member not in manifests for member in runs.members(told)):
            touched.add(run)
    what = "\n".join(record for run in sorted(found) for record in found[run])
    new: dict[str, str] = {}
    for run in sorted(touched):
        name, salt = run, 0
        while name in manifests or name in new.values():
            digest = hashlib.sha256(f"{run}\0{what}\0{salt}".encode()).hexdigest()
            name, salt = f"{run.rpartition('-')[0]}-{digest[:6]}", salt + 1
        new[run] = name
    return new


def stage(run: str, told: Mapping[str, Any], erasure: Erasure) -> Path:
    """Stage the successor of `run`, whole and on the disk, under its hidden name."""
    erasure = erasure.of(runs.members(told))
    old, name = erasure.runs / run, erasure.names[run]
    staged = erasure.runs / f".{name}"
    (staged / "data").mkdir(parents=True, mode=0o700)
    known: dict[str, checkpoint.Entry] = {}
    for entry in told["files"]:
        path, new = entry["path"], renamed(entry["path"], erasure)
        if path not in _MADE_ANEW and not changed(old, path, staged / new, told, erasure):
            commit.link(old / path, staged / new)
            known[new] = {**entry, "path": new}
    after = {
        **told,
        "run_id": name,
        "replaces": run,
        "previous": erasure.named(told["previous"]),
        "counts": _counts(told, staged),
    }
    if told.get("set"):
        there = [member for member in told["set"]["runs"] if member in erasure.found]
        after["set"] = {"runs": [erasure.named(member) for member in there]}
    manifest.explain(after, staged, known)
    text = msgspec.json.format(msgspec.json.encode(after), indent=2)
    (staged / "manifest.json").write_bytes(text + b"\n")
    disk.sync_all(staged)
    return staged


def _counts(told: Mapping[str, Any], staged: Path) -> dict[str, Any]:
    """The counts as the ledger has them now.

    What `scrub` replaced by entity is told as it was: of which rows is not written down anywhere.
    """
    lines = pl.scan_parquet(sorted((staged / "audit" / "ledger").glob("*.parquet")), glob=False)
    kept = pl.col("fate") == "kept"
    takes = {
        name: (kept & ~pl.col("not_in").list.contains(name)).sum()
        for name in told["counts"]["formats"]
    }
    gone = pl.col("reasons").list.contains("erased").sum()
    counted = lines.select(gone.alias("/erased"), **takes).collect().row(0, named=True)
    return {
        **told["counts"],
        **counts.of_ledger(lines),
        "erased": counted.pop("/erased"),
        "formats": counted,
    }
