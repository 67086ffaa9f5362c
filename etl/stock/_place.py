"""One thing that lies somewhere: how large it is, and how it goes so that nobody takes half of it."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import commit, store
from etl.store import Entry, Latest, Store


@dataclass(frozen=True)
class Folder:
    """A folder on this machine, of which what is in the folder `less` stays; or one file."""

    path: Path
    less: str | None = None

    def files(self) -> list[Path]:
        """Every file that goes."""
        stays = self.path / self.less if self.less else None
        found = [path for path in (self.path, *self.path.rglob("*")) if path.is_file()]
        return [path for path in found if not (stays and path.is_relative_to(stays))]


@dataclass(frozen=True)
class Objects:
    """All objects below `key` in a bucket."""

    at: Store
    key: str
    entries: tuple[Entry, ...]


Place = Folder | Objects


@dataclass(frozen=True)
class Runs:
    """The part of a stock that is the output's."""

    manifests: Mapping[str, dict[str, Any]]
    latest: str | None
    places: Mapping[str, Place]
    stagings: tuple[Place, ...]
    arriving: frozenset[str] = frozenset()
    seen: Latest | None = None


@dataclass(frozen=True)
class States:
    """The part of a stock that is the state's."""

    states: Mapping[str, Place]
    halves: tuple[Place, ...]
    arriving: frozenset[str] = frozenset()


def shown(place: Place) -> str:
    """How a person finds it: its name and that of the folder it is in."""
    if isinstance(place, Folder):
        return f"{place.path.parent.name}/{place.path.name}"
    return "/".join(f"{place.at.where}/{place.key}".split("/")[-2:])


def run_of(place: Place) -> str:
    """The run that it is, or is of."""
    if isinstance(place, Folder):
        return place.path.name.removeprefix(".")
    return place.key.rpartition("/")[2]


def size(place: Place) -> int:
    """Bytes that its files have."""
    if isinstance(place, Folder):
        return sum(path.stat().st_size for path in place.files())
    return sum(entry.bytes for entry in place.entries)


def freed(places: Iterable[Place]) -> int:
    """Bytes that are free when all of them are gone: a file with other names stays."""
    free, names, held = 0, Counter[tuple[int, int]](), {}
    for place in places:
        if isinstance(place, Objects):
            free += size(place)
            continue
        for path in place.files():
            stat = path.lstat()
            names[(inode := (stat.st_dev, stat.st_ino))] += 1
            held[inode] = stat
    lost = (stat.st_size for inode, stat in held.items() if names[inode] >= stat.st_nlink)
    return free + sum(lost)


def discard(place: Place) -> None:
    """Remove a run or a state: what a kill leaves of it is seen by nobody, and goes the next time."""
    if isinstance(place, Objects):
        store.discard(place.at, place.key)
    elif not place.path.name.startswith("."):
        commit.discard(place.path)
    elif place.path.exists():  # not gone with the folder whose hidden half it was
        shutil.rmtree(place.path)
