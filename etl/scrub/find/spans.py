"""From findings to regions: what overlaps becomes one, what is a placeholder or allowed stays."""

from collections.abc import Iterable, Sequence
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
    """
    found = sorted(s for s in spans if not any(a <= s.start and s.end <= b for a, b in allowed))
    written = [match.span() for match in PLACEHOLDER.finditer(text)] if found else []
    return [
        Span(start, end, span.entity)
        for span in _united(found)
        for a, b in slots
        if a < span.end and span.start < b
        for start, end in _without(max(a, span.start), min(b, span.end), written)
        if any(map(str.isalnum, text[start:end]))
    ]


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


def _without(start: int, end: int, zones: Sequence[Zone]) -> list[Zone]:
    left: list[Zone] = []
    for a, b in zones:
        if a < end and start < b:
            left.append((start, a))
            start = max(start, b)
    return [(a, b) for a, b in [*left, (start, end)] if a < b]
