"""Publish a run: all of it or nothing.

A run is staged in `runs/.<run_id>`, beside where it will stand. Every file is hashed and synced,
the manifest is written last, one rename makes the run visible, and `latest` is switched by
another. A reader sees the old state or the new one. What was killed on the way stays hidden.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from etl.errors import LockedError, StorageError

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_BLOCK = 1 << 20


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


def sweep(work: Path, runs: Path) -> None:
    """Remove what killed runs left: hidden stagings, and raw text in `work`.

    Only what belongs to runs of this output is touched: `work` may be shared with others. A staging
    is made before the work of its run, and tells of it; it goes last.
    """
    for run in list(runs.glob("*")):
        run_id = run.name.removeprefix(".")
        if RUN_ID.fullmatch(run_id):
            empty(work / run_id, frames_too=run.name.startswith("."))
            if run.name.startswith("."):
                shutil.rmtree(run)


def empty(folder: Path, *, frames_too: bool = False) -> None:
    """Remove the raw text of a run; what `keep_frames` asked for stays with a committed one."""
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        if frames_too or path.name != "frames":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def files_in(staged: Path) -> list[dict[str, Any]]:
    """`path`, `rows` (null where a file has none), `bytes` and `sha256` of every file, by path."""
    found, buffer = [], bytearray(_BLOCK)  # one buffer: new pages would cost more than hashing
    for path in sorted(p for p in staged.rglob("*") if p.is_file()):
        digest, lines = hashlib.sha256(), 0
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(buffer):
                digest.update(memoryview(buffer)[:size])
                if path.suffix == ".jsonl":
                    lines += buffer.count(b"\n", 0, size)
        rows = {".jsonl": lines}.get(path.suffix)
        if path.suffix == ".parquet":
            rows = pq.read_metadata(path).num_rows
        name = path.relative_to(staged).as_posix()
        total = path.stat().st_size
        found.append({"path": name, "rows": rows, "bytes": total, "sha256": digest.hexdigest()})
    return found


def publish(staged: Path, manifest: dict[str, Any], output: Path) -> Path:
    """Write the manifest, sync, rename to `runs/<run_id>` and point `latest` at it."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (staged / "manifest.json").write_bytes(text + b"\n")
    for path in [*(p for p in staged.rglob("*")), staged]:
        _sync(path)
    final: Path = output / "runs" / manifest["run_id"]
    staged.rename(final)
    _sync(final.parent)
    _switch(output, manifest["run_id"])
    _sync(output)
    return final


def latest(output: Path) -> Path | None:
    """The folder of the run last committed to `output`, or None."""
    link, named = output / "latest", output / "LATEST"
    if link.is_dir():
        return link.resolve()
    return output.joinpath("runs", named.read_text().strip()) if named.is_file() else None


def _switch(output: Path, run_id: str) -> None:
    new = output / ".latest"
    new.unlink(missing_ok=True)
    try:
        new.symlink_to(Path("runs") / run_id)
        new.replace(output / "latest")
    except OSError:  # a file system without symbolic links
        new.unlink(missing_ok=True)
        new.write_text(run_id + "\n")
        new.replace(output / "LATEST")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
