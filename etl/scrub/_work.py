"""The work of `scrub`: each text once, then row by row."""

from collections.abc import Sequence

import polars as pl
import regex

from etl.schema import Run
from etl.scrub._distinct import Distinct, Place
from etl.scrub._entities import DENIED
from etl.scrub._foreign import languages_of
from etl.scrub._memory import Memory
from etl.scrub._options import Options
from etl.scrub._origins import of_row
from etl.scrub._rows import Texts, Verdict, raw_of, texts_of, with_texts
from etl.scrub.replace.operators import Operator, checked
from etl.scrub.replace.row import Found, replaced
from etl.scrub.replace.values import hashes_of


def scrubbed(
    rows: pl.DataFrame, run: Run, options: Options, memory: Memory | None = None
) -> pl.DataFrame:
    """Scrub the rows; see `etl.scrub.scrub`."""
    engine = options.finder(run.plugins)
    operators = checked(options.replace, (*engine.entities, DENIED))
    texts = texts_of(rows)
    places = [texts.places(row) for row in range(rows.height)]
    languages = languages_of(texts, options.languages)
    distinct = Distinct(texts, languages.names, options, run.plugins)
    quarantine = options.other_languages == "quarantine"
    is_foreign = [quarantine and foreign for foreign in languages.rows]
    read = [p for ps, out in zip(places, is_foreign, strict=True) if not out for p in ps]
    distinct.find(read, memory)
    verdicts = [
        _set_aside("unscrubbed_language") if out else _judged(texts, distinct, here, operators, run)
        for here, out in zip(places, is_foreign, strict=True)
    ]
    regex.purge()  # it keeps the source of every pattern for good, cached or not (2026.11.15): the rows' values
    return with_texts(rows, texts, verdicts)


def _row(
    texts: Texts,
    places: Sequence[Place],
    row: Sequence[Found | None],
    operators: dict[str, Operator],
    run: Run,
) -> Verdict:
    """Put the scrubbed texts of one row in their places; what became of it."""
    known = [found for found in row if found is not None]
    if len(known) < len(row):
        return _set_aside("not_scrubbed")
    if not any(spans for _, spans, _ in known):
        return Verdict([], {}, frozenset())
    try:
        result = replaced(known, operators, run.key)
        values = hashes_of(result.values, run.key)
    except Exception:  # noqa: BLE001 - fail closed: whatever it is, the row must not pass, nor its text be shown
        return _set_aside("not_scrubbed")
    for place, text in zip(places, result.texts, strict=True):
        texts.put(place, text)
    marks = {"personal_data": result.dropped, "erased": not values.isdisjoint(run.blocked)}
    reasons = [reason for reason, is_so in marks.items() if is_so]
    return Verdict(reasons, result.counts, values, raw=raw_of(result.values, result.written))


def _set_aside(reason: str) -> Verdict:
    return Verdict([reason], {}, frozenset())


def _judged(
    texts: Texts,
    distinct: Distinct,
    places: Sequence[Place],
    operators: dict[str, Operator],
    run: Run,
) -> Verdict:
    """Scrub one row, and tell where its findings came from; of one that was set aside nothing is told."""
    keys = [distinct.key(place) for place in places]
    languages = [distinct.language(place) for place in places]
    verdict = _row(texts, places, [distinct.known[key] for key in keys], operators, run)
    if not verdict.counts:
        return verdict
    told = zip(languages, map(distinct.origins, keys), strict=True)
    return verdict._replace(found=of_row(told))
