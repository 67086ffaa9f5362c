"""The files that earlier runs have read, found again by name and by how they begin."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from etl.adapt import Cut, Known, Span
from etl.history import History
from etl.inputs._found import Found

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


class Lookup:
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


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(_SMALL)).hexdigest()
    except OSError:
        return "-"
