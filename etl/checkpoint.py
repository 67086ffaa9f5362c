"""Folders that are there whole or not at all: what a killed run finished is not done again.

    .00003                 being filled; what a killed process leaves is thrown away
    00003/manifest.json    {"told": ..., "files": [{path, rows, bytes, sha256}], "sha256"}, written last

A folder is filled under a hidden name, every file is hashed and synced, and one rename makes it
count. Read again, each file must have the digest that was written down: a damaged one is redone.
Price: sha256 takes 0.6 CPU s for 1 GB.
"""

import hashlib
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from etl import disk

MANIFEST = "manifest.json"
_BLOCK = 1 << 20
Entry = dict[str, Any]  # path, rows (null where a file has none), bytes, sha256


def once(folder: Path, fill: Callable[[Path], Any]) -> Any:  # noqa: ANN401 - whatever `fill` tells
    """What `fill` told when it filled `folder`: now, or in a run that was killed later.

    Args:
        folder: to be committed.
        fill: puts files into the folder that it is given; returns what JSON can hold.
    """
    if (manifest := read(folder)) is not None:
        return manifest["told"]
    return commit(folder, fill)


def commit(folder: Path, fill: Callable[[Path], Any]) -> Any:  # noqa: ANN401 - whatever `fill` tells
    """Fill a folder anew and make it count; returns what `fill` told."""
    hidden = folder.with_name(f".{folder.name}")
    for left in (hidden, folder):
        if left.exists():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    hidden.mkdir(parents=True, mode=0o700)
    told = fill(hidden)
    manifest = _sealed({"told": told, "files": entries(hidden)})
    (hidden / MANIFEST).write_bytes(manifest)
    disk.sync_all(hidden)
    hidden.rename(folder)
    disk.sync(folder.parent)
    return msgspec.json.decode(manifest)["told"]


def read(folder: Path, less: Collection[str] = ()) -> dict[str, Any] | None:
    """The manifest of a committed folder; None where it is not there, or not as it was written.

    Args:
        folder: to be read.
        less: files that may be gone by now.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
        manifest: dict[str, Any] = msgspec.json.decode(text)
        if _sealed({name: manifest[name] for name in ("told", "files")}) != text:
            return None
        whole = all(_intact(folder, e) for e in manifest["files"] if e["path"] not in less)
    except (OSError, msgspec.DecodeError, RecursionError, KeyError, TypeError):
        return None
    return manifest if whole else None


def entries(folder: Path, known: Mapping[str, Entry] | None = None) -> list[Entry]:
    """`path`, `rows`, `bytes` and `sha256` of every file below `folder`, by path.

    Args:
        folder: to list.
        known: entries by path that need not be made again: hard links of files made before.
    """
    known = known or {}
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / MANIFEST)
    named = [(path, path.relative_to(folder).as_posix()) for path in paths]
    return [known.get(name) or entry(path, name) for path, name in named]


def entry(path: Path, name: str) -> Entry:
    """One file's entry: a Parquet file and lines have `rows`."""
    sha256, lines = _digest(path)
    rows = {".jsonl": lines}.get(path.suffix)
    if path.suffix == ".parquet":
        rows = pq.read_metadata(path).num_rows
    return {"path": name, "rows": rows, "bytes": path.stat().st_size, "sha256": sha256}


def _sealed(manifest: dict[str, Any]) -> bytes:
    """The text of a manifest, with a digest of itself."""
    digest = hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()
    return msgspec.json.encode({**manifest, "sha256": digest})


def _intact(folder: Path, entry: Entry) -> bool:
    path = folder / str(entry["path"])
    return bool(path.stat().st_size == entry["bytes"] and _digest(path)[0] == entry["sha256"])


def _digest(path: Path) -> tuple[str, int]:
    digest, lines = hashlib.sha256(), 0
    buffer = bytearray(_BLOCK)  # one buffer: new pages would cost more than hashing
    count = path.suffix == ".jsonl"
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            digest.update(memoryview(buffer)[:size])
            lines += buffer.count(b"\n", 0, size) if count else 0
    return digest.hexdigest(), lines
