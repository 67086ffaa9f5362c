"""Recognizers of Presidio's that find what they always found, at less price, and fail closed.

`IbanRecognizer` goes on without what a pattern finds that takes longer than a minute: here no clock decides.
`PhoneRecognizer` is in `phones`. (presidio-analyzer 2.2.366; tests hold both against the originals.)
"""

from typing import Any

import regex
from presidio_analyzer import RecognizerResult
from presidio_analyzer.predefined_recognizers import IbanRecognizer, PhoneRecognizer

from etl.scrub.find.phones import Phones, is_usual
from etl.scrub.find.strict import strict


def same(recognizer: Any) -> Any:  # noqa: ANN401 - any recognizer, Presidio has no types
    """The recognizer, made cheaper where that is known how, and failing closed."""
    kinds = {PhoneRecognizer: Phones, IbanRecognizer: Ibans}
    kind = kinds.get(type(recognizer))
    if kind and (kind is Ibans or is_usual(recognizer)):
        recognizer.__class__ = kind
        return recognizer
    return strict(recognizer)


class Ibans(IbanRecognizer):  # type: ignore[misc]  # Presidio has no types for its classes
    """Accounts with a right checksum; of each match the longest part that has one."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002 - Presidio's interface
        nlp_artifacts: Any = None,  # noqa: ANN401, ARG002 - as above
        regex_flags: int | None = None,  # noqa: ARG002 - as above
    ) -> list[RecognizerResult]:
        """The findings in a text."""
        found = []
        for pattern in self.patterns:
            shape = regex.compile(pattern.regex, self.global_regex_flags)
            for match in shape.finditer(text):
                found += self._longest(text, match, pattern.score)
        return found

    def _longest(
        self, text: str, match: "regex.Match[str]", score: float
    ) -> list[RecognizerResult]:
        start = match.start()
        for group in range(len(match.groups()), 0, -1):
            end = match.end(group) if match.end(group) > 0 else match.end()
            valid = self.validate_result(text[start:end]) if end > start else False
            if valid or valid is None:
                sure = self.MAX_SCORE if valid else score
                told = {
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                }
                entity = self.supported_entities[0]
                return [RecognizerResult(entity, start, end, sure, None, told)]
        return []
