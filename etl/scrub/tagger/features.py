"""Turn tokens into numbers: per token eight rows of embedding tables, 56 bits and what to read the spelling of."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger import han, latin
from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.rows import BITS, HAN, SLOTS


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
            han.fill(tokens, (at, end), known, rows, bits)
            at = end
        else:
            latin.fill(tokens, at, known, rows, bits)
            spelled[at] = tokens[at].lower() if tokens[at].isalpha() else ""
            at += 1
    return Features(rows, bits, spelled)
