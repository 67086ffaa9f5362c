"""The forward pass: exact products and LSTM layers, the same for a text whatever the batch.

Matrix products are of whole numbers (values 8 bits, weights 9 and more) held in float32: every sum stays below 2^24
and is exact, so that OpenBLAS gives the same row in any batch, at any place, on any processor, at three times the
speed of BLIS. What is not whole (gates, scales) is computed element by element.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EXACT = 2.0**24  # float32 holds every whole number up to here
STEPS = 127  # of a value in [-1, 1]
HALF = np.float32(0.5)


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
    """One direction of one LSTM layer; its gates but the new value are halved: sigmoid(x) = (1 + tanh(x / 2)) / 2."""

    inner: Product
    bias: Floats
    outer: Product

    @classmethod
    def of(cls, inner: Product, bias: Floats, outer: Product) -> "Layer":
        """Halve what leads to the three gates."""
        less = np.where(np.arange(len(bias)) < len(bias) * 3 // 4, HALF, np.float32(1))
        ready = (Product(each.whole, each.scale * less) for each in (inner, outer))
        inner, outer = ready
        return cls(inner, bias * less, outer)


def lstm(inputs: Floats, texts: Sequence[int], layer: Layer, *, backward: bool) -> Floats:
    """Run over time and give whole numbers: one row a token, those of a time together, the longest text first.

    `texts` says how many texts have a token at each time, so that nothing is computed behind a text's end.
    """
    hidden = len(layer.outer.whole)
    gates = layer.inner.of(inputs)
    gates += layer.bias
    state, cell = np.zeros((2, texts[0], hidden), np.float32)
    found = np.empty((len(inputs), hidden), np.float32)
    ends = np.cumsum(texts).tolist()
    for time in range(len(texts) - 1, -1, -1) if backward else range(len(texts)):
        here = slice(ends[time] - texts[time], ends[time])
        gate, now = gates[here], slice(texts[time])
        gate += layer.outer.of(state[now])
        np.tanh(gate, gate)
        opened, new = gate[:, : 3 * hidden], gate[:, 3 * hidden :]
        opened += 1  # twice the sigmoid: half of it is in the scales, half in what follows
        new *= opened[:, :hidden]
        cell[now] *= opened[:, hidden : 2 * hidden]
        cell[now] += new
        cell[now] *= HALF
        np.tanh(cell[now], state[now])
        state[now] *= opened[:, 2 * hidden :]
        state[now] *= STEPS * HALF
        np.rint(state[now], state[now])
        found[here] = state[now]
    return found
