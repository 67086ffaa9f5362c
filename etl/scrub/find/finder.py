"""Find personal data in texts with Presidio's `AnalyzerEngine`: the names of the model and every recognizer.

A text with Han characters is "zh" to Presidio, any other "en"; every recognizer runs on both. What a text
holds never depends on the texts beside it.

Measured on one core, CPU time for 300 characters with the built-in model: English 3.7 ms, Chinese 14 ms (one
token a character), of which patterns and Presidio 0.2 ms; 280 MB.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import regex

from etl.scrub._entities import DENIED, chosen
from etl.scrub.find.engine import MODEL, analyzer, called, denied, name_of
from etl.scrub.find.reader import Reader
from etl.scrub.find.spans import Span
from etl.scrub.find.views import Piece, groups, pieces_of
from etl.scrub.names.artifacts import Artifacts
from etl.scrub.names.guards import ModelNames
from etl.scrub.names.nlp import ENTITY, LANGUAGES, Names
from etl.scrub.names.pipelines import installed
from etl.scrub.names.products import MatrixProduct

if TYPE_CHECKING:
    from etl.scrub.find.yaml_recognizers import Part

HAN = regex.compile(r"\p{Han}")


class Finder:
    """The engine of one set of options; made once in a process."""

    def __init__(
        self,
        recognizers: Iterable["Part"],
        entities: str | tuple[str, ...],
        model: Mapping[str, str],
        deny: tuple[str, ...],
        product: MatrixProduct = "blis",
    ) -> None:
        """Load the pipelines and the recognizers that find one of `entities`.

        Raises:
            ConfigError: an entity that nothing finds, or a pipeline that is not installed.
        """
        parts = list(recognizers)
        self.entities = chosen(entities, {part.ENTITY for part in parts})
        self._uses_model = bool(model) and bool(set(self.entities) & set(ENTITY.values()))
        self._languages = tuple(sorted(model)) or LANGUAGES
        paths = {k: installed(v) for k, v in model.items()} if self._uses_model else {}
        self._nlp = Names(paths, product)
        classes: list[tuple[str, Any]] = [
            (name_of(part), part.Recognizer) for part in parts if part.ENTITY in self.entities
        ]
        classes += [(MODEL, ModelNames)] * self._uses_model
        classes += [("deny", denied(deny))] * bool(deny)
        made = {
            lang: [called(name, kind(lang)) for name, kind in classes] for lang in self._languages
        }
        engine = analyzer([r for of in made.values() for r in of], self._nlp, self._languages)
        self._reader = Reader(engine, made, [*self.entities, DENIED])

    def find(self, texts: Sequence[str], *, model: bool = True) -> list[tuple[Span, ...] | None]:
        """The spans in each text, sorted; None where an analysis failed. `model` is false for patterns alone."""
        read = pieces_of(texts, map(self._language, texts))
        named = self._named(read) if model and self._uses_model else map(_unnamed, read)
        spans: list[set[Span] | None] = [set() for _ in texts]
        for views in groups(zip(read, named, strict=True)):
            for view, found in self._reader.found(views):
                known = spans[view.piece.place]
                both = None if known is None or found is None else known | found
                spans[view.piece.place] = both
        return [None if found is None else surest(found) for found in spans]

    def _language(self, text: str) -> str:
        language = "zh" if HAN.search(text) else "en"
        return language if language in self._languages else self._languages[0]

    def _named(self, pieces: list[Piece]) -> list[Artifacts | None]:
        named: list[Artifacts | None] = [None] * len(pieces)
        order = sorted(range(len(pieces)), key=lambda i: (len(pieces[i].text), pieces[i].text))
        for language in self._languages:
            places = [i for i in order if pieces[i].language == language]
            for i, artifacts in zip(
                places, self._names([pieces[i].text for i in places], language), strict=True
            ):
                named[i] = artifacts
        return named

    def _names(self, texts: list[str], language: str) -> list[Artifacts | None]:
        try:
            return list(self._nlp.names(texts, language))
        except Exception:  # noqa: BLE001 - any fault of a model makes its text `not_scrubbed`; the others are tried alone
            return (
                [None]
                if len(texts) == 1
                else [a for text in texts for a in self._names([text], language)]
            )


def _unnamed(piece: Piece) -> Artifacts:
    return Artifacts(piece.text, (), None)


def surest(found: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, each finding of a recognizer once: one in a text and in its shadow may score differently."""
    best = {span[:4]: span for span in sorted(found)}
    return tuple(best.values())
