"""Publish a run: all of it or nothing.

A run is staged in `runs/.<run_id>`, beside where it will stand, from the folders that its workers
committed: what can be is linked, lines are joined. Every file is hashed and synced, the manifest is
written last, one rename makes the run visible, and `latest` is switched by another. A reader sees
the old state or the new one. What was killed on the way stays hidden, and is staged anew.
"""

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from etl import checkpoint
from etl.errors import LockedError, StorageError

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
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
    checkpoint.sync_all(staged)
    final: Path = output / "runs" / manifest["run_id"]
    staged.rename(final)
    checkpoint.sync(final.parent)
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
        new.write_text(run_id + "\n")
        checkpoint.sync(new)
        new.replace(output / "LATEST")
    else:
        new.replace(output / "latest")
    checkpoint.sync(output)


def discard(folder: Path) -> None:
    """Remove a folder so that nobody sees half of it: what a kill leaves is hidden, and swept."""
    hidden = folder.with_name(f".{folder.name}")
    if hidden.exists():
        shutil.rmtree(hidden)
    if folder.exists():
        folder.rename(hidden)
        shutil.rmtree(hidden)


def latest(output: Path) -> Path | None:
    """The folder of the run last committed to `output`, or None.

    Raises:
        StorageError: `latest` names a run that is not there.
    """
    link, named = output / "latest", output / "LATEST"
    if not link.is_symlink() and not named.is_file():
        return None
    run = link.resolve() if link.is_symlink() else output / "runs" / named.read_text().strip()
    if not run.is_dir():
        raise StorageError(
            f"{output.name}/latest: names a run that is not there; bring it back, point it at "
            "another one, or remove it to begin anew"
        )
    return run


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a committed run.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        manifest: dict[str, Any] = msgspec.json.decode((run / "manifest.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        raise StorageError(f"{run.name}: its manifest cannot be read; is it a run?") from None
    return manifest
