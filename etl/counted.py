"""Count what was written: the step between writing and publishing, across all rows.

counted/  removed.parquet    the earlier rows that go: of `placed`, what stands for them was kept
          state/*.parquet    what later runs must know, where there is `state`

It tells the figures that the manifest needs of the rows, so that publishing looks at none.
"""

from pathlib import Path
from typing import Any

import polars as pl

from etl import counts, figures, frames, ledger, state
from etl.prepare import Begun


def count(begun: Begun, folder: Path) -> dict[str, Any]:
    """Leave `removed` and `state`; tell `counts`, `inputs`, `newest_call`."""
    removed = _standing(begun)
    removed.write_parquet(folder / "removed.parquet")
    if begun.job.remembers:
        state.fill(begun, removed, folder / "state")
    written = [frames.folder_of(begun.job, "write", part) for part in begun.parts]
    newest = figures.newest(begun)
    return {
        "counts": {**counts.of_ledger(ledger.scan(*written)), "shape": figures.shape(written)},
        "inputs": figures.by_file(begun),
        "newest_call": newest and newest.isoformat(),
    }


def _standing(begun: Begun) -> pl.DataFrame:
    """What is removed: nothing goes for a row that was not kept in the end."""
    placed = begun.job.folder / "placed" / "removed.parquet"
    removed = pl.read_parquet(placed, glob=False)
    kept = frames.of_all(begun.job, "kept", begun.parts, {"record_id": pl.String})
    wanted = kept.select(by="record_id").join(
        removed.lazy().select("by"), on="by", how="semi", maintain_order="left"
    )
    stands = wanted.collect(engine="streaming")["by"]
    return removed.filter(pl.col("by").is_null() | pl.col("by").is_in(stands.implode()))
