"""Places: folders here and prefixes in buckets, and what they may not be to each other."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from etl.yamlfile import Key

BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+[a-z0-9](?:/(?!\.{1,2}(?:/|\Z))[^/]*)*\Z")
NO_BUCKET = "of object stores only s3://bucket/prefix is read and written; credentials stay out"


def is_remote(path: str) -> bool:
    """Whether a path names an object store and no place on this machine."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/", path))


def mirror(work: Path, kind: str, place: str | None) -> Path | None:
    """Where a place in a bucket is mirrored: in a folder of its own, as others may share `work`."""
    if place is None:
        return None
    return work / kind / hashlib.sha256(place.rstrip("/").encode()).hexdigest()[:12]


def remote(path: str | None) -> str | None:
    """`path` where it names an object store."""
    return path.rstrip("/") if path and is_remote(path) else None


def faults(config: Any, folder: Path) -> Iterator[tuple[Key, str]]:  # noqa: ANN401 - a model made at run time
    """Folders of different use lie apart: `output` is shared, `state` holds keys, `work` raw text."""
    for key in ("output", "state"):
        path = getattr(config, key)
        if path and is_remote(path) and not BUCKET.match(path):
            yield (key,), NO_BUCKET
    if config.work and is_remote(config.work):
        yield ("work",), "raw text rests there: name a folder on this machine"
    if is_remote(config.output) and not config.work:
        yield ("output",), "an object store needs work, a folder on this machine"
    for key in ("output", "work", "state"):
        path = getattr(config, key)
        if path and not is_remote(path) and (file := _file_of(folder / path)):
            yield (key,), f"{file.name} is a file; name a folder"
    if not config.state:
        return
    if _meet(config.state, config.output, folder):
        yield ("state",), "it holds keys, and output is shared: one cannot lie in the other"
    if config.work and _meet(config.state, config.work, folder):
        yield ("state",), "it stays, and work is emptied: one cannot lie in the other"


def _file_of(path: Path) -> Path | None:
    """The file that is in the way of a folder, where there is one."""
    with suppress(OSError):  # a name may be too long to be one: that is told when it is made
        return next((p for p in (path, *path.parents) if p.exists() and not p.is_dir()), None)
    return None


def _meet(one: str, other: str, folder: Path) -> bool:
    """Whether two folders or prefixes are one, or one lies in the other."""
    return all(a == b for a, b in zip(_steps(one, folder), _steps(other, folder), strict=False))


def _steps(path: str, folder: Path) -> list[str]:
    if is_remote(path):
        return [step for step in path.split("/") if step]
    return ["/", *(step for step in os.path.realpath(folder / path).split("/") if step)]
