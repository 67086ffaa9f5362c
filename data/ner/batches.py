"""Turn samples into batches that grow, under a plan of passes and learning rate."""

from collections.abc import Iterator
from dataclasses import dataclass

import spacy
from corpus import Sample
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn; words are tokens."""

    passes: int = 11
    learn_rate: float = 0.001
    warm_up: float = 0.03
    drop: float = 0.2
    first_batch_words: int = 300
    last_batch_words: int = 1500

    def rate(self, done: float) -> float:
        """Give the learning rate after a share of the work."""
        return self.learn_rate * min(
            done / self.warm_up + 0.01, (1 - done) / (1 - self.warm_up) + 0.001, 1.0
        )

    def batch_words(self, done: float) -> float:
        """Give the size of a batch: it grows through the first half of the work."""
        return self.first_batch_words + (self.last_batch_words - self.first_batch_words) * min(
            done * 2, 1.0
        )


def example(nlp: Language, sample: Sample) -> Example:
    """Tokenize a sample; a span that ends inside a token is widened to it."""
    text, spans = sample
    doc = nlp.make_doc(text)
    found = [
        doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in spans
    ]
    doc.set_ents(
        spacy.util.filter_spans([span for span in found if span and not span.text.isspace()])
    )
    blank_doc = Doc(
        nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]
    )
    return Example(blank_doc, doc)


def batches(
    examples: list[Example], plan: Plan, begun: float, share: float
) -> Iterator[tuple[list[Example], float]]:
    """Cut one pass into batches, each with the share of the whole work done before it."""
    total = sum(len(each.reference) for each in examples)
    batch, words, seen = list[Example](), 0, 0
    for each in examples:
        batch.append(each)
        words += len(each.reference)
        done = begun + share * seen / total
        if words >= plan.batch_words(done):
            yield batch, done
            batch, words, seen = [], 0, seen + words
    if batch:
        yield batch, begun + share * seen / total
