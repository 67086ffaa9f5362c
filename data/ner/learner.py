"""The tagger's network in jax: what `tagger/network.py` runs, with dropout, and its loss.

Dropout is one mask for all tokens of a text (Gal and Ghahramani 2016); with `without_word` a token loses word, form,
bigrams and class together, so that the network must read its surroundings, shape and gazetteers. The loss is a CRF's,
plus the cross entropy with a teacher's probabilities where a batch has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from recurrent import lstm
from tagger.features import BITS, SLOTS, TABLES
from tagger.network import NEVER, TAGS, grammar

Floats = NDArray[np.float32]
Weights = dict[str, jax.Array]
Batch = Mapping[str, jax.Array]
GRAMMAR = grammar()
LEXICAL = [slot in ("word", "pre", "bi", "seg") for slot in SLOTS]


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


def _dropped(key: jax.Array, rate: float, values: jax.Array) -> jax.Array:
    kept = jax.random.bernoulli(key, 1 - rate, values.shape[1:])
    return values * (kept / (1 - rate))


def scores(weights: Weights, batch: Batch, shape: Shape, key: jax.Array | None = None) -> jax.Array:
    """Score the tags (time, text, tag); with a key some of the network is left out."""
    rows = batch["rows"].transpose(1, 0, 2)
    inside = batch["inside"].T[:, :, None]
    keys = None if key is None else jax.random.split(key, 3 + shape.layers)
    parts = [weights[f"e_{slot}"][rows[:, :, number]] for number, slot in enumerate(SLOTS)]
    if keys is not None:
        here = ~jax.random.bernoulli(keys[0], shape.without_word, rows.shape[:2])[:, :, None]
        parts = [part * here if word else part for part, word in zip(parts, LEXICAL, strict=True)]
    parts += [
        batch["bits"].transpose(1, 0, 2).astype(jnp.float32) @ weights["bits"],
        batch["spelled"].transpose(1, 0, 2),
        jnp.broadcast_to(weights["dom"][batch["domain"]][None], (*rows.shape[:2], shape.domain)),
    ]
    values = jnp.concatenate(parts, -1)
    zero = jnp.zeros((rows.shape[1], shape.hidden))
    for layer in range(shape.layers):
        if keys is not None:
            rate = shape.without_state if layer else shape.without_input
            values = _dropped(keys[1 + layer], rate, values)
        ways = [
            lstm(
                values @ weights[f"W{way}{layer}"] + weights[f"b{way}{layer}"],
                inside,
                weights[f"U{way}{layer}"],
                zero,
                way == "b",
            )
            for way in "fb"
        ]
        values = jnp.concatenate(ways, -1)
    if keys is not None:
        values = _dropped(keys[-1], shape.without_state, values)
    return values @ weights["O"] + weights["ob"]


def loss(weights: Weights, batch: Batch, shape: Shape, key: jax.Array) -> jax.Array:
    """Give the mean loss of a token."""
    found = scores(weights, batch, shape, key)
    total = crf(found, batch["tags"], batch["inside"], weights["T"]).sum()
    if "taught" in batch:
        logs = jax.nn.log_softmax(found, -1).transpose(1, 0, 2)
        total -= ((batch["taught"] * logs).sum(-1) * batch["inside"]).sum()
    return total / batch["inside"].sum()


def crf(found: jax.Array, tags: jax.Array, inside: jax.Array, between: jax.Array) -> jax.Array:
    """Give the negative log probability of the tags of each text."""
    step = jnp.where(GRAMMAR["step"], between, NEVER)
    here, tag = inside.T, tags.T.astype(jnp.int32)
    own = (jnp.take_along_axis(found, tag[:, :, None], 2)[:, :, 0] * here).sum(0)
    own += (step[tag[:-1], tag[1:]] * here[1:]).sum(0)

    def forward(total: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
        new = jax.nn.logsumexp(total[:, :, None] + step[None], 1) + now[0]
        return jnp.where(now[1][:, None] > 0, new, total), None

    first = found[0] + jnp.where(GRAMMAR["start"], 0, NEVER)
    last, _ = jax.lax.scan(forward, first, (found[1:], here[1:]))
    every = jax.nn.logsumexp(last + jnp.where(GRAMMAR["end"], 0, NEVER), 1)
    return (every - own) * inside[:, 0]
