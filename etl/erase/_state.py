"""The state of a run's successor: what later runs know, without the rows that are erased."""

from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import checkpoint, commit
from etl.erase._rows import Erasure, rewrite
from etl.history import KNOWN


def carry(state: Path, run: str, erasure: Erasure) -> None:
    """Commit the state of the successor of `run`; where the run has none, so has its successor.

    What waits to be judged (`pending`) and how far files were read stay: places in files, no text.
    What scrub found in which texts is left out as a whole: nothing there tells whose it is, and it is found again.
    A document that is erased is forgotten, so that it is read again, and stays out by the block list.
    """
    old = state / run
    if not (old / checkpoint.MANIFEST).is_file():
        return
    told = msgspec.json.decode((old / checkpoint.MANIFEST).read_bytes())["told"]

    def fill(folder: Path) -> Any:  # noqa: ANN401 - whatever was told
        ordinals = _ordinals(old, erasure)
        for path in sorted(p for p in old.glob("*.parquet") if p.name != KNOWN):
            new = folder / path.name
            if path.name.startswith("keys-"):
                changed = _keys(path, new, ordinals)
            else:
                changed = path.name not in _PLACES and rewrite(path, new, erasure)
            if not changed:
                commit.link(path, new)
        return told

    checkpoint.commit(state / erasure.names[run], fill)


_PLACES = (  # no row of a run stands there
    "files.parquet",
    "pending.parquet",
    "unfit.parquet",
    "crowds.parquet",
)


def _ordinals(old: Path, erasure: Erasure) -> pl.DataFrame:
    rows = pl.scan_parquet(old / "rows.parquet", glob=False)
    return rows.filter(erasure.has("record_id")).select("ordinal").collect()


def _keys(path: Path, new: Path, gone: pl.DataFrame) -> bool:
    """By which later rows are compared: among them, scrubbed texts."""
    if gone.is_empty():
        return False
    keys = pl.read_parquet(path, glob=False)
    # No statistics: they would hold text in clear.
    keys.join(gone, on="ordinal", how="anti", maintain_order="left").write_parquet(
        new, statistics=False
    )
    return True
