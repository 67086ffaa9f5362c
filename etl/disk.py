"""Have files on the disk, so that not even a loss of power takes them back."""

import os
from pathlib import Path


def put(path: Path, text: bytes) -> None:
    """Have `text` at `path` and on the disk, in one step: whole or as it was, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name.removeprefix('.')}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    sync(new)
    new.replace(path)
    sync(path.parent)


def sync_all(folder: Path) -> None:
    """Have everything below `folder`, and itself, on the disk."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
