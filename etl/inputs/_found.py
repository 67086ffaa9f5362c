"""The files and objects of a source, before anything of them is read."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl import adapt, remote
from etl.adapt import Source
from etl.config import Config, is_remote
from etl.store import Entry

RACY_S = 2


@dataclass(frozen=True)
class Found:
    """A file or an object of a source; an object is fetched to `path` when it is read."""

    source: Source
    path: Path
    file: str
    stamp: str
    bucket: str = ""
    entry: Entry | None = None  # of an object

    @property
    def bytes(self) -> int:
        """Its size where it lies."""
        return self.entry.bytes if self.entry else self.path.stat().st_size


def files(config: Config, source: Source) -> Iterator[Found]:
    """The files and objects of a source, by name; what runs wrote is no input."""
    far = [pattern for pattern in source.path if is_remote(pattern)]
    near = replace(source, path=tuple(p for p in source.path if p not in far))
    own = (config.output.resolve(), config.work.resolve())
    kept = remote.kept_objects(config)
    places: list[tuple[Any, str]] = [
        (path, file)
        for path, file in (adapt.find(near, config.folder) if near.path else ())
        if not any(path.is_relative_to(folder) for folder in own)
    ]
    places += [((bucket, e), file) for bucket, file, e in remote.objects(source, far)]
    for place, file in adapt.unique(source.name, places):
        if isinstance(place, Path):
            yield Found(source, place, file, _stamp(place))
        else:
            bucket, entry = place
            path = remote.place_of(kept, bucket, entry)
            yield Found(source, path, file, entry.e_tag, bucket, entry)


def _stamp(path: Path) -> str:
    """What changes when somebody writes to a file; of one just written to, it changes anyway.

    Two writes within one tick of the file system's clock cannot be told apart.
    """
    try:
        told = path.stat()
    except OSError:
        return ""
    now = time.time_ns()
    racy = f":{now}" if told.st_mtime_ns > now - RACY_S * 10**9 else ""
    return f"{told.st_size}:{told.st_mtime_ns}:{told.st_ino}{racy}"
