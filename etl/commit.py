"""Publish a run: all of it or nothing.

A run is staged in `runs/.<run_id>`, beside where it will stand, from the folders that its workers
committed: what can be is linked, lines are joined. Every file is hashed and synced, the manifest is
written last, one rename makes the run visible, and `latest` is switched by another. A reader sees
the old state or the new one. What was killed on the way stays hidden, and is staged anew.
"""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from etl import checkpoint, disk
from etl.errors import LockedError, StorageError

LINKED = ("data", "audit")  # of a part's folder: they become the run's as they are


@contextlib.contextmanager
def lock(output: Path) -> Iterator[None]:
    """Hold the output for this process alone; the system frees it however the process ends.

    Raises:
        LockedError: another run holds it.
        StorageError: `latest` could not be switched in the end.
    """
    output.mkdir(parents=True, exist_ok=True)
    if (output / "latest").is_dir() and not (output / "latest").is_symlink():
        raise StorageError(f"{output.name}/latest: a folder is in the way; remove it")
    try:
        with FileLock(output / ".lock", timeout=0, mode=0o600):
            yield
    except Timeout:
        raise LockedError(
            f"{output.name}: another run holds the lock; wait for it to end"
        ) from None


def stage(folders: Sequence[Path], staged: Path) -> dict[str, checkpoint.Entry]:
    """Begin the staging anew with the data and the ledger of all parts.

    Returns:
        Entries of its files by path, as the workers wrote them down.
    """
    if staged.exists():
        shutil.rmtree(staged)
    for name in LINKED:
        (staged / name).mkdir(parents=True, mode=0o700)
    entries: dict[str, checkpoint.Entry] = {}
    for folder in folders:
        manifest = msgspec.json.decode((folder / checkpoint.MANIFEST).read_bytes())
        for entry in manifest["files"]:
            if entry["path"].partition("/")[0] in LINKED:
                link(folder / entry["path"], staged / entry["path"])
                entries[entry["path"]] = entry
    return entries


def link(path: Path, new: Path) -> None:
    """The same file under a second name, or a copy where the file system has no links."""
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        new.hardlink_to(path)
    except OSError:  # another file system, or one without links
        shutil.copy2(path, new)


def publish(staged: Path, manifest: dict[str, Any], output: Path) -> Path:
    """Write the manifest, sync, rename to `runs/<run_id>` and point `latest` at it."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (staged / "manifest.json").write_bytes(text + b"\n")
    disk.sync_all(staged)
    final: Path = output / "runs" / manifest["run_id"]
    staged.rename(final)
    disk.sync(final.parent)
    switch(output, manifest["run_id"])
    return final


def switch(output: Path, run_id: str) -> None:
    """Point `latest` at a run, in one step."""
    new = output / ".latest"
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(Path("runs") / run_id)
    except OSError:  # a file system without symbolic links
        if (output / "latest").is_symlink():  # it has them: something else is wrong
            raise
        disk.put(output / "LATEST", run_id.encode() + b"\n")
    else:
        new.replace(output / "latest")
    disk.sync(output)


def discard(folder: Path) -> None:
    """Remove a folder so that nobody sees half of it: what a kill leaves is hidden, and swept."""
    hidden = folder.with_name(f".{folder.name}")
    if hidden.exists():
        shutil.rmtree(hidden)
    if folder.exists():
        folder.rename(hidden)
        shutil.rmtree(hidden)
