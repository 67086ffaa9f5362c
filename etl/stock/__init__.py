"""What lies in an output and its state, wherever they are: what `gc` and `erase` go by.

Here a committed run is a folder with a run's name, and what is half made or half removed is hidden.
In a bucket nothing can be hidden: a run is committed once its manifest is there, and what is
without may just be on its way from another machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl import store
from etl.config import Config
from etl.errors import StorageError
from etl.stock import _bucket, _disk
from etl.stock._place import Folder, Objects, Place, Runs, discard, freed, run_of, shown, size
from etl.store import Latest

__all__ = ["Folder", "Objects", "Place", "Stock", "discard", "freed", "run_of", "shown", "size",
           "take"]  # fmt: skip


@dataclass(frozen=True)
class Stock:
    """What was found.

    Attributes:
        runs: manifests of the committed runs by run id, oldest first.
        latest: the run that counts, or None.
        places: where each committed run lies.
        stagings: runs that were never committed, or are half removed.
        states: where the states of runs lie, by run id.
        halves: states that are half made or half removed.
        arriving: ids of runs that are not committed and may be on their way from elsewhere.
        fresh: ids of committed runs of which something was written since `settled`.
        seen: LATEST of a bucket as it was before anything else was looked at.
    """

    runs: Mapping[str, dict[str, Any]]
    latest: str | None
    places: Mapping[str, Place]
    stagings: tuple[Place, ...]
    states: Mapping[str, Place]
    halves: tuple[Place, ...]
    arriving: frozenset[str]
    seen: Latest | None = None
    fresh: frozenset[str] = frozenset()


def take(config: Config, settled: datetime | None = None) -> Stock:
    """See what lies there.

    Args:
        config: names the output and its state.
        settled: what was written to a bucket since then, and is not committed, may still be on
            its way, and is passed over; None: nothing is.

    Raises:
        LockedError: `erase` at another machine replaced the run that counts meanwhile.
        StorageError: a manifest cannot be read, or the run that counts is not there.
    """
    where = config.remote_output
    runs = _bucket.runs(where, settled) if where else _disk.runs(config.output)
    _followed(where, runs)
    far = config.remote_state
    states = _bucket.states(far, settled) if far else _disk.states(config.state)
    return Stock(
        runs.manifests, runs.latest, runs.places, runs.stagings, states.states, states.halves,
        (runs.arriving | states.arriving) - runs.manifests.keys(), runs.seen,
        runs.arriving & runs.manifests.keys(),
    )  # fmt: skip


def _followed(where: str | None, runs: Runs) -> None:
    if runs.latest is None or runs.latest in runs.manifests:
        return
    if where and store.latest(at := store.connect(where)) != runs.seen:
        raise store.committed_meanwhile(at)
    raise StorageError(f"{where}: LATEST names a run that is not there; point it at another one")
