"""A value found once in a row is sought in all of it: other spellings, and places where its recognizer had no cue.

How a value may differ where it is sought again:
- numbers (phone, card, account) by the marks between their digits;
- names of one Latin word by nothing, so that Will stays apart from will; of several by case and space;
- anything else by case. Below 8 characters it must stand between other characters than ASCII letters and digits,
  below 4 (names: 3, in Han 2) it is not sought.
"""

from collections.abc import Iterable, Iterator

import regex

from etl.scrub._entities import NAMES, rank
from etl.scrub.find.shadow import plain, shadow
from etl.scrub.find.shape import END, START, TIMEOUT_S
from etl.scrub.find.spans import Span
from etl.scrub.find.windows import pieces

NUMBERS = frozenset({"PHONE_NUMBER", "CREDIT_CARD", "BANK_ACCOUNT", "US_SSN"})
CODES = frozenset(
    {"IBAN_CODE", "TW_ID", "CN_ID", "HK_ID", "MAC_ADDRESS", "PASSPORT", "LICENSE_PLATE"}
)
_TITLE = regex.compile(
    "(?<=..)(?:先生|小姐|女士|太太|夫人|醫師|医师|醫生|医生|老師|老师|教授|律師|律师)$"
)
_HAN = regex.compile(r"\p{Han}")
_SHORTEST = 4
_LONG = 8
_SHORTEST_NUMBER = 7  # digits

Value = tuple[str, str]  # entity and text


def normal(entity: str, text: str) -> str:
    """The form in which two spellings of one value are the same."""
    form = " ".join(plain(text).split())
    if entity in NUMBERS:
        return "".join(filter(str.isdigit, form)) or form
    if entity in CODES:
        return "".join(filter(str.isalnum, form)) or form
    return _TITLE.sub("", form) if entity == "PERSON" else form


def pattern(values: Iterable[Value]) -> "regex.Pattern[str] | None":
    """One pattern of all values, a named group for each entity; None where nothing is worth seeking."""
    shapes: dict[str, set[str]] = {}
    for entity, text in values:
        folded = shadow(text)
        for surface in {text, folded.text if folded else text}:
            if shape := _shape(entity, surface):
                shapes.setdefault(entity, set()).add(shape)
    groups = [
        f"(?P<{entity}>{'|'.join(sorted(shapes[entity], key=lambda shape: (-len(shape), shape)))})"
        for entity in sorted(shapes, key=rank)
    ]
    return regex.compile("|".join(groups), cache_pattern=False) if groups else None


def echoes(sought: "regex.Pattern[str]", text: str) -> Iterator[Span]:
    """Where the values stand in a text or in its shadow."""
    for match in sought.finditer(text, timeout=TIMEOUT_S):
        yield Span(match.start(), match.end(), str(match.lastgroup))
    for at, to in pieces(text):
        if folded := shadow(text[at:to]):
            for match in sought.finditer(folded.text, timeout=TIMEOUT_S):
                start, end = folded.original(match.start(), match.end())
                yield Span(at + start, at + end, str(match.lastgroup))


def _shape(entity: str, text: str) -> str:
    if entity in NAMES:
        return _name(_TITLE.sub("", text) if entity == "PERSON" else text)
    main = regex.split(r"[^\d\s().+-]", text, maxsplit=1)[0]  # without an extension
    digits = [c for c in main if c.isdigit()]
    if entity in NUMBERS and len(digits) >= _SHORTEST_NUMBER:
        return r"(?<!\d)\+?" + r"[ ().-]{0,3}".join(digits) + r"(?!\d)"
    if len(text) < _SHORTEST:
        return ""
    escaped = regex.escape(text)
    return f"(?i:{escaped})" if len(text) >= _LONG else f"(?i:{START}{escaped}{END})"


def _name(text: str) -> str:
    if _HAN.search(text):
        return regex.escape(text) if len(text) > 1 else ""
    words = [regex.escape(word) for word in text.split()]
    shape = r"(?<![\p{Latin}\p{N}])" + r"\s+".join(words) + r"(?![\p{Latin}\p{N}])"
    if len(words) > 1:
        return f"(?i:{shape})"
    return shape if len(text) >= _SHORTEST - 1 else ""
