"""Turn tokens into numbers: per token eight rows of embedding tables, 56 bits and a vector of its spelling.

| slot | Latin word | Han character (all simplified but `form`) |
|---|---|---|
| word | lower case, digits as 0 | character |
| form | first three characters | the character as written |
| left, right | last three, last four | bigram to the left, to the right |
| shape | `Xxxx`, `dd` | one for all |
| class | Brown class as written | the word that it lies in |
| part | Brown class of lower case | place in that word (B, M, E, S) and class of it |
| rank | frequency, share of capitals, case here | frequency of that word |

Bits: listed Chinese words that begin, go on or end here, by class; surnames; gazetteers, of one word and of phrases.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tagger.knowledge import CLASSES, Knowledge
from tagger.segment import words as cut

TABLES = {"word": 40000, "pre": 6000, "bi": 70000, "shape": 1200, "seg": 36000}
TABLES |= {"segtag": 1500, "freq": 1200}
SLOTS = ("word", "pre", "bi", "bi", "shape", "seg", "segtag", "freq")
SURNAME, LATIN, PHRASE, BITS = 36, 38, 47, 56
PHRASE_BITS = (2, 3, 4, 6)  # city, country, state, American city: of the bits of a name
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
DIGIT = re.compile(r"\d")
RUN = 3  # equal signs of a shape
REMEMBERED = 50_000  # words, 20 MB
FREQUENT_SURNAME = 9  # bit of a name; the next is a rare one


class Features(NamedTuple):
    """Of the tokens of a text: rows of the tables, bits, and what to read the spelling of."""

    rows: NDArray[np.int32]
    bits: NDArray[np.uint8]
    spelled: list[str]  # empty for a token that is no word of letters


def features(tokens: Sequence[str], known: Knowledge) -> Features:
    """Give the features of the tokens of one text; a token's depend on its run of Han or its phrase at most."""
    rows = np.zeros((len(tokens), len(SLOTS)), np.int32)
    bits = np.zeros((len(tokens), BITS), np.uint8)
    spelled = [""] * len(tokens)
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end]) == 1 and HAN.match(tokens[end]):
            end += 1
        if end > at:
            _han(tokens, at, end, known, rows, bits)
            at = end
        else:
            _latin(tokens, at, known, rows, bits)
            spelled[at] = tokens[at].lower() if tokens[at].isalpha() else ""
            at += 1
    return Features(rows, bits, spelled)


def row(text: str, slot: int) -> int:
    """Hash a text into the table of a slot; row 0 is for none."""
    return crc32(text.encode("utf-8", "surrogatepass")) % (TABLES[SLOTS[slot]] - 1) + 1


def _han(  # noqa: PLR0917 (filled in place)
    tokens: Sequence[str],
    at: int,
    end: int,
    known: Knowledge,
    rows: NDArray[np.int32],
    bits: NDArray[np.uint8],
) -> None:
    written = "".join(tokens[at:end])
    run = written.translate(known.simple)
    before = tokens[at - 1][-1:] if at else "^"
    after = tokens[end][:1] if end < len(tokens) else "$"
    wide = before + run + after
    for place, char in enumerate(run):
        here = rows[at + place]
        here[:5] = (
            row(char, 0),
            row("z" + written[place], 1),
            row("b" + wide[place : place + 2], 2),
            row("b" + wide[place + 1 : place + 3], 3),
            1,
        )
        surname = known.names.get(char, 0) >> FREQUENT_SURNAME
        if surname:
            bits[at + place, SURNAME + (surname != 1)] = 1
    best, listed = cut(run, known)
    for start, stop, kind in listed:
        bits[at + start, kind * 3] = 1
        bits[at + start + 1 : at + stop - 1, kind * 3 + 1] = 1
        bits[at + stop - 1, kind * 3 + 2] = 1
    for start, stop in best:
        entry = known.chinese.get(run[start:stop])
        kind, rank = (12, 0) if entry is None else (entry % CLASSES, frequency(entry // CLASSES))
        inner = row("w" + run[start:stop], 5)
        for place in range(start, stop):
            part = (
                "S"
                if stop - start == 1
                else "B"
                if place == start
                else "E"
                if place == stop - 1
                else "M"
            )
            rows[at + place, 5:] = inner, row(f"{part}{kind}", 6), 1150 + rank


def frequency(cost: int) -> int:
    """Rank a Chinese word, 0 (rare) to 5, by its cost."""
    return max(0, min(5, (360 - cost) // 46))


def _latin(
    tokens: Sequence[str],
    at: int,
    known: Knowledge,
    rows: NDArray[np.int32],
    bits: NDArray[np.uint8],
) -> None:
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
        row("p" + word[:3], 1),
        row("s3" + plain[-3:], 2),
        row("s2" + plain[-4:], 3),
        row(shape(word), 4),
        row(f"c{own}", 5) if own else 1,
        row(f"l{low}", 6) if low else 1,
        known.cases.get(lower, 0) * 4 + 1 + case,
    )


def shape(word: str) -> str:
    """Write the shape of a word: a run of one kind counts three times at most."""
    found, last, run = "", "", 0
    for char in word[:20]:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        run = run + 1 if kind == last else 1
        last = kind
        found += kind if run <= RUN else ""
    return found
