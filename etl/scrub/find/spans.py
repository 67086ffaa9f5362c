"""From findings to regions: what overlaps becomes one, what is a placeholder or allowed stays."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import regex

from etl.scrub._entities import rank

# What this stage writes; found again in a text, it stays as it is.
PLACEHOLDER = regex.compile(
    r"<(?P<label>[A-Z][A-Z_]{0,40})_(?P<number>[1-9][0-9]{0,8}|[A-Z2-7]{8})>"
)

SURE = 0.35  # what a finding must score; with less, in the mode `presidio` alone, it labels what nothing else does

Zone = tuple[int, int]


class Span(NamedTuple):
    """A finding: [start, end) in a text, and its entity; who found it and how sure it is, where that is known."""

    start: int
    end: int
    entity: str
    recognizer: str = ""
    score: float = 0.0


def regions(
    text: str, spans: Iterable[Span], slots: Sequence[Zone], allowed: Sequence[Zone]
) -> list[Span]:
    """Disjoint spans in the order of the text: the union of what overlaps, labelled by the most telling entity.

    A union and not a choice: a pattern that cuts a name short must not uncover its end.
    Spans inside an `allowed` zone are left out; none crosses the bounds of a slot or covers a placeholder.
    Slots stand in their order. A call takes n log n for n spans, slots and zones.
    """
    found = sorted(_not_allowed(spans, allowed))
    written = [match.span() for match in PLACEHOLDER.finditer(text)] if found else []
    told, taken = _Zones(slots), _Zones(written)
    return [
        Span(start, end, span.entity)
        for span in _united(found)
        for a, b in told.beside(span.start, span.end)
        for start, end in _without(max(a, span.start), min(b, span.end), taken)
        if any(map(str.isalnum, text[start:end]))
    ]


def _not_allowed(spans: Iterable[Span], allowed: Sequence[Zone]) -> Iterator[Span]:
    zones = sorted(allowed)
    starts, ends = [start for start, _ in zones], [*accumulate((end for _, end in zones), max)]
    for span in spans:
        before = bisect_right(starts, span.start)  # of those, the one that goes furthest
        if not before or ends[before - 1] < span.end:
            yield span


class _Zones:
    """Disjoint zones in their order."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._zones = zones
        self._starts = [start for start, _ in zones]
        self._ends = [end for _, end in zones]

    def beside(self, start: int, end: int) -> Sequence[Zone]:
        """Those that share a character with [start, end)."""
        return self._zones[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def _united(spans: Sequence[Span]) -> list[Span]:
    united: list[Span] = []
    for span in spans:
        last = united[-1] if united else None
        if last and span.start < last.end:
            telling = min(last, span, key=_label)
            united[-1] = telling._replace(start=last.start, end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def _label(span: Span) -> tuple[bool, tuple[float, str]]:
    return 0 < span.score < SURE, rank(span.entity)


def _without(start: int, end: int, zones: _Zones) -> list[Zone]:
    left: list[Zone] = []
    for a, b in zones.beside(start, end):
        left.append((start, a))
        start = max(start, b)
    return [(a, b) for a, b in [*left, (start, end)] if a < b]
