"""The input of a run: which files, what is new in each, cut into spans.

Without `state` every file is new. With it a file is known by its content: what was read before is
not read again, and of a file that grew only the new lines are. A file that nobody wrote to since
(same name, size, time of change and inode) is not even opened, as git does it.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl import adapt, remote
from etl.adapt import Cut, Known, Source, Span
from etl.config import Config
from etl.engine.local import Local
from etl.errors import StorageError
from etl.faults import is_remote
from etl.history import History
from etl.store import Entry

PART_BYTES = 64 << 20
RACY_S = 2
EXPANDS = 8  # text in a byte of compressed log, about; only for how much a part gets
_CANDIDATES = 1000  # renamed files that are thought of, for one new file
_SMALL = 4096  # bytes: such a file has no head that could be looked up


@dataclass(frozen=True)
class Input:
    """One input file: as `inputs` in the manifest name it, before it is read.

    Attributes:
        path: where it lies on this machine.
        stamp: changes when somebody writes to it.
        cut: its digest, what is new in it, and the spans to read.
        was: the name under which it was known, before a rename.
        judged: row and item up to which it was judged before.
    """

    source: str
    file: str
    path: Path
    stamp: str
    cut: Cut
    was: str
    judged: tuple[int, int] | None


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


def find(config: Config, engine: Local, history: History) -> list[Input]:
    """Find, hash and cut what is to be read; files without anything new have no spans.

    Raises:
        SourceError: a path matches nothing.
        ConfigError: two files would have one name in the ledger.
    """
    found = [f for source in config.sources for f in files(config, source)]
    lookup = _Lookup(history)
    still = [lookup.untouched(f) for f in found]
    changed = [f for f, cut in zip(found, still, strict=True) if cut is None]
    waiting = [f for f, cut in zip(found, still, strict=True) if cut and lookup.waits(f)]
    remote.fetch([(f.bucket, f.entry, f.path) for f in [*changed, *waiting] if f.entry])
    named = engine.map(_cut, [(f.source, f.path, f.file, lookup.same(f)) for f in changed])
    cuts = [cut or next(named) for cut in still]
    lookup.stand(found, cuts)
    others = [
        lookup.gone(f) if cut.known is None else () for f, cut in zip(found, cuts, strict=True)
    ]
    moved = [
        (f, (*lookup.same(f), *known)) for f, known in zip(found, others, strict=True) if known
    ]
    again = engine.map(_cut, [(f.source, f.path, f.file, known) for f, known in moved])
    cuts = [next(again) if known else cut for cut, known in zip(cuts, others, strict=True)]
    return [lookup.told(f, cut) for f, cut in zip(found, cuts, strict=True)]


def unchanged(inputs: list[Input]) -> None:
    """Make sure that what was read is what was planned: a file may still be written to.

    Of a file of lines that only grew, what was planned was read; the rest is for the next run.

    Raises:
        StorageError: a file has another size now, or is gone.
    """
    for item in inputs:
        try:
            now = item.path.stat().st_size
        except OSError:
            now = -1
        bounded = all(span.stop is not None for span in item.cut.spans)
        same = now >= item.cut.bytes if bounded else now == item.cut.bytes
        if item.cut.bytes and item.cut.spans and not same:
            raise StorageError(f"{item.source}: {item.file} changed while it was read; run again")


class _Lookup:
    """The files that history knows, by name and by how they begin."""

    def __init__(self, history: History) -> None:
        self._known: dict[tuple[str, str], Known] = {}
        self._stamps: dict[tuple[str, str], str] = {}
        self._judged: dict[tuple[str, str], tuple[int, int]] = {}
        self._standing: set[tuple[str, str]] = set()
        self._heads: dict[tuple[str, str], list[Known]] = {}
        for row in history.files().iter_rows(named=True):
            source, stamp = row.pop("source"), row.pop("stamp")
            judged = row.pop("row"), row.pop("item")
            known = Known(**row, rows=judged[0])
            self._judged[source, known.file] = judged
            self._known[source, known.file] = known
            self._stamps[source, known.file] = stamp
            head = known.head if known.bytes >= _SMALL else ""
            self._heads.setdefault((source, head), []).append(known)
        pending = history.pending().select("source", "source_file").unique()
        self._waiting = set(pending.iter_rows())

    def untouched(self, found: Found) -> Cut | None:
        """The cut of a file that nobody wrote to since it was read."""
        at = (found.source.name, found.file)
        known = self._known.get(at)
        if known is None or self._stamps[at] != found.stamp:
            return None
        return Cut(spans=[], sha256=known.sha256, bytes=known.bytes, head=known.head,
                   change="known", generation=known.generation,
                   resume=(known.resume_offset, known.resume_row), known=known)  # fmt: skip

    def same(self, found: Found) -> tuple[Known, ...]:
        """What was known under the name of a file."""
        known = self._known.get((found.source.name, found.file))
        return () if known is None else (known,)

    def stand(self, found: list[Found], cuts: list[Cut]) -> None:
        """Note the known files that are still there under their names, as they were or longer."""
        self._standing = {
            (f.source.name, f.file) for f, cut in zip(found, cuts, strict=True) if cut.known
        }

    def gone(self, found: Found) -> tuple[Known, ...]:
        """The known files that are not, of which this one may be a longer version: it was renamed.

        A copy of a file that is still there is none: its lines are input, and duplicates.
        """
        source = found.source.name
        if len(self._standing) == len(self._known):
            return ()
        alike = [*self._heads.get((source, _head(found.path)), ()),
                 *self._heads.get((source, ""), ())]  # fmt: skip
        size = found.path.stat().st_size
        there = [k for k in alike if (source, k.file) not in self._standing]
        return tuple(k for k in there if k.bytes <= size)[:_CANDIDATES]

    def waits(self, found: Found) -> bool:
        """Whether lines of a file wait to be judged."""
        return (found.source.name, found.file) in self._waiting

    def told(self, found: Found, cut: Cut) -> Input:
        """The input, with a span over the lines of a known file that wait to be judged."""
        source, was = found.source.name, cut.known.file if cut.known else found.file
        if cut.change == "known" and (source, was) in self._waiting:
            offset, row = cut.resume
            span = Span(
                found.source, str(found.path), found.file, offset, None, row, cut.generation
            )
            cut = replace(cut, spans=[span])
        judged = self._judged.get((source, was)) if cut.change in {"known", "grown"} else None
        return Input(source, found.file, found.path, found.stamp, cut, was, judged)


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


def _cut(task: tuple[Source, Path, str, tuple[Known, ...]]) -> Cut:
    source, path, file, known = task
    return adapt.cut(source, path, file, target_bytes=PART_BYTES, known=known)


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(_SMALL)).hexdigest()
    except OSError:
        return "-"


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


def weight(span: Span) -> int:
    """About how many bytes of text a span holds."""
    if span.stop is not None:
        return span.stop - span.start
    return (os.stat(span.path).st_size - span.start) * EXPANDS  # noqa: PTH116 - as the span has it
