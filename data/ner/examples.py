"""Samples to examples (tokens as numbers, with their tags) and examples to batches of few shapes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from corpus import Sample
from numpy.typing import NDArray
from spacy.language import Language
from spacy.util import filter_spans
from tagger.features import BITS, SLOTS, features
from tagger.inputs import domain
from tagger.knowledge import Knowledge
from tagger.network import LABELS, TAGS
from tagger.spelling import Spelling

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


class Coder:
    """Makes examples; keeps the spelling vectors once for each word."""

    def __init__(self, nlp: Language, known: Knowledge, spelling: Spelling) -> None:
        """Take a pipeline for its tokenizer."""
        self.nlp, self.known, self.spelling = nlp, known, spelling
        self._places = {"": 0}
        self._vectors = [spelling("")]

    def example(self, sample: Sample, corpus: int | None = None) -> Example:
        """Tokenize a sample; a span that ends inside a token is widened, and cut at the longest batch."""
        text, marked = sample
        doc = self.nlp.make_doc(text)
        tokens = [token.text for token in doc][: LENGTHS[-1]]
        found = (doc.char_span(*span, alignment_mode="expand") for span in marked)
        kept = filter_spans([span for span in found if span and not span.text.isspace()])
        seen = features(tokens, self.known)
        return Example(
            seen.rows,
            seen.bits,
            np.array([self._place(word) for word in seen.spelled], np.int32),
            tags(len(tokens), [(span.start, span.end, span.label_) for span in kept]),
            domain(tokens, self.known) if corpus is None else corpus,
        )

    def _place(self, word: str) -> int:
        if word not in self._places:
            self._places[word] = len(self._vectors)
            self._vectors.append(self.spelling(word))
        return self._places[word]

    def batches(
        self, examples: Sequence[Example], tokens: int, rng: Random | None = None
    ) -> Iterator[tuple[Batch, list[int]]]:
        """Lay examples of like length into batches of about so many tokens, with their places."""
        spelled = np.stack(self._vectors)
        for length, size, places in _shapes(examples, tokens, rng):
            batch = _padded([examples[place] for place in places], length, size)
            batch["spelled"] = spelled[batch["spelled"]]
            yield batch, places


def tags(tokens: int, spans: Sequence[tuple[int, int, str]]) -> NDArray[np.int8]:
    """Write tags: 0 outside, then B, I, L, U of each label."""
    found = np.zeros(tokens, np.int8)
    for start, end, label in spans:
        if end <= tokens:
            first = 1 + 4 * LABELS.index(label)
            found[start:end] = first + 1
            found[start], found[end - 1] = first, first + 2
            if end - start == 1:
                found[start] = first + 3
    return found


def taught(example: Example, probabilities: NDArray[np.float32]) -> Example:
    """Give an example a teacher's tags."""
    best = probabilities.argmax(1).astype(np.int8)
    return replace(example, tags=best, taught=probabilities.astype(np.float16))


def _shapes(
    examples: Sequence[Example], tokens: int, rng: Random | None
) -> list[tuple[int, int, list[int]]]:
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


def _padded(examples: Sequence[Example], length: int, size: int) -> Batch:
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
