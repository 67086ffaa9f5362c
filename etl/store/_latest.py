"""LATEST: the object by which a run in a bucket counts.

It is written only where nobody wrote it since it was looked at, by its e_tag. So a writer that
began before another one ended is refused, whatever it has sent.
"""

from dataclasses import dataclass

from etl.errors import LockedError
from etl.store._connect import Changed, Store
from etl.store._objects import read
from etl.store._swap import swap

LATEST = "LATEST"


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
    return Latest(_name(found[0]), found[1].e_tag) if found else None


def fence(at: Store) -> Latest | None:
    """Have the same run count under another e_tag: who looked before can commit nothing any more.

    The bytes must differ for that, so another line break is put behind the id. Never so many as
    there were before: an e_tag that comes back would let in who should stay out.

    Raises:
        LockedError: another run was committed meanwhile.
    """
    if (found := read(at, LATEST)) is None:
        return None
    run_id = _name(found[0])
    try:
        return Latest(run_id, swap(at, LATEST, found[0] + b"\n", found[1].e_tag))
    except Changed:
        raise committed_meanwhile(at) from None


def move(at: Store, run_id: str, seen: Latest | None) -> None:
    """Have a run count.

    Raises:
        Changed: LATEST is not what was `seen`.
    """
    swap(at, LATEST, f"{run_id}\n".encode(), seen.e_tag if seen else None)


def committed_meanwhile(at: Store) -> LockedError:
    """What somebody is told who was not the first."""
    return LockedError(f"{at.where}: another run was committed meanwhile; run again")


def _name(content: bytes) -> str:
    return content.decode("ascii", "replace").strip()
