"""The work of `scrub`: each text once, then row by row."""

from collections.abc import Sequence

import polars as pl
import regex

from etl.schema import Run
from etl.scrub._analyze import Finder
from etl.scrub._document import Document, document
from etl.scrub._entities import DENIED
from etl.scrub._operators import Operator, checked
from etl.scrub._options import Options
from etl.scrub._replace import Found, replaced
from etl.scrub._rows import Texts, Verdict, languages_of, texts_of, with_texts
from etl.scrub._values import hashes_of

Place = tuple[str, int]  # field, and number of the message or row
Key = tuple[str, bool]  # a text, and whether the model looks at it


def scrubbed(rows: pl.DataFrame, run: Run, options: Options) -> pl.DataFrame:
    """Scrub the rows; see `etl.scrub.scrub`."""
    engine = options.finder(run.plugins)
    operators = checked(options.replace, (*engine.entities, DENIED))
    texts = texts_of(rows)
    foreign = [language not in {*options.languages, "und"} for language in languages_of(rows)]
    places = [texts.places(row) for row in range(rows.height)]
    work = _Work(texts, foreign, options)
    is_foreign = [
        options.other_languages == "quarantine" and any(foreign[a:b]) for a, b in texts.bounds
    ]
    found = work.found(
        engine, [p for ps, out in zip(places, is_foreign, strict=True) if not out for p in ps]
    )
    verdicts = [
        _set_aside("unscrubbed_language")
        if out
        else _row(texts, here, [found[work.key(place)] for place in here], operators, run)
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
    return Verdict([reason for reason, is_so in marks.items() if is_so], result.counts, values)


def _set_aside(reason: str) -> Verdict:
    return Verdict([reason], {}, frozenset())


class _Work:
    """The distinct texts of a call and what was found in them."""

    def __init__(self, texts: Texts, foreign: Sequence[bool], options: Options) -> None:
        self._texts, self._foreign, self._allowed = texts, foreign, options.allowed

    def key(self, place: Place) -> Key:
        """A text and whether the model is to look at it: not at ids, nor at other languages."""
        field, i = place
        return self._texts.at(place), field == "tools" or (
            field != "tool_call_id" and not self._foreign[i]
        )

    def found(self, engine: Finder, places: Sequence[Place]) -> dict[Key, Found | None]:
        """What is in each distinct text; None where that could not be found out."""
        found: dict[Key, Found | None] = {}
        keys = dict.fromkeys(map(self.key, places))
        for model in (True, False):
            documents = {text: _document(text) for text, by_model in keys if by_model is model}
            whole = {text: document for text, document in documents.items() if document}
            spans = engine.find([document.flat for document in whole.values()], model=model)
            found |= {(text, model): None for text in documents}
            found |= {
                (text, model): None if s is None else (document, s, self._allowed(document.flat))
                for (text, document), s in zip(whole.items(), spans, strict=True)
            }
        return found


def _document(text: str) -> Document | None:
    try:
        return document(text)
    except Exception:  # noqa: BLE001 - fail closed: its row is `not_scrubbed`
        return None
