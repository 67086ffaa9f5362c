"""A folder to a bucket, committed by its manifest, and back; several files at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import msgspec

from etl.errors import StorageError
from etl.store._connect import Store
from etl.store._files import download, stands, upload
from etl.store._objects import Entry, copy, delete, listing, named, read
from etl.store._saying import Changed
from etl.store._swap import swap

MANIFEST = "manifest.json"
_AT_ONCE = 4  # files
_TOLD_TIME = frozenset({"README.md", "report.html"})  # of a run: another attempt writes them anew
T = TypeVar("T")


def push(at: Store, folder: Path, key: str, known: Mapping[str, str] | None = None) -> None:
    """Commit a folder with a `manifest.json`: its `files` first, then, put if absent, itself.

    A folder whose manifest stands there, and all its files, is committed and left as it is. One that
    was half sent, or half cleared away by `gc` while it was sent, is sent on.

    Args:
        at: the store.
        folder: holds the manifest, and files as it tells: `path`, `sha256`.
        key: of the folder in the store.
        known: keys of objects by sha256 that can be copied instead.

    Raises:
        Changed: a folder with other files was committed under this key.
        StorageError: something could not be sent.
    """
    manifest = (folder / MANIFEST).read_bytes()
    files = msgspec.json.decode(manifest)["files"]

    def send(entry: dict[str, Any]) -> None:
        path, sha256, to = folder / entry["path"], entry["sha256"], f"{key}/{entry['path']}"
        if sha256 in (known or {}) and not stands(at, to, entry["bytes"], sha256):
            with suppress(StorageError):  # it is sent then
                copy(at, (known or {})[sha256], to)
        upload(at, path, to, sha256)

    if _committed(at, key, manifest):
        return
    _each(send, files)
    if missing := _missing(at, key, files):
        raise StorageError(f"{named(at, key)}/{missing[0]}: somebody deleted it; run again")
    try:
        swap(at, f"{key}/{MANIFEST}", manifest, None)
    except Changed:
        if not _committed(at, key, manifest):
            raise


def pull(at: Store, prefix: str, folder: Path) -> None:
    """Fetch what is below `prefix` and not yet in `folder`, manifests last.

    For folders that never change once committed: a file of the same size counts as fetched, and
    the manifest is to be held against it. Objects by which some tools mark a folder are passed over.
    """

    def fetch(entry: Entry) -> None:
        path = folder / entry.key.removeprefix(f"{prefix}/")
        if not path.is_file() or path.stat().st_size != entry.bytes:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            download(at, entry, path)

    found = list(listing(at, prefix))
    folders = {parent.as_posix() for entry in found for parent in PurePosixPath(entry.key).parents}
    entries = [entry for entry in found if entry.key not in folders]
    last = [entry for entry in entries if entry.key.endswith(f"/{MANIFEST}")]
    _each(fetch, [entry for entry in entries if entry not in last])
    _each(fetch, last)


def _each(do: Callable[[T], None], items: Iterable[T]) -> None:
    """Do it with every item, some at a time; the first failure ends it."""
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for _ in pool.map(do, items):
            pass
    finally:
        pool.shutdown(cancel_futures=True)


def _committed(at: Store, key: str, manifest: bytes) -> bool:
    """Whether the folder is there whole; a manifest whose files are not all there goes.

    Raises:
        Changed: it is, but with other files.
    """
    if (found := read(at, f"{key}/{MANIFEST}")) is None:
        return False
    if _content(found[0]) != _content(manifest):
        raise Changed(f"{named(at, key)}: a run with other content was committed; run again")
    if _missing(at, key, msgspec.json.decode(found[0])["files"]):
        delete(at, [f"{key}/{MANIFEST}"])
        return False
    return True


def _missing(at: Store, key: str, files: Sequence[dict[str, Any]]) -> list[str]:
    """The files of a folder that are not there."""
    there = {entry.key: entry.bytes for entry in listing(at, key)}
    return [f["path"] for f in files if there.get(f"{key}/{f['path']}") != f["bytes"]]


def _content(manifest: bytes) -> dict[str, str]:
    files = msgspec.json.decode(manifest)["files"]
    return {file["path"]: file["sha256"] for file in files if file["path"] not in _TOLD_TIME}
