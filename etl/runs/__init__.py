"""The committed runs of an output on this machine: their names, their manifests, which one counts.

    runs/<run_id>/manifest.json     run_id = 20260315T020000Z-1a2b3c
    latest -> runs/<run_id>         or a file LATEST with the id, where there are no symbolic links

`etl.commit` writes both. A manifest that was edited by hand is held against what is read of it, so
that the fault is told once and here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.errors import StorageError
from etl.runs._manifest import RUN_ID, decoded

__all__ = [
    "MANIFEST",
    "RUN_ID",
    "committed",
    "decoded",
    "ids",
    "is_hidden",
    "latest",
    "members",
    "read",
    "stamp",
    "with_members",
]

MANIFEST = "manifest.json"


def ids(paths: Iterable[Path]) -> list[str]:
    """The names among `paths` that are run ids, sorted: oldest first."""
    return sorted(path.name for path in paths if RUN_ID.fullmatch(path.name))


def stamp(moment: datetime) -> str:
    """How the ids of runs that began then start."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def is_hidden(path: Path) -> bool:
    """Whether it is a run, or its work or state, that is just being made or removed."""
    return path.name.startswith(".") and RUN_ID.fullmatch(path.name[1:]) is not None


def latest(output: Path) -> Path | None:
    """The folder of the run last committed to `output`, or None.

    Raises:
        StorageError: `latest` names a run that is not there.
    """
    link, named = output / "latest", output / "LATEST"
    if not link.is_symlink() and not named.is_file():
        return None
    by_name = Path("runs") / _first(named) if named.is_file() else Path()
    run = output / (link.readlink() if link.is_symlink() else by_name)
    if not RUN_ID.fullmatch(run.name) or not run.is_dir():
        raise StorageError(
            f"{output.name}/latest: names a run that is not there; bring it back, point it at "
            "another one, or remove it to begin anew"
        )
    return run.resolve()


def _first(named: Path) -> str:
    """Its first line: below, where it was fetched from a bucket, stands what `etl.store` put."""
    return named.read_text("latin-1").partition("\n")[0].strip()


def committed(output: Path) -> dict[str, dict[str, Any]]:
    """The manifest of every committed run, by run id, oldest first.

    Raises:
        StorageError: one cannot be read.
    """
    folder = output / "runs"
    return {run: read(folder / run) for run in ids(folder.glob("*"))}


def read(run: Path) -> dict[str, Any]:
    """The manifest of a committed run.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        return decoded((run / MANIFEST).read_bytes(), run.name)
    except OSError:
        raise StorageError(f"{run.name}: its manifest cannot be read; is it a run?") from None


def members(manifest: Mapping[str, Any]) -> list[str]:
    """Ids of the runs whose rows a run's data set holds, oldest first: itself alone, or its set."""
    told = manifest.get("set")
    return list(told["runs"]) if told else [manifest["run_id"]]


def with_members(manifests: Mapping[str, dict[str, Any]], some: Iterable[str]) -> set[str]:
    """Some runs and all in their sets, and in the sets of those."""
    found = set(some)
    for run in sorted(manifests, reverse=True):  # a set holds no younger run
        if run in found:
            found.update(members(manifests[run]))
    return found
