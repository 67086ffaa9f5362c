"""A vector of the spelling of a Latin word: what name, place or word its pieces of two to five letters look like.

Learned apart, on the gazetteers and frequencies (`data/ner/spelled.py`), so that a name never seen is told from a rare
word. A word is computed alone, once, and always in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
LENGTHS = range(2, 6)
LONGEST = 24  # letters
REMEMBERED = 50_000  # words, 8 MB
SHIFT = 0.25  # of a probability, so that the mean is near 0


def pieces(word: str, rows: int) -> list[int]:
    """Hash a word and its pieces."""
    text = f"<{word[:LONGEST]}>"
    found = {text}
    for length in LENGTHS:
        found.update(text[at : at + length] for at in range(len(text) - length + 1))
    return sorted({crc32(piece.encode()) % rows for piece in found})


@dataclass(frozen=True)
class Spelling:
    """The table of pieces, and the layers that judge their mean."""

    table: Floats
    hidden: Floats
    bias: Floats
    judge: Floats
    known: dict[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, matrix: Mapping[str, Floats]) -> "Spelling":
        """Take the weights that belong to it."""
        return cls(matrix["sp_E"], matrix["sp_A"], matrix["sp_a"], matrix["sp_B"])

    def __call__(self, word: str) -> Floats:
        """Give the vector of a lower-case word; zeros for an empty one."""
        found = self.known.get(word)
        if found is None:
            found = self._fresh(word)
            if len(self.known) < REMEMBERED:
                self.known[word] = found
        return found

    def _fresh(self, word: str) -> Floats:
        if not word:
            return np.zeros(self.table.shape[1] + self.judge.shape[1], np.float32)
        mean = self.table[pieces(word, len(self.table))].mean(0)
        judged = np.maximum(mean @ self.hidden + self.bias, 0) @ self.judge
        return np.concatenate([mean, 1 / (1 + np.exp(-judged)) - SHIFT]).astype(np.float32)
