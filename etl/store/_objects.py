"""One object at a time: list, look, read, write, write conditionally, copy, delete."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.store._connect import Store
from etl.store._saying import saying


@dataclass(frozen=True, slots=True)
class Entry:
    """What the store tells of an object.

    Attributes:
        key: relative to the prefix of the store.
        bytes: its size.
        e_tag: changes with its content; the MD5 of it at some stores, at others not.
        modified: when it was written, by the store's clock.
        sha256: where `upload` wrote it; a listing does not tell.
    """

    key: str
    bytes: int
    e_tag: str
    modified: datetime
    sha256: str | None = None


def named(at: Store, key: str) -> str:
    """How a message calls an object."""
    return f"{at.where}/{key}" if key else at.where


def listing(at: Store, prefix: str = "") -> Iterator[Entry]:
    """Every object below the folder `prefix`, by key.

    Raises:
        SourceError: there is no such bucket.
        StorageError: the store failed, or holds a name that it cannot tell.
    """
    with saying(named(at, prefix)):
        metas = at.client.list(prefix or None).collect()
    yield from sorted((_entry(meta["path"], meta) for meta in metas), key=lambda entry: entry.key)


def head(at: Store, key: str) -> Entry | None:
    """An object without its content; None where there is none (or no bucket: that is not told)."""
    with saying(named(at, key)):
        try:
            got = at.client.get(key, options={"head": True})
        except FileNotFoundError:
            return None
        return _entry(key, got.meta, got.attributes.get("sha256"))


def read(at: Store, key: str) -> tuple[bytes, Entry] | None:
    """The content of a small object and what it was read from; None where there is none."""
    with saying(named(at, key)):
        try:
            got = at.client.get(key)
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise
            return None
        return bytes(got.bytes()), _entry(key, got.meta)


def put(at: Store, key: str, data: bytes) -> None:
    """Write an object, whatever stood there."""
    with saying(named(at, key)):
        at.client.put(key, data)


def copy(at: Store, key: str, to: str) -> None:
    """Copy an object within the bucket, with its sha256; nothing is sent over the line.

    Raises:
        StorageError: it failed, or the object is larger than the store copies (AWS: 5 GB).
    """
    with saying(named(at, key)):
        at.client.copy(key, to)


def delete(at: Store, keys: Iterable[str]) -> None:
    """Delete objects; those that are not there do not matter."""
    doomed = list(keys)
    with saying(at.where), suppress(FileNotFoundError):
        if doomed:
            at.client.delete(doomed)


def _entry(key: str, meta: Any, sha256: str | None = None) -> Entry:  # noqa: ANN401 - obstore's
    return Entry(key, meta["size"], meta["e_tag"] or "", meta["last_modified"], sha256)
