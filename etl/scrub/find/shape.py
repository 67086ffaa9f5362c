r"""A recognizer of a shape: Presidio's PatternRecognizer without four of its traps (2.2.366).

- It compiles with IGNORECASE, so that `foo.py` is a URL: here case counts unless a pattern says `(?i)`.
- `\b`, `\d` and `\w` are Unicode-aware, so that nothing is found beside Han text: here they are ASCII, and
  patterns stand between `START` and `END`.
- A pattern that runs too long is skipped with a warning, and its findings with it. Here no clock decides what is
  found: our patterns take time in proportion to a text (`tests/scrub/test_linear.py`), which is cut at 100,000
  characters. For a shape from a plugin a clock is the last resort (`LAST_RESORT_S`), and its row is `not_scrubbed`.
- The whole match is the finding: here a group named `value` is, so that `password:` need not be a look-behind.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

import regex
from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult

START = r"(?<![A-Za-z0-9])"
END = r"(?![A-Za-z0-9])"
LAST_RESORT_S = (
    60.0  # for patterns of others: one that goes on so long over 100,000 characters never ends
)

_OURS = "etl.scrub.recognizers."


class Shape(PatternRecognizer):  # type: ignore[misc]  # Presidio has no types for its base classes
    """Finds what one of `SHAPES` matches and `valid` accepts; `SCREEN` must match a text that holds any.

    A screen is a pattern, or several texts in lower case of which one must stand there in any case: twenty such
    look-ups take the time of one pattern that begins with a choice.
    """

    ENTITY: ClassVar[str]
    SHAPES: ClassVar[tuple[str, ...]]
    SCREEN: ClassVar[str | tuple[str, ...]] = (
        ""  # cheap and wider than the shapes; "" where there is none
    )
    ANNOUNCED: ClassVar[frozenset[str]] = (
        frozenset()
    )  # groups whose words prove enough, without `valid`
    BY_SHAPES: ClassVar[bool] = (
        False  # a `spans` of its own looks only where one of `SHAPES` matches
    )

    def __init__(self, language: str) -> None:
        """Compile the shapes for texts of one language."""
        flags = regex.ASCII | regex.VERBOSE
        super().__init__(
            supported_entity=self.ENTITY,
            supported_language=language,
            patterns=[Pattern(name=self.ENTITY, regex=shape, score=0.5) for shape in self.SHAPES],
            global_regex_flags=flags,
        )
        pattern = self.SCREEN if isinstance(self.SCREEN, str) else ""
        self._screen = regex.compile(pattern, regex.ASCII) if pattern else None
        self._limit_s = None if type(self).__module__.startswith(_OURS) else LAST_RESORT_S
        self._groups = {"value", *self.ANNOUNCED}
        self._shapes = [regex.compile(shape, flags) for shape in self.SHAPES]

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002 - Presidio's interface
        nlp_artifacts: Any = None,  # noqa: ANN401, ARG002 - Presidio's interface
        regex_flags: int | None = None,  # noqa: ARG002 - Presidio's interface
    ) -> list[RecognizerResult]:
        """The findings in a text, in the order of the shapes.

        Raises:
            TimeoutError: a shape of a plugin took longer than `LAST_RESORT_S`.
        """
        if not self._may_hold(text):
            return []
        return [self._result(start, end) for start, end in self.spans(text)]

    def _may_hold(self, text: str) -> bool:
        if isinstance(self.SCREEN, tuple):
            folded = _folded(text)
            return any(word in folded for word in self.SCREEN)
        return not self._screen or bool(self._screen.search(text, timeout=self._limit_s))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a shape matches what is valid."""
        for shape in self._shapes:
            group = next(iter(self._groups & shape.groupindex.keys()), 0)
            for match in shape.finditer(text, timeout=self._limit_s):
                if match[group] and (group in self.ANNOUNCED or self.valid(match[group])):
                    yield match.span(group)

    def valid(self, value: str) -> bool:  # noqa: ARG002 - for the shapes that prove more than a shape
        """Whether a match is one: a checksum, a date, a list of what it must not be."""
        return True

    def _result(self, start: int, end: int) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(self.ENTITY, start, end, 1.0, None, metadata)


_folded = lru_cache(maxsize=1)(
    str.lower
)  # a text is asked for by thirty recognizers, one after another


def digits(value: str) -> list[int]:
    """The digits of a value in their order."""
    return [int(character) for character in value if "0" <= character <= "9"]
