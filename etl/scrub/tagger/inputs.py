"""Features to the values that the first layer reads, all whole numbers of steps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from etl.scrub.tagger.features import Features
from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.network import Floats, whole
from etl.scrub.tagger.rows import HAN, SLOTS
from etl.scrub.tagger.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENGLISH, TRADITIONAL, SIMPLIFIED = 0, 4, 5  # of the corpora's ids those whose ways are followed


def values(seen: Sequence[Features], ways: Sequence[int], ready: Weights) -> Floats:
    """Give one row of values a token, texts one after the other; `ways` are their corpora's numbers."""
    rows = np.concatenate([each.rows for each in seen])
    bits = np.concatenate([each.bits for each in seen]).astype(np.float32)
    spelling = np.stack([ready.spelling(word) for each in seen for word in each.spelled])
    way = np.repeat(np.array(ways), [len(each.rows) for each in seen])
    parts: list[NDArray[Any]] = [ready.tables[slot][rows[:, at]] for at, slot in enumerate(SLOTS)]
    parts += [
        whole(ready.bits.of(bits), ready.steps["bits"]),
        whole(spelling, ready.steps["spelling"]),
        whole(ready.domains, ready.steps["domain"])[way],
    ]
    found: Floats = np.concatenate(parts, -1, dtype=np.float32)
    return found


def domain(tokens: Sequence[str], known: Knowledge) -> int:
    """Choose the corpus whose ways a text follows: by script."""
    han = [token for token in tokens if len(token) == 1 and HAN.match(token)]
    if not han:
        return ENGLISH
    return TRADITIONAL if any(ord(char) in known.simple for char in han) else SIMPLIFIED
