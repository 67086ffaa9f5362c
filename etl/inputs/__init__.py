"""The input of a run: which files, what is new in each, cut into spans.

Without `state` every file is new. With it a file is known by its content: what was read before is
not read again, and of a file that grew only the new lines are. A file that nobody wrote to since
(same name, size, time of change and inode) is not even opened, as git does it.
"""

import os
from pathlib import Path

from etl import adapt, remote
from etl.adapt import Cut, Known, Source, Span
from etl.config import Config
from etl.engine.local import Local
from etl.errors import StorageError
from etl.history import History
from etl.inputs._found import Found, files
from etl.inputs._known import Input, Lookup

__all__ = ["EXPANDS", "PART_BYTES", "Found", "Input", "files", "find", "unchanged", "weight"]

PART_BYTES = 64 << 20
EXPANDS = 8  # text in a byte of compressed log, about; only for how much a part gets


def find(config: Config, engine: Local, history: History) -> list[Input]:
    """Find, hash and cut what is to be read; files without anything new have no spans.

    Raises:
        SourceError: a path matches nothing.
        ConfigError: two files would have one name in the ledger.
    """
    found = [f for source in config.sources for f in files(config, source)]
    lookup = Lookup(history)
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


def _cut(task: tuple[Source, Path, str, tuple[Known, ...]]) -> Cut:
    source, path, file, known = task
    return adapt.cut(source, path, file, target_bytes=PART_BYTES, known=known)


def weight(span: Span) -> int:
    """About how many bytes of text a span holds."""
    if span.stop is not None:
        return span.stop - span.start
    return (os.stat(span.path).st_size - span.start) * EXPANDS  # noqa: PTH116 - as the span has it
