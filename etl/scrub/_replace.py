"""Write what stands in place of a value: `<EMAIL_1>`, `<EMAIL_K3J5Q2XA>`, `****`, or nothing at all.

A placeholder is numbered by first appearance in its row, so that one person keeps one number through all
messages and tool arguments, and the model that learns from it can still follow who is meant.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from etl.scrub._document import Document
from etl.scrub._echo import echoes, normal, pattern
from etl.scrub._entities import label
from etl.scrub._operators import Operator, digest
from etl.scrub._shadow import shadow
from etl.scrub._spans import PLACEHOLDER, Span, Zone, regions

Found = tuple[
    Document, tuple[Span, ...], Sequence[Zone]
]  # a text, what was found in it, what is allowed


class Replaced(NamedTuple):
    """The texts of a row as they may be shown, and how many spans of each entity were replaced."""

    texts: list[str]
    counts: dict[str, int]
    dropped: bool  # an entity of the row has the operator `drop_row`


def replaced(row: Sequence[Found], operators: Mapping[str, Operator], key: bytes) -> Replaced:
    """Replace what was found in the texts of one row, wherever in the row it stands.

    Args:
        row: the texts in the order in which they are read.
        operators: entity -> operator; those not named are placeholders.
        key: of the operator `hash`.
    """
    plain = [
        regions(document.flat, spans, document.slots, allowed) for document, spans, allowed in row
    ]
    values = {
        (s.entity, doc.flat[s.start : s.end])
        for (doc, _, _), found in zip(row, plain, strict=True)
        for s in found
    }
    whole = _everywhere(row, plain, values) if values else plain
    writer = _Writer(row, operators, key)
    texts = [
        writer.text(document, found) for (document, _, _), found in zip(row, whole, strict=True)
    ]
    counts = Counter(span.entity for found in whole for span in found)
    dropped = any(operators.get(entity) == "drop_row" for entity in counts)
    return Replaced(texts, dict(sorted(counts.items())), dropped)


def _everywhere(
    row: Sequence[Found], plain: list[list[Span]], values: set[tuple[str, str]]
) -> list[list[Span]]:
    sought = pattern(values)
    if sought is None:
        return plain
    return [
        regions(doc.flat, [*found, *echoes(sought, doc.flat, shadow(doc.flat))], doc.slots, allowed)
        for (doc, _, allowed), found in zip(row, plain, strict=True)
    ]


class _Writer:
    """Numbers the values of one row; a number that the row's own text uses already is skipped."""

    def __init__(self, row: Sequence[Found], operators: Mapping[str, Operator], key: bytes) -> None:
        self._operators, self._key = operators, key
        self._used = {
            match.group() for document, _, _ in row for match in PLACEHOLDER.finditer(document.flat)
        }
        self._known: dict[tuple[str, str], str] = {}
        self._last: Counter[str] = Counter()

    def text(self, document: Document, found: Sequence[Span]) -> str:
        return document.filled([self._slot(document.flat, slot, found) for slot in document.slots])

    def _slot(self, flat: str, slot: Zone, found: Sequence[Span]) -> str:
        at, end = slot
        pieces: list[str] = []
        for span in found:
            if slot[0] <= span.start and span.end <= end:
                pieces += [
                    flat[at : span.start],
                    self._instead(span.entity, flat[span.start : span.end]),
                ]
                at = span.end
        return "".join([*pieces, flat[at:end]])

    def _instead(self, entity: str, value: str) -> str:
        operator = self._operators.get(entity, "placeholder")
        if operator == "mask":
            return "*" * len(value)
        name, form = label(entity), normal(entity, value)
        if operator == "hash":
            return f"<{name}_{digest(self._key, name, form)}>"
        if (name, form) not in self._known:
            self._known[name, form] = self._next(name)
        return self._known[name, form]

    def _next(self, name: str) -> str:
        while True:
            self._last[name] += 1
            placeholder = f"<{name}_{self._last[name]}>"
            if placeholder not in self._used:
                return placeholder
