"""The lines of all parts -> one file for each format and split."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.errors import StorageError
from etl.schema import SPLITS


def assemble(parts: Sequence[Path], folder: Path, formats: Iterable[str], mark: str = "") -> None:
    """Join the lines of every format and split; a split without rows is an empty file.

    Args:
        parts: the folders into which `save` put the parts, in their order.
        folder: of the run; `openai/train.jsonl` and so on are made in it.
        formats: to be joined.
        mark: behind the name of the split, where a run's lines are one shard of several:
            `openai/train-20260315T020000Z-1a2b3c.jsonl`.

    Raises:
        StorageError: a file could not be read or written.
    """
    try:
        for name in formats:
            (folder / name).mkdir(exist_ok=True, parents=True, mode=0o700)
            for split in SPLITS:
                with (folder / name / f"{split}{mark}.jsonl").open("wb") as out:
                    for part in parts:
                        _append(part / name / f"{split}.jsonl", out.fileno())
    except OSError as error:
        raise StorageError(fault(folder, error)) from None


def _append(shard: Path, out: int) -> None:
    """Copy inside the kernel: a third of the CPU time of reading and writing it here."""
    if not shard.exists():
        return
    with shard.open("rb") as lines:
        at, size = 0, os.fstat(lines.fileno()).st_size
        while at < size:
            at += os.sendfile(out, lines.fileno(), at, size - at)


def fault(folder: Path, error: Exception) -> str:
    """Polars quotes values in its messages, so only the kind of error is told."""
    kind = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"{folder.name}: could not be written ({kind}); see that the disk has room and is yours"
