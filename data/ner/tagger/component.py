"""The spaCy component: `ner` of the built-in pipeline. It sets `doc.ents` and nothing else.

A text is read in pieces of a few sentences, each alone: what is found does not depend on the batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from tagger import knowledge, weights
from tagger.features import Features, features
from tagger.inputs import domain, values
from tagger.knowledge import Knowledge
from tagger.network import best_path, grammar, lstm, spans
from tagger.weights import Weights

ENDS = frozenset(".!?。！？")
AT_LEAST, AT_MOST = 60, 200  # tokens of a piece, if the text has more
AT_ONCE = 4_000  # tokens in one product: 30 MB
NAME, FILE = "etl_names", "weights.npz"
GRAMMAR = grammar()


class Piece(NamedTuple):
    """A stretch of tokens of a text, and its features."""

    text: int
    start: int
    tokens: Sequence[str]
    seen: Features


class Tagger:
    """Finds PERSON, LOC and ORG."""

    def __init__(self, name: str = "ner") -> None:
        """An empty one; `from_disk` fills it."""
        self.name = name
        self.known: Knowledge | None = None
        self.weights: Weights | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one text."""
        return next(iter(self.pipe([doc])))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Set the entities of texts, in their order."""
        for batch in minibatch(docs, batch_size):
            found = self.find([[token.text for token in doc] for doc in batch])
            for doc, spans_here in zip(batch, found, strict=True):
                doc.ents = tuple(Span(doc, *span) for span in spans_here)
                yield doc

    def find(self, texts: Sequence[Sequence[str]]) -> list[list[tuple[int, int, str]]]:
        """Give the entities of tokenized texts: first token, end, label."""
        known, ready = self.known, self.weights
        if known is None or ready is None:
            raise ValueError("the tagger has no weights: load the pipeline from its folder")
        found: list[list[tuple[int, int, str]]] = [[] for _ in texts]
        pieces = [
            Piece(number, start, tokens[start:end], features(tokens[start:end], known))
            for number, tokens in enumerate(texts)
            for start, end in _cuts(tokens)
        ]
        pieces.sort(key=lambda piece: len(piece.tokens))
        for group in _groups(pieces):
            for piece, tags in zip(group, _tags(group, ready, known), strict=True):
                found[piece.text] += [
                    (piece.start + a, piece.start + b, label) for a, b, label in spans(tags)
                ]
        return [sorted(each) for each in found]

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write nothing: the files are made by the training script."""

    def from_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> "Tagger":  # noqa: ARG002 - spaCy's interface
        """Read lists and weights."""
        self.known = knowledge.read(Path(path))
        self.weights = weights.read(Path(path) / FILE)
        return self


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"])  # type: ignore[untyped-decorator]
def make(nlp: Language, name: str) -> Tagger:  # noqa: ARG001 - spaCy's interface
    """Make the component for a pipeline."""
    return Tagger(name)


def _cuts(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(tokens):
        size = at + 1 - start
        if size >= AT_MOST or (size >= AT_LEAST and (token in ENDS or "\n" in token)):
            yield start, at + 1
            start = at + 1
    if start < len(tokens):
        yield start, len(tokens)


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    group = list[Piece]()
    for piece in pieces:
        if group and len(piece.tokens) * (len(group) + 1) > AT_ONCE:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _tags(group: Sequence[Piece], ready: Weights, known: Knowledge) -> list[list[int]]:
    sizes = [len(piece.tokens) for piece in group]
    longest = max(sizes)
    inside = (np.arange(longest)[:, None] < np.array(sizes)[None]).astype(np.float32)[:, :, None]
    ways = [domain(piece.tokens, known) for piece in group]
    here = np.zeros((len(group), longest, len(ready.layers[0][0].inner.whole)), np.float32)
    here[inside[:, :, 0].T > 0] = values([piece.seen for piece in group], ways, ready)
    here = here.transpose(1, 0, 2)
    for forward, backward in ready.layers:
        one = lstm(here, inside, forward, backward=False)
        here = np.concatenate([one, lstm(here, inside, backward, backward=True)], -1)
    scores = ready.last.of(here.reshape(-1, here.shape[-1])) + ready.last_bias
    tags = best_path(scores.reshape(longest, len(group), -1), inside, ready.between, GRAMMAR)
    return [tags[: len(piece.tokens), column].tolist() for column, piece in enumerate(group)]
