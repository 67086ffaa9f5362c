"""Attempts: runs that are not committed yet, and the folders in `work` where they rest.

    <work>/<run_id>/run.json     whose it is, and the key under which it may go on

Whose: the way from `work` to the output, so that both may be moved together.

A run that was killed, or stopped by a gate, is gone on with when the same key comes again: the same
input, config, code, versions, key of hashes and history. What does not come again is kept for
`keep_failed` and removed by a later run; nothing depends on any process having cleaned up.
"""

import hashlib
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

from etl import disk, origin, runs

CARD = "run.json"


class Card(msgspec.Struct):
    """What an attempt says of itself."""

    key: str
    output: str
    started_at: Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True)
class Attempt:
    """A run while it works: its folder, its name, and when it was begun."""

    folder: Path
    run_id: str
    started: datetime


def key_of(*parts: Any) -> str:  # noqa: ANN401 - anything that JSON can hold
    """Digest of all that the output depends on, the code and its libraries included."""
    whole = msgspec.json.encode([origin.code(), origin.versions(), *parts], order="sorted")
    return hashlib.sha256(whole).hexdigest()


def begin(
    work: Path, output: Path, key: str, run_id: str, started: datetime, *, resume: bool
) -> Attempt:
    """Go on with the attempt that has `key`, or begin a new one, called `run_id`."""
    for folder in folders(work, output):
        known = card(folder) if runs.ids([folder]) else None
        if known and known.key == key and not (output / "runs" / folder.name).exists():
            if resume:
                return Attempt(folder, folder.name, known.started_at)
            clear(folder)
    folder = work / run_id
    hidden = work / f".{run_id}"
    hidden.mkdir(parents=True, mode=0o700)
    made = Card(key, owner(work, output), started)
    (hidden / CARD).write_bytes(msgspec.json.encode(made))
    disk.sync_all(hidden)
    hidden.rename(folder)
    return Attempt(folder, run_id, started)


def clear(folder: Path, keep: Collection[str] = ()) -> None:
    """Remove a folder but for what is to be kept, its card last: so it is known whose it is."""
    paths = [path for path in folder.iterdir() if path.name not in keep]
    for path in sorted(paths, key=lambda path: path.name == CARD):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not keep:
        folder.rmdir()


def empty(folder: Path) -> None:
    """Remove the raw text of a committed run; what `keep_frames` asked for stays, with its card."""
    kept = (folder / "frames").exists()
    if folder.is_dir():
        clear(folder, {"frames", CARD} if kept else set())


def folders(work: Path, output: Path) -> list[Path]:
    """The folders in `work` that runs of this output left, hidden ones too, the newest first.

    Others may share `work`, so a card says whose a folder is. Within the output all is its own: it
    may have been moved, and the cards with it; and a card may be gone before what it names.
    """
    own = owner(work, output)
    alone = work.resolve().is_relative_to(output.resolve())
    committed = set(runs.ids((output / "runs").glob("*")))
    known = [p for p in attempts(work) if alone or p.name in committed or _names(p, own)]
    return sorted(known, reverse=True)


def attempts(work: Path) -> list[Path]:
    """All folders in `work` that runs left, whose ever they are."""
    return [path for path in work.glob("*") if runs.ids([path]) or runs.is_hidden(path)]


def owner(work: Path, output: Path) -> str:
    """Whose a folder in `work` is: the way from there to its output."""
    return Path(os.path.relpath(output.resolve(), work.resolve())).as_posix()


def card(folder: Path) -> Card | None:
    """What an attempt says of itself; None where it is only half there."""
    try:
        return msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _names(folder: Path, output: str) -> bool:
    known = card(folder)
    return known is not None and known.output == output
