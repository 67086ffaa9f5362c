"""Rows and bits of a token that is no Han character: a word, a number, a sign."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.rows import LATIN, PHRASE, row

PHRASE_BITS = (2, 3, 4, 6)  # city, country, state, American city: of the bits of a name
DIGIT = re.compile(r"\d")
RUN = 3  # equal signs of a shape
LONGEST = 20  # characters that a shape is made of
REMEMBERED = 50_000  # words, 20 MB


def fill(
    tokens: Sequence[str],
    at: int,
    known: Knowledge,
    rows: NDArray[np.int32],
    bits: NDArray[np.uint8],
) -> None:
    """Write the rows and bits of one token, and the bits of a phrase that begins with it."""
    word = tokens[at]
    lower = word.lower()
    seen = known.seen.get(word)
    if seen is None:
        seen = _rows(word, lower, known), _bits(known.names.get(lower, 0))
        if len(known.seen) < REMEMBERED:
            known.seen[word] = seen
    rows[at] = seen[0]
    if seen[1]:
        bits[at, seen[1]] = 1
    if lower in known.phrases and not bits[at, PHRASE + len(PHRASE_BITS) :].any():
        _phrase(tokens, at, known.phrases[lower], bits)


def _bits(found: int) -> list[int]:
    return [LATIN + bit for bit in range(PHRASE - LATIN) if found >> bit & 1]


def _phrase(
    tokens: Sequence[str],
    at: int,
    phrases: Sequence[tuple[list[str], int]],
    bits: NDArray[np.uint8],
) -> None:
    for parts, kinds in phrases:
        end = at + len(parts)
        if [token.lower() for token in tokens[at:end]] == parts:
            for number, bit in enumerate(PHRASE_BITS):
                if kinds >> bit & 1:
                    bits[at, PHRASE + number] = 1
                    bits[at + 1 : end, PHRASE + len(PHRASE_BITS) + number] = 1


def _rows(word: str, lower: str, known: Knowledge) -> tuple[int, ...]:
    plain = DIGIT.sub("0", lower)
    own, low = known.clusters.get(word, 0), known.clusters.get(lower, 0)
    case = (word.islower() + 2 * word.isupper()) if word[:1].isalpha() else 3
    return (
        row(plain, 0),
        row(f"p{word[:3]}", 1),
        row(f"s3{plain[-3:]}", 2),
        row(f"s2{plain[-4:]}", 3),
        row(shape(word), 4),
        row(f"c{own}", 5) if own else 1,
        row(f"l{low}", 6) if low else 1,
        known.cases.get(lower, 0) * 4 + 1 + case,
    )


def shape(word: str) -> str:
    """Write the shape of a word: a run of one kind counts three times at most."""
    found, last, run = "", "", 0
    for char in word[:LONGEST]:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        run = run + 1 if kind == last else 1
        last = kind
        found += kind if run <= RUN else ""
    return found
