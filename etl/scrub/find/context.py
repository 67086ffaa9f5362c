"""Presidio's context rules, to the same scores at a fraction of the price: a word before a finding makes it surer.

Its `LemmaContextAwareEnhancer` (2.2.366) copies every result deeply, reads all tokens for each, and has keywords of
every text. Here a text is asked for its lemmas only where a finding of a recognizer with context words stands that
can still gain, a token is looked up by its place, and nothing is written into explanations, which nobody reads.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer

_WHO = RecognizerResult.RECOGNIZER_IDENTIFIER_KEY
_DONE = RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY


class Enhancer(LemmaContextAwareEnhancer):  # type: ignore[misc]  # Presidio has no types for its classes
    """The same scores as Presidio's, with its default settings and no outer context."""

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002 - Presidio's interface
        raw_results: list[RecognizerResult],
        nlp_artifacts: Any,  # noqa: ANN401 - Presidio has no types
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,  # noqa: ARG002 - Presidio's interface; nothing here gives any
    ) -> list[RecognizerResult]:
        """The results, those beside one of their context words with a better score.

        Raises:
            ValueError: a finding begins behind the last token.
        """
        by_id = {recognizer.id: recognizer.context for recognizer in recognizers}
        words: _Words | None = None
        results = []
        for result in raw_results:
            sought = by_id.get((result.recognition_metadata or {}).get(_WHO))
            if (
                sought
                and result.score < self.MAX_SCORE
                and not result.recognition_metadata.get(_DONE)
            ):
                words = words or _Words(nlp_artifacts)
                if words.near(
                    result.start, self.context_prefix_count, self.context_suffix_count, sought
                ):
                    result = copy(result)  # noqa: PLW2901 - a recognizer may hand on one that it keeps
                    raised = max(
                        result.score + self.context_similarity_factor,
                        self.min_score_with_context_similarity,
                    )
                    result.score = min(raised, self.MAX_SCORE)
            results.append(result)
        return results


class _Words:
    """The lemmas of a text by place, and which of them say something."""

    def __init__(self, artifacts: Any) -> None:  # noqa: ANN401 - Presidio has no types
        self._lemmas = [lemma.lower() for lemma in artifacts.lemmas]
        self._telling = frozenset(artifacts.keywords)
        self._ends = artifacts.ends

    def near(self, start: int, before: int, after: int, sought: Sequence[str]) -> bool:
        """Whether a word that is sought is part of one before a finding, in it or after it."""
        if not self._ends:
            return False
        at = bisect_right(self._ends, start)
        if at == len(self._ends):
            raise ValueError("a finding begins behind the last token")
        words = {
            *self._some(range(at, -1, -1), before),
            *self._some(range(at, len(self._ends)), after),
        }
        return any(one.lower() in word for one in sought for word in words)

    def _some(self, places: range, many: int) -> Iterator[str]:
        """The first telling words at these places, one more than `many`: the finding itself may be one."""
        left = many + 1
        for place in places:
            if self._lemmas[place] in self._telling:
                yield self._lemmas[place]
                left -= 1
                if not left:
                    return
