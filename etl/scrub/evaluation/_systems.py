"""What can be compared: scrub as it is configured, stock Presidio, and the regexes of the usual blog post."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import regex

from etl.plugins import Plugin
from etl.scrub._document import document
from etl.scrub._model import BUILTIN
from etl.scrub._options import Options
from etl.scrub.evaluation._places import in_text
from etl.scrub.find.spans import Span, regions
from etl.scrub.replace.echo import echoes, pattern

# A "PII redaction in 20 lines" post has these four.
REGEXES: Final = {
    "EMAIL_ADDRESS": regex.compile(r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b"),
    "PHONE_NUMBER": regex.compile(r"\b(?:\+?\d{1,3}[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}\b"),
    "US_SSN": regex.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "CREDIT_CARD": regex.compile(r"\b(?:\d[ -]*?){13,16}\b"),
}
THRESHOLD = 0.35  # of Presidio's scores: below, every nine digits are a passport and a bank account


class System(NamedTuple):
    """Something that finds spans in texts; None for a text that it could not analyse."""

    name: str
    entities: tuple[str, ...]
    find: Callable[[Sequence[str]], list[list[Span] | None]]


def ours(options: Options, plugins: tuple[Plugin, ...] = ()) -> System:
    """Scrub with these options, each text a row of its own: what it would replace."""
    engine = options.finder(plugins)
    allowed = options.allowed

    def find(texts: Sequence[str]) -> list[list[Span] | None]:
        documents = [document(text) for text in texts]
        found = engine.find([doc.flat for doc in documents])
        return [
            None
            if spans is None
            else in_text(doc, _regions(doc, doc.sound(spans), allowed(doc.flat)))
            for doc, spans in zip(documents, found, strict=True)
        ]

    return System("etl", engine.entities, find)


def _regions(doc: Any, spans: Sequence[Span], allowed: Any) -> list[Span]:  # noqa: ANN401 - as regions takes them
    found = regions(doc.flat, spans, doc.slots, allowed)
    sought = pattern({(s.entity, doc.flat[s.start : s.end]) for s in found})
    again = echoes(sought, doc.flat) if sought else ()
    return regions(doc.flat, [*found, *again], doc.slots, allowed)


def presidio() -> System:
    """Presidio as it comes, in English, with our model in place of the one it would download."""
    engine = _stock()

    def find(texts: Sequence[str]) -> list[list[Span] | None]:
        return [
            [
                Span(r.start, r.end, r.entity_type)
                for r in engine.analyze(text, "en", score_threshold=THRESHOLD)
            ]
            for text in texts
        ]

    return System("presidio", tuple(engine.get_supported_entities("en")), find)


@cache
def _stock() -> Any:  # noqa: ANN401 - Presidio has no types
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415 - only where it is compared
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - as above

    import etl.scrub.find.engine  # noqa: PLC0415 - no recognizer asks the network from here on
    import etl.scrub.tagger.component  # noqa: PLC0415, F401 - spaCy asks for it when it loads our model

    models = [{"lang_code": "en", "model_name": str(BUILTIN)}]
    told = {"nlp_engine_name": "spacy", "models": models}
    nlp = NlpEngineProvider(nlp_configuration=told).create_engine()
    return AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])


def regexes() -> System:
    """Four patterns."""

    def find(texts: Sequence[str]) -> list[list[Span] | None]:
        return [
            [
                Span(match.start(), match.end(), entity)
                for entity, shape in REGEXES.items()
                for match in shape.finditer(text)
            ]
            for text in texts
        ]

    return System("regexes", tuple(REGEXES), find)
