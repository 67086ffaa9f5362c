"""Parquet files without the rows that are erased, and without what points to them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

_POINTERS = ("kept_as", "supersedes", "by")


@dataclass(frozen=True)
class Erasure:
    """What goes, and the new names.

    Attributes:
        runs: the folder of all runs.
        found: run id -> record ids that go from it. Without `state` a file may have been written
            anew between two runs, and an id of one run be another line in the next.
        names: run id -> its successor's, of every run that is touched.
        gone: record ids that go, of the run that is just being done and of those in its set.
        anew: shards that were written anew, by device and inode of the file that they replace:
            what was one file in many runs stays one.
    """

    runs: Path
    found: Mapping[str, pl.Series]
    names: Mapping[str, str]
    gone: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    anew: dict[tuple[int, int], Path] = field(default_factory=dict)

    def of(self, members: Iterable[str]) -> "Erasure":
        """The same for a run with such a set."""
        none = pl.Series(dtype=pl.String)
        return replace(
            self, gone=pl.concat([none, *(self.found[run] for run in members if run in self.found)])
        )

    def named(self, run: str | None) -> str | None:
        """What a run is called now."""
        return self.names.get(run, run) if run else run

    def has(self, column: str) -> pl.Expr:
        """Whether a column names a row that goes; never null."""
        return pl.col(column).is_in(self.gone.implode()).fill_null(value=False)


def without(rows: pl.DataFrame, erasure: Erasure) -> pl.DataFrame:
    """The rows that stay."""
    return _pointing(rows.filter(~erasure.has("record_id")), erasure)


def erased(ledger: pl.DataFrame, erasure: Erasure) -> pl.DataFrame:
    """The ledger of the same lines: what was kept of these rows is dropped as `erased`.

    A line that was dropped or quarantined before keeps its fate: nothing but hashes stand here.
    """
    gone = erasure.has("record_id")
    to = {
        "fate": pl.lit("dropped"),
        "reasons": pl.lit(["erased"]),
        "not_in": pl.lit([], pl.List(pl.String)),
        **dict.fromkeys(("call_key", "supersedes", "cluster_id", "split"), pl.lit(None, pl.String)),
    }
    changed = [pl.when(gone).then(value).otherwise(pl.col(name)).alias(name)
               for name, value in to.items()]  # fmt: skip
    return _pointing(ledger.with_columns(changed), erasure)


def rewrite(
    path: Path,
    new: Path,
    erasure: Erasure,
    change: Callable[[pl.DataFrame, Erasure], pl.DataFrame] = without,
    *,
    empty: bool = True,
    **how: Any,  # noqa: ANN401 - options of Polars
) -> bool:
    """Write a file changed as `new`, if anything in it is to be changed.

    Args:
        path: of the file.
        new: its new path.
        erasure: what goes.
        change: makes the new rows.
        empty: write it also where no row is left.
        how: options of `write_parquet`, the same as it was written with.

    Returns:
        False where nothing is to be changed: then nothing is written.
    """
    rows = pl.scan_parquet(path, glob=False)
    asked = [erasure.has(name) for name in _there(rows, ("record_id", *_POINTERS))]
    asked += [pl.col(n).is_in(list(erasure.names)) for n in _there(rows, ("run_id",))]
    if not rows.select(pl.any_horizontal(asked).any()).collect().item():
        return False
    left = change(rows.collect(), erasure)
    if left.height or empty:
        new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        left.rechunk().write_parquet(new, **how)
    return True


def _pointing(rows: pl.DataFrame, erasure: Erasure) -> pl.DataFrame:
    """Rows that point to none that goes, and to runs by the names that they have now."""
    none = pl.lit(None, pl.String)
    pointers = [pl.when(~erasure.has(name)).then(pl.col(name)).otherwise(none).alias(name)
                for name in _there(rows.lazy(), _POINTERS)]  # fmt: skip
    runs = [pl.col(name).replace(dict(erasure.names)) for name in _there(rows.lazy(), ("run_id",))]
    return rows.with_columns(*pointers, *runs)


def _there(rows: pl.LazyFrame, names: tuple[str, ...]) -> list[str]:
    columns = rows.collect_schema().names()
    return [name for name in names if name in columns]
