"""Write an object only where nobody else did: what a run is committed by."""

from typing import Any

from etl.errors import StorageError
from etl.store._connect import Store
from etl.store._objects import named, read
from etl.store._saying import Changed, saying

_TRIES = 3


def swap(at: Store, key: str, data: bytes, seen: str | None) -> str:
    """Write an object only where nobody else wrote it since it was looked at.

    A reply that is lost leaves open what became of the put, and its retry is told that somebody
    was faster. So after every failure the object itself is read: it may hold what we wrote.

    Args:
        at: the store.
        key: the object.
        data: its new content, which nobody else writes.
        seen: the e_tag it had; None: it was not there.

    Returns:
        Its new e_tag.

    Raises:
        Changed: it has another e_tag, or is there now; or is gone.
    """
    for _ in range(_TRIES):
        try:
            return _put_if(at, key, data, seen)
        except (Changed, StorageError) as error:
            failed = error
        now = read(at, key)
        if now and now[0] == data:
            return now[1].e_tag
        if (now[1].e_tag if now else None) != seen:
            raise Changed(f"{named(at, key)}: somebody else wrote it meanwhile; run again")
    raise failed


def _put_if(at: Store, key: str, data: bytes, seen: str | None) -> str:
    mode: Any = "create" if seen is None else {"e_tag": seen}
    with saying(named(at, key)):
        return str(at.client.put(key, data, mode=mode)["e_tag"])
