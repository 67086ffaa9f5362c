"""Rows and bits of a run of Han characters: a character, its neighbours, and the words that it may lie in."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.knowledge import CLASSES, Knowledge
from etl.scrub.tagger.rows import SURNAME, row
from etl.scrub.tagger.segment import words

FREQUENT_SURNAME = 9  # bit of a name; the next is a rare one
NO_WORD = 12  # class of a character that is no listed word
RANKS = 1150  # the first row of `freq` that is a Chinese rank
COSTLY, RANK_COST = 360, 46  # of a rare word; of a tenth of the frequency


def fill(
    tokens: Sequence[str],
    run: tuple[int, int],
    known: Knowledge,
    rows: NDArray[np.int32],
    bits: NDArray[np.uint8],
) -> None:
    """Write the rows and bits of the tokens of one run [start, end)."""
    at, end = run
    text = "".join(tokens[at:end]).translate(known.simple)
    before = tokens[at - 1][-1:] if at else "^"
    after = tokens[end][:1] if end < len(tokens) else "$"
    _characters(tokens[at:end], before + text + after, known, (rows[at:end], bits[at:end]))
    best, listed = words(text, known)
    for start, stop, kind in listed:
        bits[at + start, kind * 3] = 1
        bits[at + start + 1 : at + stop - 1, kind * 3 + 1] = 1
        bits[at + stop - 1, kind * 3 + 2] = 1
    for start, stop in best:
        _word(text[start:stop], known, rows[at + start : at + stop])


def _characters(
    written: Sequence[str],
    wide: str,
    known: Knowledge,
    here: tuple[NDArray[np.int32], NDArray[np.uint8]],
) -> None:
    rows, bits = here
    for place, form in enumerate(written):
        char = wide[place + 1]
        left, right = wide[place : place + 2], wide[place + 1 : place + 3]
        rows[place, :5] = (
            row(char, 0),
            row(f"z{form}", 1),
            row(f"b{left}", 2),
            row(f"b{right}", 3),
            1,
        )
        surname = known.names.get(char, 0) >> FREQUENT_SURNAME
        if surname:
            bits[place, SURNAME + (surname != 1)] = 1


def _word(word: str, known: Knowledge, rows: NDArray[np.int32]) -> None:
    entry = known.chinese.get(word)
    kind, rank = (NO_WORD, 0) if entry is None else (entry % CLASSES, rank_of(entry // CLASSES))
    inner, size = row(f"w{word}", 5), len(word)
    for place in range(size):
        part = "S" if size == 1 else "B" if place == 0 else "E" if place == size - 1 else "M"
        rows[place, 5:] = inner, row(f"{part}{kind}", 6), RANKS + rank


def rank_of(cost: int) -> int:
    """Rank a Chinese word, 0 (rare) to 5, by its cost."""
    return max(0, min(5, (COSTLY - cost) // RANK_COST))
