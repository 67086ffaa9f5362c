"""Where the rows of a data set are, on this machine or in a bucket."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import runs, store
from etl.errors import SourceError, StorageError


@dataclass(frozen=True)
class Rows:
    """Where the rows of a run are.

    Attributes:
        run_id: its id.
        data: the folder `data`; None where it has no rows.
        keys: what the folders below it are named after, outermost first.
        removed: the file of what it took out; None where it took out nothing.
    """

    run_id: str
    data: str | Path | None
    keys: tuple[str, ...]
    removed: str | Path | None


def on_disk(output: Path) -> Iterator[Rows]:
    """The runs in the set of an output here, oldest first.

    Raises:
        SourceError: nothing was ever committed to it.
    """
    folder = runs.latest(output)
    if folder is None:
        raise SourceError(f"{output.name}: holds no run; run the pipeline first")
    for run in runs.members(runs.read(folder)):
        yield of_folder(folder.parent / run)


def of_folder(run: Path) -> Rows:
    """The rows of a run here."""
    data, out = run / "data", run / "removed.parquet"
    first = next(data.rglob("*.parquet"), None)
    keys = _keys(first.relative_to(data).as_posix()) if first else ()
    return Rows(run.name, data if first else None, keys, out if out.exists() else None)


def in_bucket(where: str) -> Iterator[Rows]:
    """The runs in the set of an output in a bucket, oldest first; no object but manifests is read.

    Raises:
        SourceError: nothing was ever committed to it.
        StorageError: a run of the set is gone.
    """
    at = store.connect(where)
    last = store.latest(at)
    told = store.manifest(at, last.run_id) if last else None
    if last is None or told is None:
        raise SourceError(f"{at.where}: holds no run; run the pipeline first")
    members = runs.members(told)
    manifests = store.manifests(at, members)
    for run in members:
        if run not in manifests:
            raise StorageError(f"{at.where}/runs/{run}: a run of the set is gone; open it again")
        yield of_object(f"{at.where}/runs/{run}", manifests[run])


def of_object(place: str, told: Mapping[str, Any]) -> Rows:
    """The rows of a run in a bucket, by its manifest."""
    paths = [file["path"] for file in told["files"]]
    first = next((path for path in paths if path.startswith("data/")), None)
    keys = _keys(first.removeprefix("data/")) if first else ()
    out = f"{place}/removed.parquet" if "removed.parquet" in paths else None
    return Rows(told["run_id"], f"{place}/data/" if first else None, keys, out)


def _keys(path: str) -> tuple[str, ...]:
    return tuple(part.partition("=")[0] for part in path.split("/")[:-1])
