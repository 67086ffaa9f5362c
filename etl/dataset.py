"""Open what an output holds: `etl.open_dataset("out/support-bot")` is a lazy Polars frame.

With `state` a run's `data/` holds what that run added, and its `removed.parquet` names the earlier
rows that it took out. The data set is the union of the first without the second, over the runs that
the manifest of `latest` calls its set. `audit/` is never read.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl import commit
from etl.errors import SourceError
from etl.schema import CALL

# `data/` has these columns in this order (etl.write); here `date` is one more.
COLUMNS: dict[str, Any] = {
    "record_id": pl.String,
    "source": pl.String,
    **{name: CALL[name] for name in ("timestamp", "provider", "model")},
    "conversation_id": pl.String,
    "user_key": pl.String,
    **{name: CALL[name] for name in ("messages", "tools", "finish_reason", "latency_ms")},
    **{name: CALL[name] for name in ("input_tokens", "output_tokens")},
    "supersedes": pl.String,
    "cluster_id": pl.String,
    "cluster_size": pl.UInt32,
    "split": pl.String,
    "date": pl.String,
}
_PARTITIONS = ("split", "source", "date")
_REMOVED = {"record_id": pl.String, "run_id": pl.String}


def open_dataset(output: str | Path) -> pl.LazyFrame:
    """Open the whole data set of an output, as its latest run left it.

    What opens is what was committed when this was called; a run that ends later is not in it.

    Args:
        output: the folder that the config names `output`.

    Returns:
        One row a conversation, runs oldest first: the columns of `data/`, and `date` (as text:
        "2026-03-01" or "unknown").

    Raises:
        SourceError: nothing was ever committed to it.
        StorageError: a manifest cannot be read.
    """
    folder = commit.latest(Path(output))
    if folder is None:
        raise SourceError(f"{Path(output).name}: holds no run; run the pipeline first")
    runs = [folder.parent / run for run in members(commit.read_manifest(folder))]
    out = removed(runs)
    return pl.concat(
        _without(of_run(run), out.filter(pl.col("run_id") == run.name)) for run in runs
    )


def members(manifest: Mapping[str, Any]) -> list[str]:
    """Ids of the runs whose rows a run's data set holds, oldest first: itself alone, or its set."""
    told = manifest.get("set")
    return list(told["runs"]) if told else [manifest["run_id"]]


def removed(runs: Sequence[Path]) -> pl.LazyFrame:
    """`record_id`, `run_id` of the rows that `runs` took out of the set, each from an earlier one."""
    paths = [path for run in runs if (path := run / "removed.parquet").exists()]
    none = pl.LazyFrame(schema=_REMOVED)
    return pl.concat([none, *(pl.scan_parquet(p, glob=False).select(*_REMOVED) for p in paths)])


def of_run(run: Path) -> pl.LazyFrame:
    """The rows in `data/` of a run, with what stands in the names of its folders: `COLUMNS`."""
    data = run / "data"
    first = next(data.rglob("*.parquet"), None)
    if first is None:
        return pl.LazyFrame(schema=COLUMNS)
    keys = [part.partition("=")[0] for part in first.relative_to(data).parent.parts]
    rows = pl.scan_parquet(
        data,
        glob=False,  # a folder may be called [a]*
        hive_partitioning=bool(keys),
        hive_schema={key: pl.String for key in keys if key in _PARTITIONS} or None,
    )
    if "date" not in keys:
        day = pl.col("timestamp").dt.strftime("%Y-%m-%d").fill_null("unknown")
        rows = rows.with_columns(date=day)
    return rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _without(rows: pl.LazyFrame, gone: pl.LazyFrame) -> pl.LazyFrame:
    return rows.join(gone, on="record_id", how="anti", maintain_order="left")
