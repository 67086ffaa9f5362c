"""Attempts: runs that are not committed yet, and the folders in `work` where they rest.

    <work>/<run_id>/run.json     whose it is, and the key under which it may go on

A run that was killed, or stopped by a gate, is gone on with when the same key comes again: the same
input, config, code, versions, key of hashes and history. What does not come again is kept for
`keep_failed` and removed by a later run; nothing depends on any process having cleaned up.
"""

import hashlib
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import msgspec

import etl
from etl import checkpoint, commit

LIBRARIES = ("polars", "pyarrow", "msgspec", "presidio-analyzer", "spacy", "phonenumbers", "numba")
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
    whole = msgspec.json.encode([code(), versions(), *parts], order="sorted")
    return hashlib.sha256(whole).hexdigest()


def begin(
    work: Path, output: Path, key: str, run_id: str, started: datetime, *, resume: bool
) -> Attempt:
    """Go on with the attempt that has `key`, or begin a new one, called `run_id`."""
    for folder, card in _ours(work, output):
        if card.key == key and not (output / "runs" / folder.name).exists():
            if resume:
                return Attempt(folder, folder.name, card.started_at)
            clear(folder)
    folder = work / run_id
    hidden = work / f".{run_id}"
    hidden.mkdir(parents=True, mode=0o700)
    made = Card(key, str(output.resolve()), started)
    (hidden / CARD).write_bytes(msgspec.json.encode(made))
    checkpoint.sync_all(hidden)
    hidden.rename(folder)
    return Attempt(folder, run_id, started)


def sweep(work: Path, output: Path, now: datetime, keep_failed: timedelta | None) -> list[Path]:
    """Remove what runs of this output left: raw text of committed ones, and failed ones by age.

    `work` may be shared with others, so only folders that name this output are touched.

    Returns:
        The folders that were removed or emptied.
    """
    gone: list[Path] = []
    for folder, card in list(_ours(work, output)):
        if _half(folder, output):
            commit.discard(output / "runs" / folder.name)
        committed = (output / "runs" / folder.name).exists()
        age = now - card.started_at
        if committed and any(path.name != "frames" for path in folder.iterdir()):
            empty(folder)
            gone.append(folder)
        elif not committed and keep_failed is not None and age > keep_failed:
            clear(folder)
            gone.append(folder)
    stagings = (output / "runs").glob(".*")
    halves = [path for path in stagings if commit.RUN_ID.fullmatch(path.name[1:])]
    for folder in [*halves, *_halves(work, output)]:
        shutil.rmtree(folder)
        gone.append(folder)
    return gone


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


def versions() -> dict[str, str]:
    """The versions on which the bytes of a run depend."""
    return {"etl": etl.__version__, **{name: version(name) for name in LIBRARIES}}


@cache
def code() -> str:
    """Digest of this package's own code."""
    top, digest = Path(etl.__file__).parent, hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        digest.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run_ids(paths: Sequence[Path]) -> list[str]:
    """The names among `paths` that are run ids, sorted."""
    return sorted(path.name for path in paths if commit.RUN_ID.fullmatch(path.name))


def _half(folder: Path, output: Path) -> bool:
    """Whether a run was made visible and `latest` not switched to it: it was killed in between."""
    final, last = output / "runs" / folder.name, commit.latest(output)
    if not (final / "manifest.json").is_file() or not (folder / "read").exists():
        return False
    name = last.name if last else None
    return name != final.name and commit.read_manifest(final)["previous"] == name


def _ours(work: Path, output: Path) -> Iterator[tuple[Path, Card]]:
    """The attempts of this output, the newest first; it may have been moved with its `work`."""
    own, alone = str(output.resolve()), work.resolve().is_relative_to(output.resolve())
    for folder in sorted(work.glob("*"), reverse=True) if work.is_dir() else ():
        card = _card(folder) if commit.RUN_ID.fullmatch(folder.name) else None
        if card and (alone or card.output == own):
            yield folder, card


def _halves(work: Path, output: Path) -> Iterator[Path]:
    """What was just being made, or all but removed; in a `work` of its own, whose it is is sure."""
    own = work.resolve().is_relative_to(output.resolve())
    for folder in list(work.glob("*")) if work.is_dir() else ():
        if commit.RUN_ID.fullmatch(folder.name.removeprefix(".")):
            card, hidden = _card(folder), folder.name.startswith(".")
            if (own and not card) or (hidden and card and card.output == str(output.resolve())):
                yield folder


def _card(folder: Path) -> Card | None:
    try:
        return msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except (OSError, msgspec.DecodeError):
        return None
