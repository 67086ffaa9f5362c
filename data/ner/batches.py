"""Examples (texts as numbers), and how those of like length are laid into batches of few shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.paths import TAGS
from etl.scrub.tagger.rows import BITS, SLOTS

LENGTHS = (
    12,
    24,
    40,
    64,
    100,
    160,
    260,
)  # tokens of a batch's texts, so that few shapes are compiled
Array = NDArray[np.generic]
Batch = dict[str, Array]


@dataclass(frozen=True)
class Example:
    """One text: rows, bits, spelling (an index into the coder's), tags, the corpus whose ways it follows."""

    rows: NDArray[np.int32]
    bits: NDArray[np.uint8]
    spelled: NDArray[np.int32]
    tags: NDArray[np.int8]
    domain: int
    taught: NDArray[np.float16] | None = None  # a teacher's probability of each tag

    def __len__(self) -> int:
        """Count its tokens."""
        return len(self.tags)


def shapes(
    examples: Sequence[Example], tokens: int, rng: Random | None
) -> list[tuple[int, int, list[int]]]:
    """Choose what lies in each batch: length, number of texts, places of the examples."""
    groups: dict[int, list[int]] = {}
    for place, example in enumerate(examples):
        length = next(each for each in LENGTHS if len(example) <= each)
        groups.setdefault(length, []).append(place)
    shapes = list[tuple[int, int, list[int]]]()
    for length, places in groups.items():
        size = max(1, tokens // length)
        if rng:
            rng.shuffle(places)
        shapes += [(length, size, places[at : at + size]) for at in range(0, len(places), size)]
    if rng:
        rng.shuffle(shapes)
    return shapes


def padded(examples: Sequence[Example], length: int, size: int) -> Batch:
    """Lay examples into arrays (text, token)."""
    batch: Batch = {
        "rows": np.zeros((size, length, len(SLOTS)), np.int32),
        "bits": np.zeros((size, length, BITS), np.uint8),
        "spelled": np.zeros((size, length), np.int32),
        "tags": np.zeros((size, length), np.int8),
        "inside": np.zeros((size, length), np.float32),
        "domain": np.zeros(size, np.int32),
    }
    if examples[0].taught is not None:
        batch["taught"] = np.zeros((size, length, TAGS), np.float32)
    for at, example in enumerate(examples):
        here = (at, slice(len(example)))
        for name in ("rows", "bits", "spelled", "tags"):
            batch[name][here] = getattr(example, name)
        batch["inside"][here], batch["domain"][at] = 1, example.domain
        if example.taught is not None:
            batch["taught"][here] = example.taught
    return batch
