"""Where findings came from: which recognizer, how sure; counted, without offsets and without text.

What an officer reads in the audit table. A finding counts where it stands in a span that is replaced; one that two
recognizers made counts for both, so these counts are not those of `entities`, which are of replaced spans.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from etl.scrub._document import Document
from etl.scrub.find.spans import Span, Zone, regions

BANDS = (0.0, 0.35, 0.5, 0.65, 0.85, 1.0)  # each up to the next, not included; 1.0 is a band alone


class Origin(NamedTuple):
    """The entity that a finding names, who made it, and the band of its score: `0.35-0.50`."""

    entity: str
    recognizer: str
    score: str


def band(score: float) -> str:
    """The band of a score.

    >>> band(0.4), band(0.85), band(1.0)
    ('0.35-0.50', '0.85-1.00', '1.00')
    """
    low = max(at for at in BANDS if at <= max(0.0, score))
    above = [at for at in BANDS if at > low]
    return f"{low:.2f}-{above[0]:.2f}" if above else f"{low:.2f}"


def origins(
    document: Document, spans: Sequence[Span], allowed: Sequence[Zone]
) -> Mapping[Origin, int]:
    """The findings in a text that stand in what is replaced; a finding that is allowed does not count."""
    if not spans:
        return {}
    written = regions(document.flat, spans, document.slots, allowed)
    told: Counter[Origin] = Counter()
    starts = [zone.start for zone in written]
    for span in spans:
        before = bisect_left(
            starts, span.end
        )  # of disjoint ones, the last that begins before its end
        if before and written[before - 1].end > span.start:
            told[Origin(span.entity, span.recognizer, band(span.score))] += 1
    return told


def of_row(texts: Iterable[tuple[str, Mapping[Origin, int]]]) -> list[dict[str, Any]]:
    """The column `found` of a row.

    Args:
        texts: the language of each text of the row, and its origins.
    """
    told: Counter[tuple[str, str, str, str]] = Counter()
    for language, counts in texts:
        for (entity, recognizer, score), count in counts.items():
            told[entity, recognizer, language, score] += count
    names = ("entity", "recognizer", "language", "score")
    return [dict(zip(names, key, strict=True)) | {"count": n} for key, n in sorted(told.items())]
