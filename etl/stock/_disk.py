"""What lies on this machine."""

from collections.abc import Iterator
from pathlib import Path

from etl import runs as committed
from etl.stock._place import Folder, Runs, States


def runs(output: Path) -> Runs:
    """The runs of an output.

    Raises:
        StorageError: a manifest cannot be read, or `latest` names a run that is not there.
    """
    folder, last = output / "runs", committed.latest(output)
    manifests = committed.committed(output)
    places = {run: Folder(folder / run) for run in manifests}
    return Runs(manifests, last.name if last else None, places, tuple(_hidden(folder)))


def states(state: Path | None) -> States:
    """The states of runs; none without a state."""
    if state is None:
        return States({}, ())
    named = committed.ids(state.glob("*"))
    return States({run: Folder(state / run) for run in named}, tuple(_hidden(state)))


def _hidden(folder: Path) -> Iterator[Folder]:
    return (Folder(path) for path in sorted(folder.glob(".*")) if committed.is_hidden(path))
