"""A file to a bucket and back, and whether it arrived."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import StorageError
from etl.store._connect import Store
from etl.store._objects import Entry, delete, head, named
from etl.store._saying import Changed, saying

_PART, _PIECE = 5 << 20, 8 << 20  # bytes: of an upload, of a download
_MOST_PARTS = 9_000  # S3 takes 10,000
_PARTS = 2  # at once, of one file


def upload(at: Store, path: Path, key: str, sha256: str) -> None:
    """Send a file, unless it stands there already, and look whether it arrived.

    Its bytes are hashed on the way: what is sent is what `sha256` was taken of. The requests are
    signed with the hash of their body, so the store checks that it gets what was sent.

    Raises:
        StorageError: it could not be sent, or the file is damaged.
    """
    size = path.stat().st_size
    if stands(at, key, size, sha256):
        return
    digest = hashlib.sha256()
    data: Any = _hashed(path, digest) if size > _PART else b"".join(_hashed(path, digest))
    part = max(_PART, -(-size // _MOST_PARTS))
    kept = {"sha256": sha256}
    try:
        with saying(named(at, key)):
            at.client.put(key, data, attributes=kept, chunk_size=part, max_concurrency=_PARTS)
    except StorageError:
        if not stands(at, key, size, sha256):  # else only the reply was lost
            raise
    if digest.hexdigest() != sha256:
        delete(at, [key])
        raise StorageError(f"{path.name}: changed since it was hashed; check the disk, run again")
    if not stands(at, key, size, sha256):
        raise StorageError(f"{named(at, key)}: it is not what was sent; run again")


def download(at: Store, entry: Entry, path: Path) -> None:
    """Fetch an object as `entry` saw it: the file is there whole or not at all.

    Raises:
        StorageError: the store failed, or the object was changed meanwhile.
    """
    hidden = path.with_name(f".{path.name}.part")
    hidden.unlink(missing_ok=True)
    hidden.touch(mode=0o600)
    with hidden.open("wb") as file:
        for start in range(0, entry.bytes, _PIECE):
            file.write(_piece(at, entry, start, min(start + _PIECE, entry.bytes)))
        file.flush()
        os.fsync(file.fileno())
    hidden.replace(path)


def stands(at: Store, key: str, size: int, sha256: str) -> bool:
    """Whether an object is there with this size, and was sent as this content."""
    found = head(at, key)
    return found is not None and (found.bytes, found.sha256) == (size, sha256)


def _hashed(path: Path, digest: Any) -> Iterator[bytes]:  # noqa: ANN401 - hashlib's has no public name
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            yield block


def _piece(at: Store, entry: Entry, start: int, end: int) -> bytes:
    options = {"range": (start, end), "if_match": entry.e_tag}
    try:
        with saying(named(at, entry.key)):
            data = bytes(at.client.get(entry.key, options=options).bytes())
    except Changed:
        data = b""
    if len(data) != end - start:
        raise StorageError(f"{named(at, entry.key)}: changed while it was read; run again")
    return data
