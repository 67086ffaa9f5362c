"""The forward pass: embeddings, bidirectional LSTM layers, best path of tags; exact whatever the batch.

Matrix products are of whole numbers (values 8 bits, weights 9 and more) held in float32: every sum stays below 2^24
and is exact, so that OpenBLAS gives the same row in any batch, at any place, on any processor, at three times the
speed of BLIS. What is not whole (gates, scales) is computed element by element.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EXACT = 2.0**24  # float32 holds every whole number up to here
STEPS = 127  # of a value in [-1, 1]
LABELS = ("PERSON", "LOC", "ORG")
TAGS = 1 + 4 * len(LABELS)  # O, then B, I, L, U of each label
NEVER = np.float32(-1e4)


class Product(NamedTuple):
    """A matrix of whole numbers, and by how much each column is too large."""

    whole: Floats
    scale: Floats

    def of(self, values: Floats) -> Floats:
        """Multiply rows of whole numbers."""
        product: Floats = values @ self.whole
        product *= self.scale
        return product


def product(weights: Floats, step: Floats) -> Product:
    """Round a matrix for rows of whole numbers of at most `STEPS`, one of a column worth its `step`."""
    real = weights * step[:, None]
    most = np.floor(EXACT / (len(weights) * STEPS)) - 1
    scale = np.maximum(np.abs(real).max(0), 1e-9) / most
    return Product(np.rint(real / scale).astype(np.float32), scale.astype(np.float32))


def whole(values: Floats, step: float) -> Floats:
    """Round values to whole numbers of steps, cut at `STEPS`."""
    found: Floats = np.clip(np.rint(values / step), -STEPS, STEPS).astype(np.float32)
    return found


class Layer(NamedTuple):
    """One direction of one LSTM layer."""

    inner: Product
    bias: Floats
    outer: Product


def lstm(inputs: Floats, inside: Floats, layer: Layer, *, backward: bool) -> Floats:
    """Run over time: inputs (time, text, value), `inside` 1 where a text goes on; gives whole numbers."""
    times, texts, size = inputs.shape
    hidden = len(layer.outer.whole)
    gates = layer.inner.of(inputs.reshape(times * texts, size)).reshape(times, texts, 4 * hidden)
    gates += layer.bias
    state, cell = np.zeros((2, texts, hidden), np.float32)
    found = np.empty((times, texts, hidden), np.float32)
    for time in range(times - 1, -1, -1) if backward else range(times):
        gate = gates[time]
        gate += layer.outer.of(state)
        sigmoid = gate[:, : 3 * hidden]
        np.negative(sigmoid, sigmoid)
        np.exp(sigmoid, sigmoid)
        sigmoid += 1
        np.reciprocal(sigmoid, sigmoid)
        new = np.tanh(gate[:, 3 * hidden :])
        new *= sigmoid[:, :hidden]
        cell = cell * sigmoid[:, hidden : 2 * hidden] + new
        cell *= inside[time]
        state = np.tanh(cell)
        state *= sigmoid[:, 2 * hidden :]
        state *= STEPS
        np.rint(state, state)
        state *= inside[time]
        found[time] = state
    return found


def best_path(
    scores: Floats, inside: Floats, between: Floats, allowed: Mapping[str, NDArray[np.bool_]]
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


def grammar() -> dict[str, NDArray[np.bool_]]:
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
