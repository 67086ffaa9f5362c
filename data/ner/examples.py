"""Samples to examples: tokens as numbers, with their tags."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import numpy as np
from batches import LENGTHS, Batch, Example, padded, shapes
from corpus import Sample
from numpy.typing import NDArray
from spacy.language import Language
from spacy.util import filter_spans

from etl.scrub.tagger.features import features
from etl.scrub.tagger.inputs import domain
from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.paths import LABELS
from etl.scrub.tagger.spelling import Spelling


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
        for length, size, places in shapes(examples, tokens, rng):
            batch = padded([examples[place] for place in places], length, size)
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
