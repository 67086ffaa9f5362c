"""Start values of the embedding tables: what stands beside what in unlabelled text (PPMI, then SVD).

Chinese characters, bigrams and words: contexts are characters (words) by offset, from DRCD, KdConv and the gold text,
1.7 M characters. English words: contexts are frequent words and Brown classes by offset, from SGD and the gold text, so
that a word seen three times has a sound vector. Worth +6 F in Chinese. 45 CPU seconds. Source of the method: Levy,
Goldberg, Dagan 2015 (context distribution smoothing .75, square root of the singular values).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from factors import beside, factors
from numpy.typing import NDArray
from shape import Floats
from spacy.tokenizer import Tokenizer

from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.latin import DIGIT
from etl.scrub.tagger.rows import HAN, TABLES, row
from etl.scrub.tagger.segment import words as cut

Vectors = tuple[Floats, NDArray[np.bool_]]  # a table, and which of its rows are set
DIMENSIONS: Mapping[str, int] = {"word": 64, "bi": 32, "seg": 48}
END = "¶"
BESIDE, ASIDE = (-2, -1, 1, 2), (-2, -1, 2, 3)  # a bigram's second character is no context of it
ENGLISH_WORDS = 2500  # contexts; a rarer word counts as its class


def chinese(texts: Sequence[str], known: Knowledge) -> dict[str, Vectors]:
    """Make the tables of characters, bigrams and words."""
    chars, words = list[str](), list[str]()
    for text in texts:
        for run in _runs(text.translate(known.simple)):
            chars += run
            words += [run[a:b] for a, b in cut(run, known)[0]]
        chars.append(END)
        words.append(END)
    pairs = [*map("".join, pairwise(chars)), ""]
    return {
        "word": _table(chars, chars, BESIDE, (2, 3000), _hash("word", 0, "")),
        "bi": _table(pairs, chars, ASIDE, (3, 2500), _hash("bi", 2, "b")),
        "seg": _table(words, words, BESIDE, (2, 6000), _hash("seg", 5, "w")),
    }


def english(texts: Sequence[str], known: Knowledge, tokenizer: Tokenizer) -> dict[str, Vectors]:
    """Make the table of lower-case words."""
    tokens = list[str]()
    for text in texts:
        tokens += [token.text for token in tokenizer(text)] + [END, END]
    frequent = {word for word, _ in Counter(tokens).most_common(ENGLISH_WORDS)}
    contexts = [
        word if word in frequent else f"class {known.clusters.get(word, 0)}" for word in tokens
    ]
    lower = [DIGIT.sub("0", word.lower()) for word in tokens]
    return {"word": _table(lower, contexts, BESIDE, (3, 4000), _hash("word", 0, ""))}


def _runs(text: str) -> list[str]:
    found, run = list[str](), ""
    for char in text:
        if HAN.match(char):
            run += char
        elif not char.isspace():
            found += [run, char] if run else [char]
            run = ""
    return [*found, run] if run else found


def _hash(table: str, slot: int, prefix: str) -> tuple[str, Callable[[str], int]]:
    return table, lambda unit: row(prefix + unit, slot)


def _table(
    units: Sequence[str],
    contexts: Sequence[str],
    offsets: Sequence[int],
    least: tuple[int, int],
    place: tuple[str, Callable[[str], int]],
) -> Vectors:
    """Make vectors of units, and lay them into the rows of a hashed table, the frequent weighing more."""
    counted = Counter(units)
    kept = [unit for unit, count in counted.most_common() if count >= least[0]]
    vectors = factors(beside(units, contexts, offsets, kept, least[1]), DIMENSIONS[place[0]])
    size = TABLES[place[0]]
    table, weight = np.zeros((size, vectors.shape[1]), np.float32), np.zeros(size, np.float32)
    for unit, vector in zip(kept, vectors, strict=True):
        at = place[1](unit)
        table[at] += vector * counted[unit]
        weight[at] += counted[unit]
    table[weight > 0] /= weight[weight > 0][:, None]
    return table, weight > 0
