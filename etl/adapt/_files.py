"""Which files a source names, and what each is called in the ledger."""

import os
import re
from collections.abc import Iterator
from glob import iglob
from pathlib import Path

from etl.adapt._source import Source
from etl.errors import ConfigError, SourceError

_WILDCARD = re.compile(r"[*?\[]")


def find(source: Source, root: Path) -> list[tuple[Path, str]]:
    """Files of `source` with their names in the ledger, sorted by name.

    A name is relative to the longest part of the pattern without a wildcard; a bare file has its
    own. A directory gives every file below it. Hidden files are passed over, unless a pattern
    names them; so are pipes and devices. A link that leads out of where it was found is refused:
    it may lead anywhere, and to pass it over would lose its data without a word.

    Raises:
        SourceError: a pattern matches nothing, or a link that leads out.
        ConfigError: two files would have one name in the ledger.
    """
    found: dict[str, Path] = {}
    for pattern in source.path:
        matches = sorted(_matches(pattern, root))
        if not matches:
            raise SourceError(
                f"source {source.name}: {pattern}: matches no file; mend the path or the pattern"
            )
        for path, file in matches:
            if found.setdefault(file, path) != path:
                raise ConfigError(
                    f"source {source.name}: two files are called {file}; make them two sources"
                )
    once: dict[Path, str] = {}
    for file, path in sorted(found.items()):
        once.setdefault(path, file)
    return list(once.items())


def _matches(pattern: str, root: Path) -> Iterator[tuple[Path, str]]:
    base, wild = _parts(pattern)
    top = (root / base).resolve()
    if wild:
        names = iglob(wild, root_dir=top, recursive=True)  # noqa: PTH207 - Path.glob gives hidden files
        yield from (pair for name in names for pair in _regular(top, top / name))
    elif top.is_dir():
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in files:
                if not name.startswith("."):
                    yield from _regular(top, Path(folder) / name)
    elif top.is_file():
        yield top, Path(base).name


def _parts(pattern: str) -> tuple[str, str]:
    """The part of a pattern before its first wildcard, and the rest."""
    parts = Path(pattern).parts
    plain = next((i for i, part in enumerate(parts) if _WILDCARD.search(part)), len(parts))
    return str(Path(*parts[:plain])), str(Path(*parts[plain:])) if plain < len(parts) else ""


def _regular(top: Path, path: Path) -> Iterator[tuple[Path, str]]:
    real = path.resolve()
    if real.is_file() and not real.is_relative_to(top):
        raise SourceError(f"{path}: a link that leads out of {top.name}; name its own folder")
    if real.is_file():
        name = os.fsencode(path.relative_to(top).as_posix())
        yield real, name.decode("utf-8", "backslashreplace")
