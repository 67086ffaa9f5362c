"""Patterns of paths, as the shell has them: `*`, `?` and `[..]` in a name, `**` for any folders.

What begins with a dot is hidden: a wildcard does not stand for it, only a part that itself begins
with a dot does. The same for files and for the keys of a bucket, so it is written out here.
"""

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

_WILDCARD = re.compile(r"[*?\[]")
_BUCKET = re.compile(r"[a-z][a-z0-9+.-]*://[^/]*/?")


def parts(pattern: str) -> tuple[str, str]:
    """The part of a pattern before its first wildcard, and the rest."""
    bucket = _BUCKET.match(pattern)
    head = bucket.group() if bucket else ""
    names = PurePosixPath(pattern.removeprefix(head)).parts
    plain = next((i for i, name in enumerate(names) if _WILDCARD.search(name)), len(names))
    base = str(PurePosixPath(*names[:plain])) if plain or not bucket else ""
    return head + base, str(PurePosixPath(*names[plain:])) if plain < len(names) else ""


def within(pattern: str) -> str:
    """A pattern without its bucket."""
    return _BUCKET.sub("", pattern, count=1)


def fits(wild: str, path: str) -> bool:
    """Whether a relative path is one that a pattern stands for."""
    return _fits(tuple(wild.split("/")), tuple(path.split("/")))


def may_hold(wild: str, folder: tuple[str, ...]) -> bool:
    """Whether a path below a folder can fit."""
    return _may_hold(tuple(wild.split("/")), folder)


def _fits(wild: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if not wild or not names:
        return not names and all(part == "**" for part in wild)
    if wild[0] == "**":
        return _fits(wild[1:], names) or (_seen(names[0]) and _fits(wild, names[1:]))
    return _is(wild[0], names[0]) and _fits(wild[1:], names[1:])


def _may_hold(wild: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if not wild or not names:
        return bool(wild)
    if wild[0] == "**":
        return _may_hold(wild[1:], names) or (_seen(names[0]) and _may_hold(wild, names[1:]))
    return _is(wild[0], names[0]) and _may_hold(wild[1:], names[1:])


def _is(part: str, name: str) -> bool:
    return fnmatchcase(name, part) and (_seen(name) or part.startswith("."))


def _seen(name: str) -> bool:
    """Whether a name is none that is hidden; no name at all is the end of a folder's key."""
    return bool(name) and not name.startswith(".")
