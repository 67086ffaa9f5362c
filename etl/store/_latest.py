"""LATEST: the object by which a run in a bucket counts.

It is written only where nobody wrote it since it was looked at, by its e_tag. So a writer that
began before another one ended is refused, whatever it has sent. Its first line is the run id; what
stands below, a fence put there.
"""

import secrets
from dataclasses import dataclass

from etl.errors import LockedError
from etl.store._connect import Store
from etl.store._objects import read
from etl.store._saying import Changed
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


def fence(at: Store, seen: Latest | None) -> Latest | None:
    """Have the same run count under another e_tag: who looked before can commit nothing any more.

    A random token is put below the id. The bytes must differ from all that ever stood there, as an
    e_tag that comes back would let in who should stay out; and from what another fence writes at
    this moment, as `swap` takes the bytes it finds for its own.

    Args:
        at: the output.
        seen: `latest` as it was before anything was looked at that is to go; None: there was none,
            and a store has nothing by which to keep the first run out.

    Raises:
        LockedError: another run was committed since, or another fence was put there.
    """
    if seen is None:
        if read(at, LATEST) is not None:
            raise committed_meanwhile(at)
        return None
    try:
        data = f"{seen.run_id}\n{secrets.token_hex(16)}\n".encode()
        return Latest(seen.run_id, swap(at, LATEST, data, seen.e_tag))
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
    return content.decode("ascii", "replace").partition("\n")[0].strip()
