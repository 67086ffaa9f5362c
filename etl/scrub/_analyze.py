"""Find personal data in texts with Presidio's `AnalyzerEngine`: the names of the model and every recognizer.

A text with Han characters is "zh" to Presidio, any other "en"; every recognizer runs on both. What a text
holds never depends on the texts beside it.

Measured on one core, CPU time for 300 characters with the built-in model: English 3.7 ms, Chinese 14 ms (one
token a character), of which patterns and Presidio 0.2 ms; 280 MB.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import regex
from presidio_analyzer import RecognizerResult

from etl.scrub._artifacts import Artifacts
from etl.scrub._engine import analyzer, denied
from etl.scrub._entities import DENIED, chosen
from etl.scrub._names import ModelNames
from etl.scrub._nlp import ENTITY, LANGUAGES, Names
from etl.scrub._pipelines import installed
from etl.scrub._shadow import shadow
from etl.scrub._spans import Span
from etl.scrub._strict import SURE
from etl.scrub._windows import pieces

if TYPE_CHECKING:
    from etl.scrub._yaml_recognizers import Part

_HAN = regex.compile(r"\p{Han}")


class _Piece(NamedTuple):
    place: int  # of the text
    start: int
    text: str
    language: str


class Finder:
    """The engine of one set of options; made once in a process."""

    def __init__(
        self,
        recognizers: Iterable["Part"],
        entities: str | tuple[str, ...],
        model: Mapping[str, str],
        deny: tuple[str, ...],
    ) -> None:
        """Load the pipelines and the recognizers that find one of `entities`.

        Raises:
            ConfigError: an entity that nothing finds, or a pipeline that is not installed.
        """
        parts = list(recognizers)
        self.entities = chosen(entities, {part.ENTITY for part in parts})
        self._uses_model = bool(model) and bool(set(self.entities) & set(ENTITY.values()))
        self._languages = tuple(sorted(model)) or LANGUAGES
        self._nlp = Names({k: installed(v) for k, v in model.items()} if self._uses_model else {})
        classes: list[Any] = [part.Recognizer for part in parts if part.ENTITY in self.entities]
        classes += [ModelNames] * self._uses_model + [denied(deny)] * bool(deny)
        made = [recognizer(language) for language in self._languages for recognizer in classes]
        self._engine = analyzer(made, self._nlp, self._languages)

    def find(self, texts: Sequence[str], *, model: bool = True) -> list[tuple[Span, ...] | None]:
        """The spans in each text, sorted; None where an analysis failed. `model` is false for patterns alone."""
        all_pieces = [
            _Piece(i, start, text[start:end], language)
            for i, (text, language) in enumerate(
                zip(texts, map(self._language, texts), strict=True)
            )
            for start, end in pieces(text)
        ]
        artifacts = (
            self._named(all_pieces)
            if model and self._uses_model
            else [Artifacts(p.text, (), None) for p in all_pieces]
        )
        spans: list[set[Span] | None] = [set() for _ in texts]
        for piece, named in zip(all_pieces, artifacts, strict=True):
            known, found = spans[piece.place], self._found(piece, named)
            spans[piece.place] = None if known is None or found is None else known | found
        return [None if found is None else tuple(sorted(found)) for found in spans]

    def _language(self, text: str) -> str:
        language = "zh" if _HAN.search(text) else "en"
        return language if language in self._languages else self._languages[0]

    def _named(self, pieces: list[_Piece]) -> list[Artifacts | None]:
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

    def _found(self, piece: _Piece, artifacts: Artifacts | None) -> set[Span] | None:
        if artifacts is None:
            return None
        try:
            spans = {
                Span(r.start, r.end, r.entity_type)
                for r in self._results(piece.text, piece.language, artifacts)
            }
            if seen := shadow(piece.text):
                results = self._results(seen.text, piece.language, Artifacts(seen.text, (), None))
                spans |= {Span(*seen.original(r.start, r.end), r.entity_type) for r in results}
        except Exception:  # noqa: BLE001 - any fault of a recognizer makes its text `not_scrubbed`, a time-out too
            return None
        return {
            Span(piece.start + start, piece.start + end, entity) for start, end, entity in spans
        }

    def _results(self, text: str, language: str, artifacts: Artifacts) -> list[RecognizerResult]:
        return list(
            self._engine.analyze(
                text,
                language,
                [*self.entities, DENIED],
                nlp_artifacts=artifacts,
                score_threshold=SURE,
            )
        )
