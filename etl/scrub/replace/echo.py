"""A value found once in a row is sought in all of it: other spellings, and places where its recognizer had no cue.

How a value may differ where it is sought again:
- numbers (phone, card, account) by the marks between their digits;
- names of one Latin word by nothing, so that Will stays apart from will; of several by case and space;
- anything else by case. Below 8 characters it must stand between other characters than ASCII letters and digits,
  below 4 (names: 3, in Han 2) it is not sought.
"""

from collections.abc import Iterable, Iterator

from etl.scrub.find.shadow import plain, shadow
from etl.scrub.find.spans import Span
from etl.scrub.find.windows import pieces
from etl.scrub.replace.days import one_day
from etl.scrub.replace.phones import one_number
from etl.scrub.replace.sought import (
    NUMBERS,
    Shape,
    Sought,
    is_very_long,
    lower,
    one_pattern,
    shapes,
    without_title,
)

CODES = frozenset(
    {"IBAN_CODE", "TW_ID", "CN_ID", "HK_ID", "MAC_ADDRESS", "PASSPORT", "LICENSE_PLATE"}
)
DAYS = frozenset({"DATE_OF_BIRTH", "DATE_TIME"})

Value = tuple[str, str]  # entity and text


def normal(entity: str, text: str) -> str:
    """The form in which two spellings of one value are the same."""
    if entity == "PHONE_NUMBER" and (number := one_number(text)):
        return number
    form = " ".join(plain(text).split())
    if entity in DAYS:
        return one_day(form)
    if entity in NUMBERS:
        return "".join(filter(str.isdigit, form)) or form
    if entity in CODES:
        return "".join(filter(str.isalnum, form)) or form
    return without_title(form) if entity == "PERSON" else form


def pattern(values: Iterable[Value]) -> Sought | None:
    """What is sought of all values; None where nothing is worth seeking."""
    found: list[tuple[str, Shape]] = []
    long: set[Value] = set()
    for entity, text in values:
        folded = shadow(text)
        for surface in {text, folded.text if folded else text}:
            if is_very_long(entity, surface):
                long.add((entity, lower(surface)))
            else:
                found += [(entity, shape) for shape in shapes(entity, surface)]
    sought = Sought(one_pattern(found), tuple(sorted(long)))
    return sought if any(sought) else None


def echoes(sought: Sought, text: str) -> Iterator[Span]:
    """Where the values stand in a text or in its shadow."""
    yield from _in(sought, text)
    for at, to in pieces(text):
        if folded := shadow(text[at:to]):
            for span in _in(sought, folded.text):
                start, end = folded.original(span.start, span.end)
                yield Span(at + start, at + end, span.entity)


def _in(sought: Sought, text: str) -> Iterator[Span]:
    if sought.pattern:
        for match in sought.pattern.finditer(text):
            yield Span(match.start(), match.end(), str(match.lastgroup))
    seen = lower(text) if sought.long else ""
    for entity, value in sought.long:
        at = seen.find(value)
        while at >= 0:
            yield Span(at, at + len(value), entity)
            at = seen.find(value, at + len(value))
