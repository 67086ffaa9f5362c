"""Have the recognizers read: each only what it may find something in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult

from etl.scrub.find.engine import MODEL
from etl.scrub.find.screens import FEW, passed, screen_of
from etl.scrub.find.spans import SURE, Span
from etl.scrub.find.views import View


class Reader:
    """Presidio's engine and its recognizers by language."""

    def __init__(
        self,
        engine: AnalyzerEngine,
        recognizers: Mapping[str, Sequence[EntityRecognizer]],
        entities: Sequence[str],
        threshold: float = SURE,
    ) -> None:
        """Find out what may pass by each recognizer.

        Args:
            engine: that analyses with the recognizers it is given.
            recognizers: of each language, in the order in which they are asked.
            entities: that are sought.
            threshold: what a finding must score.
        """
        self._engine, self._recognizers, self._entities = engine, recognizers, list(entities)
        self._threshold = threshold
        self._screens = {
            language: [screen_of(recognizer) for recognizer in made]
            for language, made in recognizers.items()
        }
        self._names = frozenset(r.name for made in recognizers.values() for r in made)

    def found(self, views: Sequence[View]) -> Iterator[tuple[View, set[Span] | None]]:
        """The spans in each view, as they stand in its text; None where one could not be read."""
        few = sum(len(view.text) for view in views) < FEW
        places = {} if few else self.places(views)
        for i, view in enumerate(views):
            yield view, self.of(view, places.get(i))

    def places(self, views: Sequence[View]) -> dict[int, list[int]]:
        """For each view the places of the recognizers to ask."""
        found: dict[int, list[int]] = {}
        for language, screens in self._screens.items():
            mine = [i for i, view in enumerate(views) if view.piece.language == language]
            told = passed([views[i].text for i in mine], screens)
            found |= dict(zip(mine, told, strict=True))
        return found

    def of(self, view: View, places: Iterable[int] | None) -> set[Span] | None:
        """The spans in a view, None where it could not be read; `places` is None to ask every recognizer."""
        language, artifacts = view.piece.language, view.artifacts
        if artifacts is None:
            return None
        made = self._recognizers[language]
        asked = list(made) if places is None else [made[i] for i in places]
        if not artifacts.names:
            asked = [recognizer for recognizer in asked if recognizer.name != MODEL]
        return self._asked(view, asked, artifacts) if asked else set()

    def _asked(
        self,
        view: View,
        recognizers: list[EntityRecognizer],
        artifacts: Any,  # noqa: ANN401 - Presidio has no types
    ) -> set[Span] | None:
        try:
            results = self._engine.analyze(
                view.text,
                view.piece.language,
                self._entities,
                nlp_artifacts=artifacts,
                score_threshold=self._threshold,
                ad_hoc_recognizers=recognizers,
            )
            return {self._span(r, *view.original(r.start, r.end)) for r in results}
        except Exception:  # noqa: BLE001 - any fault of a recognizer makes its text `not_scrubbed`, a time-out too
            return None

    def _span(self, result: RecognizerResult, start: int, end: int) -> Span:
        name = result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY]
        known = name if name in self._names else "unknown"  # somebody's own may write a value there
        return Span(start, end, result.entity_type, known, result.score)
