"""Presidio's `PhoneRecognizer`, to the same findings at a fifth of its price.

It reads a text once for each of 8 regions, with phonenumbers' `PhoneNumberMatcher`. What looks like a number, and the
parts of it that are tried, are the same for all: here they are made once. Most are no number of most regions by their
digits alone: what a region calls a number ends the digits, behind a prefix, so that one search tells; else they are
read by phonenumbers itself. (presidio-analyzer 2.2.366, phonenumbers 9.0.43; a test holds both against each other.)
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import phonenumbers
from phonenumbers import CountryCodeSource, PhoneMetadata
from phonenumbers.phonenumberutil import NumberParseException
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from etl.scrub.find.phone_parts import Part, Seen, theirs

# A number has four digits at least (a test asks for the shortest of all countries), with at most four other
# characters between two of them. Unicode knows more digits, of which Rust knows others than Python.
_DIGIT = r"[0-9\x{80}-\x{10ffff}]"
PHONE = rf"{_DIGIT}(?:(?s:.){{0,4}}{_DIGIT}){{3}}"
_PLAIN = re.compile(
    r"[0-9()\[\] ./-]+", re.ASCII
)  # neither a plus, nor an extension, nor other digits
_NO_DIGIT = re.compile(r"[^0-9]+", re.ASCII)
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan",
    "voicemail",
)  # fmt: skip
_TRIES = 65_535  # of a text in a region, as phonenumbers has it


class Phones(PhoneRecognizer):  # type: ignore[misc]  # Presidio has no types for its classes
    """Phone numbers as its default regions write them, with its default leniency."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002 - Presidio's interface
        nlp_artifacts: Any = None,  # noqa: ANN401, ARG002 - as above
    ) -> list[RecognizerResult]:
        """The findings of all regions, each once."""
        seen = Seen(text)
        found = {place for region in self.supported_regions for place in _numbers(seen, region)}
        told = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        results = [
            RecognizerResult(self.supported_entities[0], start, end, self.SCORE, None, dict(told))
            for start, end in found
        ]
        return list(EntityRecognizer.remove_duplicates(results))


def is_usual(recognizer: PhoneRecognizer) -> bool:
    """Whether a recognizer is set as Presidio sets it."""
    usual = (PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS, theirs.Leniency.VALID)
    return (tuple(recognizer.supported_regions), recognizer.leniency) == usual


def _numbers(seen: Seen, region: str) -> Iterator[tuple[int, int]]:
    """The numbers of a region, as `PhoneNumberMatcher` goes through a text."""
    index, left = 0, _TRIES
    while left > 0 and (candidate := seen.next(index)):
        found = None
        for n, part in enumerate(seen.parts(*candidate)):
            if part.begins and left <= 0:
                break
            if part.is_free and _is_number(part, region, seen.abroad):
                found = part
                break
            left -= n > 0
        if found:
            index = found.start + len(found.text)
            yield found.start, index
        else:
            index = candidate[0] + len(candidate[1])
            left -= 1


def _is_number(part: Part, region: str, abroad: dict[str, bool]) -> bool:
    if part.digits is not None and not _may_be(region).search(part.digits):
        return False
    if (known := abroad.get(part.text)) is not None:
        return known
    try:
        number = phonenumbers.parse(part.text, region, keep_raw_input=True)
        is_one = bool(theirs._verify(theirs.Leniency.VALID, number, part.text, None))  # noqa: SLF001 - it has no public name
    except NumberParseException:
        return False
    if number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN:
        abroad[part.text] = is_one
    return is_one


@cache
def _may_be(region: str) -> "re.Pattern[str]":
    """What digits may be a number of a region: one of its country behind a prefix, or one behind the way abroad.

    No prefix of the default regions is replaced by digits that do not stand there (a test holds it).
    """
    told: Any = PhoneMetadata.metadata_for_region
    metadata = told(region)
    of_country = map(told, phonenumbers.COUNTRY_CODE_TO_REGION_CODE[metadata.country_code])
    kinds = [getattr(country, kind) for country in of_country for kind in _KINDS]
    shapes = sorted({kind.national_number_pattern for kind in kinds if kind} - {None})
    return re.compile(rf"(?:{'|'.join(shapes)})\Z|\A(?:{metadata.international_prefix})", re.ASCII)
