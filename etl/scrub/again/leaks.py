"""The last look: whether any value of the run, or anything that proves itself, stands in what was written.

Looked for by the same means as the second pass replaces by, so that what it leaves by its rules is no leak here, and
what is one is a fault of ours. Placeholders, surrogates of the run and `allow` are none. A count, never a text.
"""

from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

import polars as pl

from etl.schema import Run
from etl.scrub._document import document
from etl.scrub._options import Options
from etl.scrub.again.floats import with_values
from etl.scrub.again.proven import may_hold, proven
from etl.scrub.again.seek import Places, Value, hits
from etl.scrub.find.spans import regions

UNREAD = "UNREAD"
Issued = Callable[
    [Collection[str]], Collection[str]
]  # which of some texts are surrogates of the run


def leaks(
    texts: pl.DataFrame, folder: Path, run: Run, options: Options, issued: Issued
) -> Counter[tuple[str, str]]:
    """What is left in the texts, by file and entity.

    Args:
        texts: `file`, `text`: lines or texts of files, each by itself; JSON is taken apart.
        folder: where the values of the run are (`seek.save`).
        run: as for `scrub`.
        options: as for `scrub`.
        issued: tells surrogates of the run from values.
    """
    seen, entities = with_values(texts["text"]), options.sought(run.plugins)
    values = hits(seen, folder)
    may = seen.to_frame("text").select(may_hold(pl.col("text"), entities)).to_series()
    left: Counter[tuple[str, str, str]] = Counter()
    for place in sorted({*values, *may.arg_true()}):
        file, text = texts.row(place)
        for entity, value in _left(text, values.get(place, []), entities, options):
            left[file, entity, value] += 1
    surrogates = set(issued({value for _, _, value in left})) if left else set()
    told: Counter[tuple[str, str]] = Counter()
    for (file, entity, value), count in left.items():
        told[file, entity] += 0 if value in surrogates else count
    return +told


def _left(
    text: str, values: list[Value], entities: tuple[str, ...], options: Options
) -> list[tuple[str, str]]:
    """Entity and text of what stands in one text; one that cannot be looked through counts as `UNREAD`."""
    try:
        doc = document(text)
        spans = [span for span, _ in Places(values).spans(doc.flat)]
        spans += proven(doc.flat, doc.slots, entities)
        found = regions(doc.flat, spans, doc.slots, options.allowed(doc.flat))
    except Exception:  # noqa: BLE001 - fail closed: a pattern that runs too long, or whatever it is
        return [(UNREAD, "")]
    return [(span.entity, doc.flat[span.start : span.end]) for span in found]
