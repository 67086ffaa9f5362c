"""What is known of earlier runs, read from the files of their states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from etl import commit, dedup
from etl.history._frames import (
    CROWDS,
    DOCUMENTS,
    FILES,
    KNOWN,
    KNOWN_RUNS,
    PENDING,
    REMOVED,
    ROWS,
    UNFIT,
)


@dataclass(frozen=True)
class History:
    """The runs in the set of an output; none at all without `state`, or at its first run.

    Attributes:
        folder: of the state; None without one.
        runs: ids of the runs whose rows are in the set, oldest first.
        expired: ids of those that `retention` now takes out.
        next_part: number of the first part of the next run.
        scheme: see `scheme_of`; also of what earlier configs had.
        previous: manifest of the last run, {} for none.
        less: record ids of rows that are just being taken back.
    """

    folder: Path | None = None
    runs: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    next_part: int = 0
    scheme: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, Any] = field(default_factory=dict)
    less: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))

    def files(self) -> pl.DataFrame:
        """Every file ever read: `FILES`."""
        return self._whole("files", FILES)

    def pending(self) -> pl.DataFrame:
        """Lines that wait for later ones: `PENDING`."""
        return self._whole("pending", PENDING)

    def documents(self) -> pl.DataFrame:
        """Documents of snapshot sources: `DOCUMENTS`."""
        return self._whole("documents", DOCUMENTS)

    def crowds(self) -> pl.DataFrame:
        """Keys that too many rows share: `CROWDS`."""
        return self._whole("crowds", CROWDS)

    def rows(self) -> pl.LazyFrame:
        """Every row ever kept, also what was removed since: `ROWS`."""
        return self._added("rows", ROWS)

    def removed(self) -> pl.LazyFrame:
        """Every row that was taken out of the set: `REMOVED`."""
        return self._added("removed", REMOVED)

    def unfit(self) -> pl.LazyFrame:
        """Calls of which a line told that they are unfit, whatever comes of them later: `UNFIT`."""
        return self._added("unfit", UNFIT)

    def known(self) -> tuple[Path, ...]:
        """What the last runs found in texts, a file each; nothing that must be there."""
        paths = [(self.folder or Path()) / run / KNOWN for run in self.runs[-KNOWN_RUNS:]]
        return tuple(path for path in paths if path.is_file())

    def live(self) -> pl.LazyFrame:
        """The rows that are in the set: `ROWS`."""
        gone = self.removed().select("record_id")
        less = pl.LazyFrame({"record_id": self.less})
        return self.rows().join(pl.concat([gone, less]), on="record_id", how="anti")

    def without(self, taken: pl.DataFrame) -> "History":
        """The history less the rows in `taken` (`ordinal`), which are just being taken back."""
        rows = self.rows().join(taken.lazy().select("ordinal"), on="ordinal", how="semi")
        return replace(self, less=rows.select("record_id").collect()["record_id"])

    def keys(self, what: str, task: str) -> list[pl.LazyFrame]:
        """Keys of the live rows, `committed` true; no frame where there are none."""
        paths = [self._path(run, f"{what}.{task}") for run in self.runs]
        found = [path for path in paths if path.exists()]
        if not found:
            return []
        live = self.live().select("ordinal")
        keys = pl.scan_parquet(found, glob=False).join(
            live, on="ordinal", how="semi", maintain_order="left"
        )
        return [keys.with_columns(committed=pl.lit(value=True))]

    def earlier(self, what: str, task: str) -> dedup.Earlier:
        """Where the keys of rows ever kept lie, and which of them are not live."""
        paths = [self._path(run, f"{what}.{task}") for run in self.runs]
        gone = pl.concat(
            [self.removed().select("record_id"), pl.LazyFrame({"record_id": self.less})]
        )
        rows = self.rows().select("ordinal", "record_id")
        dead = rows.join(gone, on="record_id", how="semi").select("ordinal")
        ordinals = np.sort(dead.collect(engine="streaming")["ordinal"].to_numpy())
        return dedup.Earlier([path for path in paths if path.exists()], ordinals)

    def forget(self, runs: Path, expired: Iterable[str]) -> None:
        """Remove expired runs, now that no set holds them, and what is known of them."""
        for run in expired:
            commit.discard(runs / run)
            commit.discard((self.folder or Path()) / run)

    def _path(self, run: str, what: str) -> Path:
        return (self.folder or Path()) / run / f"{what}.parquet"

    def _whole(self, what: str, schema: dict[str, Any]) -> pl.DataFrame:
        if not self.previous or self.folder is None or not self.runs + self.expired:
            return pl.DataFrame(schema=schema)
        return pl.read_parquet(self._path(self.previous["run_id"], what), glob=False)

    def _added(self, what: str, schema: dict[str, Any]) -> pl.LazyFrame:
        paths = [self._path(run, what) for run in self.runs]
        return pl.scan_parquet(paths, glob=False) if paths else pl.LazyFrame(schema=schema)
