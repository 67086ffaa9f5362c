"""Commit a run in a bucket, where there is no rename and no lock.

    runs/<run_id>/...             1  its files, in any order; unseen
    runs/<run_id>/manifest.json   2  put if absent: the run is whole
    LATEST                        3  put if unchanged since the run began: the run counts

Readers follow LATEST. A kill at any point leaves the earlier state whole, and the same run, sent
again, goes on. Of two runs that began at the same LATEST one commits; the other is refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from etl.errors import LockedError, StorageError
from etl.store._connect import Changed, Store
from etl.store._folders import MANIFEST, push
from etl.store._objects import Entry, delete, head, listing, named, read
from etl.store._swap import swap

LATEST = "LATEST"
_MOST_HOPS = 100


@dataclass(frozen=True, slots=True)
class Latest:
    """The run that counts, and the e_tag by which it is seen that another one does."""

    run_id: str
    e_tag: str


def latest(at: Store) -> Latest | None:
    """The run last committed; None where there is none yet.

    Raises:
        SourceError: there is no such bucket.
    """
    found = read(at, LATEST)
    return Latest(found[0].decode("ascii", "replace").strip(), found[1].e_tag) if found else None


def manifest(at: Store, run_id: str) -> dict[str, Any] | None:
    """The manifest of a run; None where the run was not committed.

    Raises:
        StorageError: it cannot be read.
    """
    if (found := read(at, f"runs/{run_id}/{MANIFEST}")) is None:
        return None
    try:
        told: dict[str, Any] = msgspec.json.decode(found[0])
    except msgspec.DecodeError:
        raise StorageError(f"{named(at, run_id)}: its manifest cannot be read") from None
    return told


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
    run_id = msgspec.json.decode((run / MANIFEST).read_bytes())["run_id"]
    before = manifest(at, seen.run_id) if seen else None
    known = _keys(before) if before else {}
    push(at, run, f"runs/{run_id}", known)
    try:
        swap(at, LATEST, f"{run_id}\n".encode(), seen.e_tag if seen else None)
    except Changed:
        if not _counts(at, run_id):  # else our reply was lost, and a later run built on ours
            raise LockedError(
                f"{at.where}: another run was committed meanwhile; run again"
            ) from None


def sweep(at: Store, age: timedelta, now: datetime) -> list[str]:
    """Delete what was sent of runs that were never committed, if nobody sent on for `age`.

    Returns:
        Their ids.
    """
    found: dict[str, list[Entry]] = {}
    for entry in listing(at, "runs"):
        found.setdefault(entry.key.split("/")[1], []).append(entry)
    swept = []
    for run_id, entries in found.items():
        old = max(entry.modified for entry in entries) < now - age
        if old and head(at, f"runs/{run_id}/{MANIFEST}") is None:
            delete(at, [entry.key for entry in entries])
            swept.append(run_id)
    return swept


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
