"""Which recognizers may find something in which texts: asked of all texts at once, in Rust.

A recognizer says it in its file (`SCREEN`), and each of its patterns does, widened (`superset`). A recognizer of which
nothing is known, such as a class of the user's own, always runs. A screen loses no finding; tests hold it against every
recognizer's examples, the suite of labelled texts and texts spelt anew.

Measured on texts full of numbers, 300 characters each, CPU time of one process on a busy machine: 543,000 characters a
second behind screens, 236,000 where each recognizer looks for itself; the screens alone read 6 million. 30 ms a call.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import regex
from presidio_analyzer import PatternRecognizer

from etl.scrub.find.phones import PHONE, Phones
from etl.scrub.find.same import Ibans
from etl.scrub.find.shape import Shape
from etl.scrub.find.strict import Strict
from etl.scrub.find.superset import superset

FEW = 20_000  # characters: of fewer, asking each recognizer by itself is as fast
_SLICE = 1_000_000  # characters that are copied for Rust at a time
_PATTERNS = "_PatternRecognizer__analyze_patterns"  # as `Strict` has it


class Screen(NamedTuple):
    """A text that holds something has one of `words` in it, in any case, and matches each of `patterns`."""

    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


def screen_of(recognizer: Any) -> Screen:  # noqa: ANN401 - any recognizer, Presidio has no types
    """What is known of a recognizer; an empty screen passes every text."""
    kind = type(recognizer)
    if isinstance(recognizer, Shape):
        return _of_shape(recognizer) if kind.analyze is Shape.analyze else Screen()
    if kind.analyze is Phones.analyze:
        return Screen((), (PHONE,))
    by_patterns = getattr(kind, _PATTERNS, None) in _KNOWN
    if not by_patterns or kind.analyze not in {PatternRecognizer.analyze, Ibans.analyze}:
        return Screen()
    flags = int(recognizer.global_regex_flags)
    return Screen((), _any_of([pattern.regex for pattern in recognizer.patterns], flags))


def passed(texts: Sequence[str], screens: Sequence[Screen]) -> list[list[int]]:
    """For each text the places of the screens that it passes, in their order."""
    found: list[list[int]] = [[] for _ in texts]
    for first, part in _slices(texts):
        folded = part.str.to_lowercase()
        for place, screen in enumerate(map(_readable, screens)):
            for i in _passing(part, folded, screen):
                found[first + i].append(place)
    return found


@cache
def _readable(screen: Screen) -> Screen:
    """Without what Rust cannot read: asked late, as Polars then has threads, which no fork survives."""
    try:
        for pattern in screen.patterns:
            pl.Series([""]).str.contains(pattern)
    except pl.exceptions.PolarsError:
        return Screen(screen.words)
    return screen


def _of_shape(recognizer: Shape) -> Screen:
    kind, flags = type(recognizer), int(regex.ASCII)
    words = recognizer.SCREEN if isinstance(recognizer.SCREEN, tuple) else ()
    said = [recognizer.SCREEN] if isinstance(recognizer.SCREEN, str) and recognizer.SCREEN else []
    if kind.spans is Shape.spans or kind.BY_SHAPES:
        return Screen(
            words, (*_any_of(said, flags), *_any_of(kind.SHAPES, flags | int(regex.VERBOSE)))
        )
    return Screen(words, _any_of(said, flags))


def _any_of(patterns: Sequence[str], flags: int) -> tuple[str, ...]:
    """One pattern that passes what one of these does; none where one of them has no superset."""
    wide = [superset(pattern, flags) for pattern in patterns]
    known = [pattern for pattern in wide if pattern is not None]
    return ("|".join(known),) if known and len(known) == len(wide) else ()


def _slices(texts: Sequence[str]) -> Iterator[tuple[int, pl.Series]]:
    first, size = 0, 0
    for i, text in enumerate(texts):
        if size and size + len(text) > _SLICE:
            yield first, pl.Series(texts[first:i], dtype=pl.String)
            first, size = i, 0
        size += len(text)
    yield first, pl.Series(texts[first:], dtype=pl.String)


def _passing(texts: pl.Series, folded: pl.Series, screen: Screen) -> list[int]:
    left = pl.int_range(texts.len(), eager=True)
    if screen.words:
        left = left.filter(folded.str.contains_any(list(screen.words)))
    for pattern in screen.patterns:
        left = left.filter(texts.gather(left).str.contains(pattern))
    return left.to_list()


_KNOWN = (getattr(PatternRecognizer, _PATTERNS), getattr(Strict, _PATTERNS))
