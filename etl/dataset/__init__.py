"""Open what an output holds: `etl.open_dataset("out/support-bot")` is a lazy Polars frame.

With `state` a run's `data/` holds what that run added, and its `removed.parquet` names the earlier
rows that it took out. The data set is the union of the first without the second, over the runs that
the manifest of `latest` calls its set. `audit/` is never read.

In a bucket Polars reads the objects itself: the footer of each, and of those that a query asks for
the columns that it asks for. It takes its credentials when it reads, from `AWS_*` as `etl.store`
does, else from boto3's chain where that is installed; no plan holds them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from etl import store
from etl.dataset._rows import Rows, in_bucket, of_folder, of_object, on_disk
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
        output: what the config names `output`: a folder, or `s3://bucket/prefix` (extra `s3`).

    Returns:
        One row a conversation, runs oldest first: the columns of `data/`, and `date` (as text:
        "2026-03-01" or "unknown").

    Raises:
        SourceError: nothing was ever committed to it.
        StorageError: a manifest cannot be read, or the bucket cannot.
    """
    far = str(output).startswith("s3://")
    found = list(in_bucket(str(output)) if far else on_disk(Path(output)))
    out = _removed(found)
    return pl.concat(
        _without(_rows(run), out.filter(pl.col("run_id") == run.run_id)) for run in found
    )


def removed(folders: Iterable[Path]) -> pl.LazyFrame:
    """`record_id`, `run_id` of the rows that runs took out of the set, each from an earlier one."""
    return _removed(of_folder(run) for run in folders)


def of_run(run: Path) -> pl.LazyFrame:
    """The rows in `data/` of a run, with what stands in the names of its folders: `COLUMNS`."""
    return _rows(of_folder(run))


def of_run_in(where: str, manifest: Mapping[str, Any]) -> pl.LazyFrame:
    """The rows in `data/` of a run in the bucket `where`, by its manifest: `COLUMNS`."""
    return _rows(of_object(f"{where}/runs/{manifest['run_id']}", manifest))


def _removed(found: Iterable[Rows]) -> pl.LazyFrame:
    paths = [run.removed for run in found if run.removed is not None]
    none = pl.LazyFrame(schema=_REMOVED)
    return pl.concat([none, *(_scan(path).select(*_REMOVED) for path in paths)])


def _rows(run: Rows) -> pl.LazyFrame:
    if run.data is None:
        return pl.LazyFrame(schema=COLUMNS)
    rows = _scan(
        run.data,
        hive_partitioning=bool(run.keys),
        hive_schema={key: pl.String for key in run.keys if key in _PARTITIONS} or None,
    )
    if "date" not in run.keys:
        day = pl.col("timestamp").dt.strftime("%Y-%m-%d").fill_null("unknown")
        rows = rows.with_columns(date=day)
    return rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _scan(path: str | Path, **how: Any) -> pl.LazyFrame:  # noqa: ANN401 - options of Polars
    # No glob: a folder may be called [a]*. Polars 2.1 keeps its client for a bucket by these options
    # and not by the environment, so an endpoint that changed would count for nothing.
    options = {"aws_endpoint_url": url} if (url := store.endpoint()) and "@" not in url else None
    far = options if isinstance(path, str) else None
    return pl.scan_parquet(path, glob=False, storage_options=far, **how)


def _without(rows: pl.LazyFrame, gone: pl.LazyFrame) -> pl.LazyFrame:
    return rows.join(gone, on="record_id", how="anti", maintain_order="left")
