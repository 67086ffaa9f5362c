"""What lies in a bucket."""

from collections.abc import Mapping
from datetime import datetime

from etl import runs as committed
from etl import store
from etl.stock._place import Objects, Runs, States
from etl.store import Entry


def runs(where: str, settled: datetime | None) -> Runs:
    """The runs of an output.

    Raises:
        SourceError: there is no such bucket.
        StorageError: a manifest cannot be read.
    """
    at = store.connect(where)
    last = store.latest(at)  # before anything else, so that a fence around it is one around all
    found = {run: Objects(at, f"runs/{run}", e) for run, e in _by_run(at, "runs").items()}
    whole = {run: place for run, place in found.items() if _is_whole(place)}
    arriving = _arriving(found, settled)
    return Runs(
        store.manifests(at, list(whole)),
        last.run_id if last else None,
        whole,
        tuple(place for run, place in found.items() if run not in {*whole, *arriving}),
        arriving,
        last,
    )


def states(where: str, settled: datetime | None) -> States:
    """The states of runs; one that its run is not yet there for may be on its way too."""
    at = store.connect(where)
    found = {run: Objects(at, run, entries) for run, entries in _by_run(at, "").items()}
    arriving = _arriving(found, settled)
    halves = {r: place for r, place in found.items() if not _is_whole(place) and r not in arriving}
    left = {run: place for run, place in found.items() if run not in halves}
    return States(left, tuple(halves.values()), arriving)


def _by_run(at: store.Store, prefix: str) -> Mapping[str, tuple[Entry, ...]]:
    """Objects by the run below whose name they lie, oldest run first."""
    found: dict[str, list[Entry]] = {}
    for entry in store.listing(at, prefix):
        run, _, rest = entry.key.removeprefix(f"{prefix}/").partition("/")
        if rest and committed.RUN_ID.fullmatch(run):
            found.setdefault(run, []).append(entry)
    return {run: tuple(found[run]) for run in sorted(found)}


def _is_whole(place: Objects) -> bool:
    manifest = f"{place.key}/{committed.MANIFEST}"
    return any(entry.key == manifest for entry in place.entries)


def _arriving(found: Mapping[str, Objects], settled: datetime | None) -> frozenset[str]:
    """Names under which somebody wrote something a short time ago."""
    return frozenset(
        run for run, place in found.items()
        if settled and max(entry.modified for entry in place.entries) >= settled
    )  # fmt: skip
