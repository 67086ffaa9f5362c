"""Commit a run in a bucket, where there is no rename and no lock.

    runs/<run_id>/...             1  its files, in any order; unseen
    runs/<run_id>/manifest.json   2  put if absent: the run is whole
    LATEST                        3  put if unchanged since the run began: the run counts

Readers follow LATEST. A kill at any point leaves the earlier state whole, and the same run, sent
again, goes on. Of two runs that began at the same LATEST one commits; the other is refused.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from etl import runs
from etl.store._connect import Store
from etl.store._folders import MANIFEST, push
from etl.store._latest import Latest, committed_meanwhile, latest, move
from etl.store._objects import delete, listing, read
from etl.store._saying import Changed

_MOST_HOPS = 100
_AT_ONCE = 8  # manifests


def manifest(at: Store, run_id: str) -> dict[str, Any] | None:
    """The manifest of a run; None where the run was not committed.

    Raises:
        StorageError: it cannot be read.
    """
    found = read(at, f"runs/{run_id}/{MANIFEST}")
    return runs.decoded(found[0], run_id) if found else None


def manifests(at: Store, run_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The manifests of runs, in the order of their ids; those that went meanwhile are left out."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(lambda run: manifest(at, run), sorted(run_ids)))
    return {told["run_id"]: told for told in found if told is not None}


def publish(at: Store, run: Path, seen: Latest | None) -> None:
    """Send a run that is committed on this machine, and make it count.

    What the run before has with the same bytes is copied within the bucket.

    Args:
        at: the output.
        run: the folder with its manifest.
        seen: `latest` as it was when the run began: what it builds on.

    Raises:
        LockedError: another run was committed meanwhile; nothing of this one is visible.
        StorageError: something could not be sent; the same call goes on from there.
    """
    run_id = run.name
    before = manifest(at, seen.run_id) if seen else None
    known = _keys(before) if before else {}
    push(at, run, f"runs/{run_id}", known)
    try:
        move(at, run_id, seen)
    except Changed:
        if not _counts(at, run_id):  # else our reply was lost, and a later run built on ours
            raise committed_meanwhile(at) from None


def discard(at: Store, key: str) -> None:
    """Delete a folder, its manifest first: what is half deleted is no run."""
    delete(at, [f"{key}/{MANIFEST}"])
    delete(at, [entry.key for entry in listing(at, key)])


def _keys(told: dict[str, Any]) -> dict[str, str]:
    """Where the files of a run stand, by sha256."""
    return {file["sha256"]: f"runs/{told['run_id']}/{file['path']}" for file in told["files"]}


def _counts(at: Store, run_id: str) -> bool:
    """Whether a run is the latest or one that the latest builds on."""
    now = latest(at)
    name = now.run_id if now else None
    for _ in range(_MOST_HOPS):
        if name is None or name == run_id:
            return name == run_id
        name = (manifest(at, name) or {}).get("previous")
    return False
