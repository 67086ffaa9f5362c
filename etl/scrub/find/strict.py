"""Presidio's PatternRecognizer, failing closed: a pattern that takes too long is an error and no silence.

Presidio (2.2.366) gives a pattern a minute, then logs a warning and goes on without its findings. Here it is an
error after `LAST_RESORT_S`, which makes the row `not_scrubbed`: a pattern that takes as long over 100,000 characters
never ends, so that no faster machine finds more. Nothing else is changed, but for one addition: context
words with Han characters are looked for in the text, since no token of it ever equals one of two characters.
"""

from typing import Any

import regex
from presidio_analyzer import EntityRecognizer, PatternRecognizer, RecognizerResult

from etl.scrub.find.shape import LAST_RESORT_S, Shape

_CONTEXT = 0.35  # what a context word adds, as Presidio's own rule has it
_NEAR = 20  # characters before a finding in which a context word counts
_HAN = regex.compile(r"\p{Han}")


class Strict(PatternRecognizer):  # type: ignore[misc]  # Presidio has no types for its base classes
    """The patterns and deny list of a recognizer, with a time limit that holds."""

    def _PatternRecognizer__analyze_patterns(  # noqa: N802 - the name that Presidio calls it by
        self, text: str, flags: int | None = None
    ) -> list[RecognizerResult]:
        flags = flags or self.global_regex_flags
        words = [word for word in self.context or () if _HAN.search(word)]
        found = []
        for pattern in self.patterns:
            for match in regex.compile(pattern.regex, flags).finditer(text, timeout=LAST_RESORT_S):
                score = self._score(match.group(), pattern.score) if match.group() else 0.0
                before = text[max(0, match.start() - _NEAR) : match.start()]
                if 0 < score < 1 and any(word in before for word in words):
                    score = min(1.0, score + _CONTEXT)
                if score > 0:
                    told = self.build_regex_explanation(
                        self.name, pattern.name, pattern.regex, score, None, flags
                    )  # Presidio's context rules write into it
                    found.append(self._result(match.start(), match.end(), score, told))
        return list(EntityRecognizer.remove_duplicates(found))

    def _score(self, value: str, score: float) -> float:
        valid, wrong = self.validate_result(value), self.invalidate_result(value)
        if valid is False or wrong:
            return 0.0
        return 1.0 if valid else score

    def _result(self, start: int, end: int, score: float, told: Any) -> RecognizerResult:  # noqa: ANN401 - Presidio has no types
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(self.supported_entities[0], start, end, score, told, metadata)


def strict(recognizer: Any) -> Any:  # noqa: ANN401 - any recognizer of Presidio's
    """The recognizer, failing closed where it is one of patterns and not one of ours."""
    kind = type(recognizer)
    if isinstance(recognizer, PatternRecognizer) and not isinstance(recognizer, Shape | Strict):
        recognizer.__class__ = type(kind.__name__, (Strict, kind), {})
    return recognizer
