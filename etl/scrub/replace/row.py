"""Replace what was found in the texts of a row, wherever in the row it stands."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from etl.scrub._document import Document
from etl.scrub.find.spans import Span, Zone, regions
from etl.scrub.replace.echo import Value, echoes, pattern
from etl.scrub.replace.operators import Operator
from etl.scrub.replace.writer import Writer

Found = tuple[
    Document, tuple[Span, ...], Sequence[Zone]
]  # a text, what was found in it, what is allowed


class Replaced(NamedTuple):
    """The texts of a row as they may be shown, and how many spans of each entity were replaced."""

    texts: list[str]
    counts: dict[str, int]
    dropped: bool  # an entity of the row has the operator `drop_row`
    values: frozenset[Value]  # what was replaced, and each finding in it
    written: Mapping[Value, str]  # what stands for each value that was replaced


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
    writer = Writer((document.flat for document, _, _ in row), operators, key, values)
    texts = [
        writer.text(document, found) for (document, _, _), found in zip(row, whole, strict=True)
    ]
    counts = Counter(span.entity for found in whole for span in found)
    dropped = any(operators.get(entity) == "drop_row" for entity in counts)
    told = (_values(found, spans) for found, spans in zip(row, whole, strict=True))
    told_of = frozenset[Value]().union(*told)
    return Replaced(texts, dict(sorted(counts.items())), dropped, told_of, writer.written)


def _values(found: Found, written: Sequence[Span]) -> Iterator[Value]:
    """The values that stood in the spans: also the name in what is an address as a whole."""
    document, spans, _ = found
    starts = [span.start for span in written]
    for span in spans:
        at = bisect(starts, span.start) - 1
        if at >= 0 and span.end <= written[at].end:
            yield span.entity, document.flat[span.start : span.end]
    for span in written:
        yield span.entity, document.flat[span.start : span.end]


def _everywhere(
    row: Sequence[Found], plain: list[list[Span]], values: set[Value]
) -> list[list[Span]]:
    sought = pattern(values)
    if sought is None:
        return plain
    return [
        regions(doc.flat, [*found, *echoes(sought, doc.flat)], doc.slots, allowed)
        for (doc, _, allowed), found in zip(row, plain, strict=True)
    ]
