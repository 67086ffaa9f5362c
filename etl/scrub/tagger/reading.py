"""Read tokenized texts in pieces of a few sentences, each alone: what is found does not depend on the batch."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from etl.scrub.tagger.features import Features, features
from etl.scrub.tagger.inputs import domain, values
from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.network import lstm
from etl.scrub.tagger.paths import best_path, grammar, spans
from etl.scrub.tagger.threads import one_thread
from etl.scrub.tagger.weights import Weights

Found = list[tuple[int, int, str]]  # first token, end, label
ENDS = frozenset(".!?。！？")
AT_LEAST, AT_MOST = 60, 200  # tokens of a piece, if the text has more
AT_ONCE = 4_000  # tokens in one product: 30 MB
GRAMMAR = grammar()


class Piece(NamedTuple):
    """A stretch of tokens of a text, and its features."""

    text: int
    start: int
    tokens: Sequence[str]
    seen: Features


def read(texts: Sequence[Sequence[str]], known: Knowledge, ready: Weights) -> list[Found]:
    """Give the entities of each text, in their order."""
    found: list[Found] = [[] for _ in texts]
    pieces = [
        Piece(number, start, tokens[start:end], features(tokens[start:end], known))
        for number, tokens in enumerate(texts)
        for start, end in _cuts(tokens)
    ]
    pieces.sort(key=lambda piece: -len(piece.tokens))
    with one_thread():
        judged = [(group, _tags(group, ready, known)) for group in _groups(pieces)]
    for group, tags_of in judged:
        for piece, tags in zip(group, tags_of, strict=True):
            found[piece.text] += [
                (piece.start + a, piece.start + b, label) for a, b, label in spans(tags)
            ]
    return [sorted(each) for each in found]


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
    group, size = list[Piece](), 0
    for piece in pieces:
        if group and size + len(piece.tokens) > AT_ONCE:
            yield group
            group, size = [], 0
        group.append(piece)
        size += len(piece.tokens)
    if group:
        yield group


def _tags(group: Sequence[Piece], ready: Weights, known: Knowledge) -> list[list[int]]:
    """Give the tags of pieces, the longest first."""
    sizes = np.array([len(piece.tokens) for piece in group])
    inside = np.arange(sizes[0])[:, None] < sizes[None]  # time, text
    texts = inside.sum(1).tolist()
    ways = [domain(piece.tokens, known) for piece in group]
    begins = np.cumsum(sizes) - sizes
    order = (begins[None] + np.arange(sizes[0])[:, None])[inside]  # by time, then text
    here = values([piece.seen for piece in group], ways, ready)[order]
    for forward, backward in ready.layers:
        one = lstm(here, texts, forward, backward=False)
        here = np.concatenate([one, lstm(here, texts, backward, backward=True)], -1)
    scores = np.zeros((*inside.shape, len(ready.last_bias)), np.float32)
    scores[inside] = ready.last.of(here) + ready.last_bias
    tags = best_path(scores, inside[:, :, None], ready.between, GRAMMAR)
    return [tags[: len(piece.tokens), column].tolist() for column, piece in enumerate(group)]
