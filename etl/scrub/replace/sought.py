r"""One pattern of many values: what they begin with in common is read once.

    0912345678, 0912000037    ->    (?<!\d)\+?0[ ().-]{0,3}9[ ().-]{0,3}1[ ().-]{0,3}2(?:...|...)(?!\d)

A choice of 2,000 values is tried one by one at each character; this way, one of ten at a time. Measured: 2,000 phones
in 48,000 characters, 4.6 s before and 0.9 s so, one core. Long values are no pattern: `A` 4,000 times, sought where
it stands half as often, took 23 s.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import regex

from etl.scrub._entities import NAMES, rank
from etl.scrub.find.shape import END, START

_TITLE = regex.compile(
    "(?<=..)(?:先生|小姐|女士|太太|夫人|醫師|医师|醫生|医生|老師|老师|教授|律師|律师)$"
)
NUMBERS = frozenset({"PHONE_NUMBER", "CREDIT_CARD", "BANK_ACCOUNT", "US_SSN"})
_HAN = regex.compile(r"\p{Han}")
_SHORTEST = 4
_LONG = 8
_SHORTEST_NUMBER = 7  # digits
_VERY_LONG = 64  # characters: looked for as they are
_SHARED = 16  # characters of a beginning: each is a group within a group
_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}])", r"(?![\p{Latin}\p{N}])"
_FRAMES = (  # what stands around the values of a kind; of two that fit, the first is found
    (r"(?<!\d)\+?", r"(?!\d)"),
    ("(?i:", ")"),
    (f"(?i:{START}", f"{END})"),
    (f"(?i:{_BEFORE}", f"{_AFTER})"),
    (_BEFORE, _AFTER),
    ("", ""),
)
_NUMBER, _FREE, _BOUND, _WORDS, _WORD, _GLYPHS = range(len(_FRAMES))

Shape = tuple[int, tuple[str, ...]]  # kind, and patterns one behind another


class Sought(NamedTuple):
    """What to look for: a pattern with a group for each entity, and entity and lower case of very long values."""

    pattern: "regex.Pattern[str] | None"
    long: tuple[tuple[str, str], ...]


def without_title(name: str) -> str:
    """王小明 of 王小明先生."""
    return str(_TITLE.sub("", name))


def is_very_long(entity: str, text: str) -> bool:
    """Whether a value is found by its characters alone."""
    return entity not in NAMES and len(text) >= _VERY_LONG


def one_pattern(shapes: Iterable[tuple[str, Shape]]) -> "regex.Pattern[str] | None":
    """A pattern of values by their entity, the most telling first; None of none."""
    kinds: dict[str, dict[int, set[tuple[str, ...]]]] = {}
    for entity, (kind, atoms) in shapes:
        kinds.setdefault(entity, {}).setdefault(kind, set()).add(atoms)
    groups = [f"(?P<{entity}>{_of_kinds(kinds[entity])})" for entity in sorted(kinds, key=rank)]
    return regex.compile("|".join(groups), cache_pattern=False) if groups else None


def _of_kinds(kinds: dict[int, set[tuple[str, ...]]]) -> str:
    ways = ((_FRAMES[kind], _one_of(sorted(kinds[kind]))) for kind in sorted(kinds))
    return "|".join(f"{before}{inner}{after}" for (before, after), inner in ways)


def _one_of(values: Sequence[tuple[str, ...]], at: int = 0) -> str:
    """One of some sorted values that are the same before `at`, the longest first."""
    if len(values) == 1 or at == _SHARED:
        longest = sorted(values, key=lambda value: (-len(value), value))
        return f"(?:{'|'.join(''.join(value[at:]) for value in longest)})"
    by_next: dict[str, list[tuple[str, ...]]] = {}
    for value in values:
        by_next.setdefault(value[at] if at < len(value) else "", []).append(value)
    ended = by_next.pop("", None)
    ways = [atom + _one_of(rest, at + 1) for atom, rest in by_next.items()]
    inner = f"(?:{'|'.join(ways)})" if ways else ""
    return f"{inner}?" if ended and inner else inner


def shapes(entity: str, text: str) -> Iterator[Shape]:
    """How a value is sought; nothing of one that says too little."""
    if entity in NAMES:
        yield from _name(without_title(text) if entity == "PERSON" else text)
        return
    main = regex.split(r"[^\d\s().+-]", text, maxsplit=1)[0]  # without an extension
    digits = [c for c in main if c.isdigit()]
    if entity in NUMBERS and len(digits) >= _SHORTEST_NUMBER:
        yield _NUMBER, (digits[0], *(rf"[ ().-]{{0,3}}{digit}" for digit in digits[1:]))
    elif len(text) >= _SHORTEST:
        yield _FREE if len(text) >= _LONG else _BOUND, tuple(map(_any_case, text))


def _name(text: str) -> Iterator[Shape]:
    if _HAN.search(text):
        if len(text) > 1:
            yield _GLYPHS, tuple(map(regex.escape, text))
        return
    words = text.split()
    if len(words) > 1:
        yield _WORDS, (*map(_any_case, words[0]), *(a for w in words[1:] for a in _next(w)))
    elif len(text) >= _SHORTEST - 1:
        yield _WORD, tuple(map(regex.escape, text))


def _next(word: str) -> Iterator[str]:
    yield r"\s+"
    yield from map(_any_case, word)


def _any_case(character: str) -> Any:  # noqa: ANN401 - regex has no types
    return regex.escape(lower(character))


def lower(text: str) -> str:
    """A text in lower case, each character in its place: that of one letter (İ) has two, and stays."""
    folded = text.lower()
    return folded if len(folded) == len(text) else "İ".join(map(str.lower, text.split("İ")))
