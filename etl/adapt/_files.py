"""Which files a source names, and what each is called in the ledger."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from etl.adapt import _pattern
from etl.adapt._source import Source
from etl.errors import ConfigError, SourceError

Place = TypeVar("Place", Path, str)


def find(source: Source, root: Path) -> list[tuple[Path, str]]:
    """Files of `source` with their names in the ledger, sorted by name.

    A name is relative to the longest part of the pattern without a wildcard; a bare file has its
    own. A directory gives every file below it. Hidden files are passed over, unless a pattern
    names them; so are pipes, sockets and devices. A link that leads out of where it was found is
    refused: it may lead anywhere, and to pass it over would lose its data without a word.

    Raises:
        SourceError: a pattern matches nothing, or a link that leads out.
        ConfigError: two files would have one name in the ledger.
    """
    found = [
        pair
        for pattern in source.path
        for pair in _some(source.name, pattern, sorted(_matches(pattern, root)))
    ]
    return unique(source.name, found)


def matching(source: str, pattern: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Objects of a bucket that a pattern names, with their names in the ledger, sorted by name.

    The rules are those of `find`: a bucket is a tree whose folders are what stands before `/`.

    Args:
        source: its name, for the error.
        pattern: `s3://bucket/prefix/**/*.gz`, or the same without the bucket.
        keys: of the objects, without the bucket; those below the pattern's base are enough.

    Raises:
        SourceError: none of them matches.
    """
    base, wild = named(_pattern.within(pattern))
    base = "" if base == "." else base
    found = []
    for key in keys:
        below = key.removeprefix(f"{base}/") if base else key
        if not wild and key == base:
            found.append((key, key.rpartition("/")[2]))
        elif (below != key or not base) and _pattern.fits(wild or "**", below):
            found.append((key, below))
    return _some(source, pattern, sorted(found, key=lambda pair: pair[1]))


def named(pattern: str) -> tuple[str, str]:
    """The longest part of a pattern without a wildcard, and the rest, "" where none has one."""
    return _pattern.parts(pattern)


def unique(source: str, found: Iterable[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Each file once, sorted by name: what several patterns of a source name together.

    Raises:
        ConfigError: two files have one name.
    """
    names: dict[str, Place] = {}
    for place, file in found:
        if names.setdefault(file, place) != place:
            raise ConfigError(
                f"source {source}: two files are called {file}; make them two sources"
            )
    once: dict[Place, str] = {}
    for file, place in sorted(names.items()):
        once.setdefault(place, file)
    return list(once.items())


def _some(source: str, pattern: str, found: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    if not found:
        raise SourceError(
            f"source {source}: {pattern}: matches no file; mend the path or the pattern"
        )
    return found


def _matches(pattern: str, root: Path) -> Iterator[tuple[Path, str]]:
    base, wild = named(pattern)
    top = (root / base).resolve()
    if not wild and top.is_file():
        yield top, Path(base).name
    elif top.is_dir():
        for names in _below(top, (), wild or "**", linked=False):
            path = top.joinpath(*names)
            real = Path(os.path.realpath(path))  # Path.resolve raises on a link to itself
            if _is_regular(real) and _pattern.fits(wild or "**", "/".join(names)):
                _refuse_outer(top, path, real)
                name = os.fsencode("/".join(names))
                yield real, name.decode("utf-8", "backslashreplace")


def _below(top: Path, at: tuple[str, ...], wild: str, *, linked: bool) -> Iterator[tuple[str, ...]]:
    """Names of all that is no folder below `top`, in folders where something may fit."""
    folder = top.joinpath(*at)
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        raise SourceError(f"{folder}: cannot be listed; mend its permissions") from None
    for entry in entries:
        names = (*at, entry.name)
        if not Path(entry.path).is_dir():
            yield names
        elif _pattern.may_hold(wild, names):
            real = Path(entry.path).resolve()
            if entry.is_symlink():
                _refuse_outer(top, Path(entry.path), real)
                if folder.resolve().is_relative_to(real):
                    continue  # it leads back to where it stands
                if linked:
                    raise SourceError(f"{entry.path}: a link below a link; name its own folder")
            yield from _below(top, names, wild, linked=linked or entry.is_symlink())


def _refuse_outer(top: Path, path: Path, real: Path) -> None:
    if not real.is_relative_to(top):
        raise SourceError(f"{path}: a link that leads out of {top.name}; name its own folder")


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
