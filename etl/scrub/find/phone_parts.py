"""What looks like a phone number in a text, and the parts of it that are tried, as phonenumbers goes through it.

The same for every region, so it is made once for a text. (phonenumbers 9.0.43, `PhoneNumberMatcher`.)
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from phonenumbers import PhoneNumberMatcher, phonenumbermatcher

# ruff: noqa: SLF001 - what phonenumbers' own matcher is made of has no public names
theirs: Any = phonenumbermatcher
_PLAIN = re.compile(
    r"[0-9()\[\] ./-]+", re.ASCII
)  # neither a plus, nor an extension, nor other digits
_NO_DIGIT = re.compile(r"[^0-9]+", re.ASCII)


class Part(NamedTuple):
    """A part of a text that is tried as a number; `begins` where tries are counted before it."""

    text: str
    start: int
    begins: bool
    is_free: bool  # whether what stands around it lets it be one
    digits: str | None  # None where there is more to it than its digits


class Seen:
    """What looks like a number in a text, and its parts; the same for every region."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[int, tuple[int, str] | None] = {}
        self._parts: dict[int, list[Part]] = {}
        self.abroad: dict[str, bool] = {}  # what begins with a plus, and whether it is a number

    def next(self, index: int) -> tuple[int, str] | None:
        """Where the first that begins at `index` or later stands, and its text."""
        if index not in self._next:
            match = theirs._PATTERN.search(self._text, index)
            cut = theirs._SECOND_NUMBER_START_PATTERN.search(match.group()) if match else None
            self._next[index] = match and (match.start(), match.group()[: cut and cut.start()])
        return self._next[index]

    def parts(self, start: int, seen: str) -> list[Part]:
        """What is tried of it, in order."""
        if start not in self._parts:
            self._parts[start] = (
                [] if self._is_date(start, seen) else list(self._tried(start, seen))
            )
        return self._parts[start]

    def _is_date(self, start: int, seen: str) -> bool:
        if theirs._SLASH_SEPARATED_DATES.search(seen):
            return True
        if not theirs._TIME_STAMPS.search(seen):
            return False
        return bool(theirs._TIME_STAMPS_SUFFIX.match(self._text, start + len(seen)))

    def _tried(self, start: int, seen: str) -> Iterator[Part]:
        yield self._part(seen, start, begins=False)
        for shape in theirs._INNER_MATCHES:
            match, is_first = shape.search(seen), True
            while match:
                if is_first:
                    yield self._part(_trimmed(seen[: match.start()]), start, begins=True)
                yield self._part(_trimmed(match[1]), start + match.start(1), begins=not is_first)
                match, is_first = shape.search(seen, match.start() + 1), False

    def _part(self, text: str, start: int, *, begins: bool) -> Part:
        is_one = theirs.fullmatch(theirs._MATCHING_BRACKETS, text)
        if not is_one or theirs._PUB_PAGES.search(text):
            return Part(text, start, begins, is_free=False, digits=None)
        end = start + len(text)
        before = (
            start > 0 and not theirs._LEAD_PATTERN.match(text) and _joins(self._text[start - 1])
        )
        is_free = not before and not _joins(self._text[end : end + 1])
        digits = _NO_DIGIT.sub("", text) if _PLAIN.fullmatch(text) else None
        return Part(text, start, begins, is_free, digits)


def _trimmed(text: str) -> str:
    end = theirs._UNWANTED_END_CHAR_PATTERN.search(text)
    return text[: end.start()] if end else text


def _joins(character: str) -> bool:
    """Whether a character before or after digits says that they are no number."""
    if not character or character.isspace():
        return False
    return bool(
        PhoneNumberMatcher._is_invalid_punctuation_symbol(character)
        or PhoneNumberMatcher._is_latin_letter(character)
    )
