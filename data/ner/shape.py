"""Sizes of the network, and the weights it begins with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.paths import TAGS
from etl.scrub.tagger.rows import BITS, SLOTS, TABLES

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """Sizes and rates of the network."""

    hidden: int = 128
    layers: int = 1
    word: int = 64
    pre: int = 24
    bi: int = 32
    shape: int = 16
    seg: int = 48
    segtag: int = 24
    freq: int = 16
    bits: int = 48
    domain: int = 8
    spelled: int = 33
    domains: int = 8
    without_input: float = 0.45
    without_state: float = 0.5
    without_word: float = 0.2

    @property
    def width(self) -> int:
        """Values that the first layer reads."""
        rows = sum(getattr(self, slot) for slot in SLOTS)
        return rows + self.bits + self.domain + self.spelled


def fresh(shape: Shape, seed: int) -> dict[str, Floats]:
    """Draw weights; tables are named `e_` and their name."""
    rng = np.random.default_rng(seed)
    real = {f"e_{name}": _drawn(rng, (rows, getattr(shape, name))) for name, rows in TABLES.items()}
    real["dom"] = _drawn(rng, (shape.domains, shape.domain))
    real["bits"] = _drawn(rng, (BITS, shape.bits))
    wide, hidden = shape.width, shape.hidden
    for layer in range(shape.layers):
        for way in "fb":
            real[f"W{way}{layer}"] = _drawn(rng, (wide, 4 * hidden), 1 / np.sqrt(wide))
            square = (np.linalg.qr(rng.standard_normal((hidden, hidden)))[0] for _ in range(4))
            real[f"U{way}{layer}"] = np.concatenate(list(square), 1).astype(np.float32)
            bias = np.zeros(4 * hidden, np.float32)
            bias[hidden : 2 * hidden] = 1  # remember at first
            real[f"b{way}{layer}"] = bias
        wide = 2 * hidden
    real["O"] = _drawn(rng, (wide, TAGS), 1 / np.sqrt(wide))
    real["ob"], real["T"] = np.zeros(TAGS, np.float32), np.zeros((TAGS, TAGS), np.float32)
    return real


def _drawn(rng: np.random.Generator, shape: tuple[int, int], scale: float = 0.1) -> Floats:
    return (rng.standard_normal(shape) * scale).astype(np.float32)
