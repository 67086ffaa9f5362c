"""The files of a run without the rows that are erased: as they were, another, or gone."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from etl import commit, dataset, runs, shards
from etl.erase._rows import Erasure, erased, rewrite
from etl.schema import SPLITS

_SHARD = re.compile(rf"([^/]+)/({'|'.join(SPLITS)})(?:-({runs.RUN_ID.pattern}))?\.jsonl")
# As etl.write and etl.work write them: the rows that stay are written as they would have been.
_DATA: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "row_group_size": 8192}
_AUDIT: dict[str, Any] = {"row_group_size": 8192}


def changed(old: Path, path: str, new: Path, told: Mapping[str, Any], erasure: Erasure) -> bool:
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
    out = dataset.removed([erasure.runs / member for member in runs.members(told)])
    before = out.filter(pl.col("run_id") == owner).collect()
    records = shards.rows_of(erasure.runs / owner, name, split, before)
    gone = set(erasure.found[owner]).intersection(records)
    if gone:
        shards.rewrite(old / shard[0], new, records, gone)
        erasure.anew[stat.st_dev, stat.st_ino] = new
    return bool(gone)


def renamed(path: str, erasure: Erasure) -> str:
    """A shard is named after its run."""
    shard = _SHARD.fullmatch(path)
    if shard is None or shard[3] is None:
        return path
    return f"{shard[1]}/{shard[2]}-{erasure.named(shard[3])}.jsonl"
