"""From scores of tags to spans: the best path of allowed tags (a Viterbi search), read as spans."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.network import Floats

Flags = NDArray[np.bool_]
LABELS = ("PERSON", "LOC", "ORG")
TAGS = 1 + 4 * len(LABELS)  # O, then B, I, L, U of each label
NEVER = np.float32(-1e4)


def best_path(
    scores: Floats, inside: Floats | Flags, between: Floats, allowed: Mapping[str, Flags]
) -> NDArray[np.int8]:
    """Find the best allowed tags of texts: scores (time, text, tag), `between` from tag to tag."""
    times, texts, _ = scores.shape
    step = np.where(allowed["step"], between, NEVER)[None]
    total = scores[0] + np.where(allowed["start"], np.float32(0), NEVER)
    back = np.zeros((times, texts, TAGS), np.int8)
    for time in range(1, times):
        ways = total[:, :, None] + step
        back[time] = ways.argmax(1)
        total = np.where(inside[time] > 0, ways.max(1) + scores[time], total)
    tag = (total + np.where(allowed["end"], np.float32(0), NEVER)).argmax(1)
    found, rows = np.zeros((times, texts), np.int8), np.arange(texts)
    for time in range(times - 1, -1, -1):
        here = inside[time][:, 0] > 0
        found[time] = np.where(here, tag, 0)
        tag = np.where(here & (time > 0), back[time, rows, tag], tag)
    return found


def grammar() -> dict[str, Flags]:
    """Which tags may begin, follow each other and end."""
    kind = np.array([-1, *(place for _ in LABELS for place in range(4))])
    label = np.array([-1, *(number for number, _ in enumerate(LABELS) for _ in range(4))])
    opened, fresh = np.isin(kind, (0, 1)), np.isin(kind, (-1, 0, 3))
    goes_on = np.isin(kind, (1, 2))[None] & (label[:, None] == label[None])
    return {
        "step": np.where(opened[:, None], goes_on, fresh[None]),
        "start": fresh,
        "end": ~opened,
    }


def spans(tags: Sequence[int]) -> list[tuple[int, int, str]]:
    """Read (first token, end, label) off allowed tags."""
    found, start = list[tuple[int, int, str]](), 0
    for at, tag in enumerate(tags):
        kind = (tag - 1) % 4
        if tag and kind in (0, 3):
            start = at
        if tag and kind > 1:
            found.append((start, at + 1, LABELS[(tag - 1) // 4]))
    return found
