"""The frames of a run while it works.

    <work>/<run_id>/read/00003/rows-00001.parquet     of a part, a chunk at a time; see `PASSES`
    <work>/<run_id>/judged/dead.parquet               of all rows, narrow, left by the driver

Workers save a chunk at a time, so that memory does not grow with the input; the driver scans the
narrow ones of all parts, and leaves single files (sorted by ordinal) for the workers. Each folder
is committed as a whole (`etl.checkpoint`). File names sort in the order of the ledger. No
statistics: they would hold text in clear.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl.plan import Job, Part

# How keys of many rows are sunk: small groups, or whoever reads them holds 100,000 rows at once.
KEYS_FILE: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "row_group_size": 8192,
    "statistics": False,
}

# pass -> what it saves of each part
PASSES = {
    "read": ("lines", "verdicts", "keys-clean", "keys-dedup", "rows"),
    "scrub": ("scrubbed", "raw", "verdicts-scrub", "values", "known"),
    "sweep": ("swept", "raw-sweep", "keys-again", "keys-asked", "verdicts-sweep", "values-sweep"),
    "write": ("kept", "names"),
}
_MADE_BY = {what: name for name, saved in PASSES.items() for what in saved}


def folder_of(job: Job, name: str, part: Part) -> Path:
    """Where the pass `name` commits what it made of `part`."""
    return job.folder / name / f"{part.number:06}"


def save(folder: Path, what: str, chunk: int, rows: pl.DataFrame) -> None:
    """Save one chunk of a part into the folder that its pass fills."""
    # zstd 1 takes less time than lz4 on text (0.17 s against 0.22 s for 58 MB) and less disk.
    path = folder / f"{what}-{chunk:05}.parquet"
    rows.write_parquet(path, compression="zstd", compression_level=1, statistics=False)


def keep(job: Job, stage: str, part: Part, chunk: int, rows: pl.DataFrame) -> None:
    """Save the rows after `stage` for people to look at, where the config asks for it."""
    if job.keep_frames:
        folder = job.folder / "frames" / stage
        folder.mkdir(parents=True, exist_ok=True)
        save(folder, f"{part.number:06}", chunk, rows)


def chunks(job: Job, what: str, part: Part) -> list[Path]:
    """The saved chunks of a part, in order."""
    return sorted(folder_of(job, _MADE_BY[what], part).glob(f"{what}-[0-9]*.parquet"))


def of_part(job: Job, what: str, part: Part) -> pl.DataFrame:
    """The rows of a part in a frame that the driver left for all parts: `judged/dead`."""
    return between(job, what, part.number << 32, (part.number + 1) << 32)


def between(job: Job, what: str, low: int, high: int) -> pl.DataFrame:
    """The rows of such a frame with ordinals from `low` up to `high`, without it."""
    rows = pl.scan_parquet(job.folder / f"{what}.parquet", glob=False)
    return rows.filter(pl.col("ordinal").is_between(low, high, closed="left")).collect()


def leave(folder: Path, what: str, rows: pl.LazyFrame) -> None:
    """Leave a narrow frame for the workers; by ordinal, so that each reads only its row groups."""
    rows.sink_parquet(folder / f"{what}.parquet", row_group_size=65536)


def of_all(job: Job, what: str, parts: Sequence[Part], schema: dict[str, Any]) -> pl.LazyFrame:
    """The saved chunks of `parts`, one after the other; none gives an empty frame of `schema`."""
    found = [path for part in parts for path in chunks(job, what, part)]
    return pl.scan_parquet(found, glob=False) if found else pl.LazyFrame(schema=schema)
