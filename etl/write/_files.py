"""Rows and lines -> files, a part at a time, or a piece of a long one.

    data/split=train/source=prod/date=2026-03-01/part-000003.parquet     part-000003_00001.parquet
    openai/train.jsonl                the lines of the part; see `etl.write._join`

Measured on one core of a shared machine, on synthetic text that repeats (it compresses too well).
Parquet by Polars: 330-620 MB of text per CPU second at zstd 3; pyarrow 520-605, files 3 % smaller:
no reason for a second library. Frames are in one chunk before they are written, since the bytes
depend on the chunks, in both. A part of 63 MB of text: openai and alpaca lines made in 0.20 CPU s,
Parquet 0.12, the lines of one format 0.03 by `write_csv` (0.18 joined into bytes in Python).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from etl.errors import ContractError, StorageError
from etl.schema import SPLITS
from etl.write._join import fault

Key = Literal["split", "source", "date"]

DATA = (
    "record_id", "source", "timestamp", "provider", "model", "conversation_id", "user_key",
    "messages", "tools", "finish_reason", "latency_ms", "input_tokens", "output_tokens",
    "supersedes", "cluster_id", "cluster_size", "split",
)  # fmt: skip


def save(
    name: str,
    rows: pl.DataFrame,
    lines: Mapping[str, pl.DataFrame],
    folder: Path,
    *,
    partition_by: tuple[Key, ...] = ("split", "source", "date"),
    timestamps: Literal["date", "exact"] = "date",
) -> None:
    """Save what is kept of a part, or of a piece of a long one: its lines come behind those that stand there.

    Args:
        name: of the Parquet files.
        rows: kept rows with the columns of `DATA`.
        lines: format -> `line` of each of `rows`, null where the format cannot take it.
        folder: of the part.
        partition_by: what the folders in `data/` are named after, outermost first. Such a column
            is in the path only: other readers stumble over one that is in the file as well.
        timestamps: `date` keeps the day alone.

    Raises:
        StorageError: a file could not be written.
    """
    for kind, frame in lines.items():
        if frame.height != rows.height:
            raise ContractError(f"write: {rows.height} rows, {frame.height} lines of {kind}")
    try:
        _save_data(name, rows, folder / "data", partition_by, timestamps)
        for kind, frame in lines.items():
            _save_lines(frame.with_columns(rows["split"]), folder / kind)
    except (OSError, pl.exceptions.PolarsError) as error:  # Polars: ComputeError for a full disk
        raise StorageError(fault(folder, error)) from None


def _save_data(
    name: str, rows: pl.DataFrame, folder: Path, keys: tuple[Key, ...], timestamps: str
) -> None:
    day = pl.col("timestamp").dt.strftime("%Y-%m-%d").fill_null("unknown").alias("date")
    time = pl.col("timestamp").dt.truncate("1d") if timestamps == "date" else pl.col("timestamp")
    by = list(dict.fromkeys(keys))
    wide = rows.select(*DATA[:2], time, *DATA[3:], day)
    groups = wide.partition_by(by, as_dict=True, maintain_order=True) if by else {(): wide}
    for values, group in groups.items():
        path = folder.joinpath(
            *(f"{key}={encoded(str(v))}" for key, v in zip(by, values, strict=True))
        )
        path.mkdir(parents=True, exist_ok=True)
        group.select(c for c in DATA if c not in by).rechunk().write_parquet(
            path / f"{name}.parquet",
            compression="zstd",
            compression_level=3,
            row_group_size=8192,
        )


def _save_lines(lines: pl.DataFrame, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    taken = lines.filter(pl.col("line").is_not_null())
    for split in SPLITS:
        shard = taken.filter(pl.col("split") == split).select("line")
        if shard.height:  # JSON text has no line break in it, so a bare column is JSON Lines
            with (folder / f"{split}.jsonl").open("ab") as file:
                shard.write_csv(file, include_header=False, quote_style="never")


def encoded(value: str) -> str:
    """`value` as a folder name on any file system: all but letters, digits, _ and - as %XX."""
    return re.sub(rb"[^A-Za-z0-9_-]", lambda m: b"%%%02X" % ord(m[0]), value.encode()).decode()
