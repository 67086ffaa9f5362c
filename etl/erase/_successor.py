"""A run's successor: the same run without some rows, under a name of its own.

What does not change is a second name of the same file. Which line of a format is which row is read
from the ledger of the run that the shard is named after, as it was before.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import checkpoint, commit, dataset, ledger, manifest, shards
from etl.erase._rows import Erasure, erased, rewrite
from etl.schema import SPLITS

_SHARD = re.compile(rf"([^/]+)/({'|'.join(SPLITS)})(?:-({commit.RUN_ID.pattern}))?\.jsonl")
_MADE_ANEW = ("README.md", "report.html")
# As etl.write and etl.work write them: the rows that stay are written as they would have been.
_DATA: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "row_group_size": 8192}
_AUDIT: dict[str, Any] = {"row_group_size": 8192}


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
        if any(member in touched or member not in manifests for member in dataset.members(told)):
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
    erasure = erasure.of(dataset.members(told))
    old, name = erasure.runs / run, erasure.names[run]
    staged = erasure.runs / f".{name}"
    (staged / "data").mkdir(parents=True, mode=0o700)
    known: dict[str, checkpoint.Entry] = {}
    for entry in told["files"]:
        path, new = entry["path"], _renamed(entry["path"], erasure)
        if path not in _MADE_ANEW and not _changed(old, path, staged / new, told, erasure):
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
    checkpoint.sync_all(staged)
    return staged


def _changed(old: Path, path: str, new: Path, told: Mapping[str, Any], erasure: Erasure) -> bool:
    """Whether a file of the run is another now, or none; then it is written as `new`, or not at all."""
    if path.startswith("data/"):
        return rewrite(old / path, new, erasure, empty=False, **_DATA)
    if path.startswith("audit/ledger/"):
        return rewrite(old / path, new, erasure, erased, **_AUDIT)
    if path.endswith(".parquet"):  # audit/values, removed.parquet
        return rewrite(old / path, new, erasure, **_AUDIT)
    shard = _SHARD.fullmatch(path)
    return shard is not None and _shard(old, shard, new, told, erasure)


def _shard(
    old: Path, shard: re.Match[str], new: Path, told: Mapping[str, Any], erasure: Erasure
) -> bool:
    name, split, owner = shard[1], shard[2], shard[3] or old.name
    if owner not in erasure.found:
        return True
    if erasure.found[owner].is_empty():
        return False
    stat = (old / shard[0]).stat()
    if (made := erasure.anew.get((stat.st_dev, stat.st_ino))) is not None:
        commit.link(made, new)
        return True
    out = dataset.removed([erasure.runs / member for member in dataset.members(told)])
    before = out.filter(pl.col("run_id") == owner).collect()
    records = shards.rows_of(erasure.runs / owner, name, split, before)
    gone = set(erasure.found[owner]).intersection(records)
    if gone:
        shards.rewrite(old / shard[0], new, records, gone)
        erasure.anew[stat.st_dev, stat.st_ino] = new
    return bool(gone)


def _renamed(path: str, erasure: Erasure) -> str:
    """A shard is named after its run."""
    shard = _SHARD.fullmatch(path)
    if shard is None or shard[3] is None:
        return path
    return f"{shard[1]}/{shard[2]}-{erasure.named(shard[3])}.jsonl"


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
        **ledger.counts(lines),
        "erased": counted.pop("/erased"),
        "formats": counted,
    }
