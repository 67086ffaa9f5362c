"""The run that is to be looked at: committed, here or in a bucket, or refused by a gate and kept in `work`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from etl import attempt, dataset, runs, store
from etl.errors import ConfigError, SourceError, StorageError

REFUSED = "refused.json"  # in `work`: the manifest that the run would have had


@dataclass(frozen=True)
class Reviewed:
    """A run: where it was or would have been committed, its manifest, its rows.

    Attributes:
        output: a folder, or `s3://bucket/prefix`.
        manifest: of the run; without `files` where it was refused.
        rows: of its `data/`, lazily.
        work: where frames of it may lie, which hold raw text.
    """

    output: str | Path
    manifest: dict[str, Any]
    rows: Callable[[], pl.LazyFrame]
    work: Path | None = None

    @property
    def scrub(self) -> dict[str, Any]:
        """What the manifest says of scrub.

        Raises:
            ConfigError: nothing was scrubbed, or by a release that did not say how.
        """
        told: dict[str, Any] | None = self.manifest.get("scrub")
        if not told:
            run = self.manifest["run_id"]
            raise ConfigError(
                f"{run}: was not scrubbed, or by an earlier release; run the pipeline again"
            )
        return told


def open_run(run: str) -> Reviewed:
    """Open a run.

    Args:
        run: its folder, `latest`, its folder in `work`, or `s3://bucket/prefix/runs/<run_id>`.

    Raises:
        SourceError: there is nothing.
        StorageError: it is no run, or its manifest cannot be read.
    """
    if run.startswith("s3://"):
        return _in_bucket(run.rstrip("/"))
    folder = Path(run).resolve()
    if not folder.is_dir():
        raise SourceError(f"{Path(run).name}: no such folder; name a run, as in out/latest")
    if (folder / REFUSED).is_file():
        return _refused(folder)
    if not runs.RUN_ID.fullmatch(folder.name) or not (folder / runs.MANIFEST).is_file():
        raise StorageError(f"{folder.name}: is no run; name one, as in out/latest")
    output = folder.parent.parent
    frames = output / ".private" / folder.name  # as `work` is by default
    return Reviewed(output, runs.read(folder), lambda: dataset.of_run(folder), frames)


def _in_bucket(run: str) -> Reviewed:
    where, _, run_id = run.rpartition("/runs/")
    told = store.manifest(store.connect(where), run_id) if where else None
    if told is None:
        raise SourceError(f"{run}: no run there; name one, as in s3://bucket/prefix/runs/<run_id>")
    return Reviewed(where, told, lambda: dataset.of_run_in(where, told))


def _refused(folder: Path) -> Reviewed:
    card = attempt.card(folder)
    manifest = runs.decoded((folder / REFUSED).read_bytes(), folder.name)
    if card is None:
        raise StorageError(f"{folder.name}: is half gone; start the run again")
    far = str(manifest["config"]["output"])
    output = far if far.startswith("s3://") else (folder.parent / card.output).resolve()
    parts = sorted((folder / "write").glob("[0-9]*"))
    return Reviewed(
        output, manifest, lambda: pl.concat([dataset.of_run(part) for part in parts]), folder
    )
