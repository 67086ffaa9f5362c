"""The tagger's network in jax: what `tagger/network.py` runs, with dropout, and its loss.

Dropout is one mask for all tokens of a text (Gal and Ghahramani 2016); with `without_word` a token loses word, form,
bigrams and class together, so that the network must read its surroundings, shape and gazetteers. The loss is a CRF's,
plus the cross entropy with a teacher's probabilities where a batch has them.
"""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
from recurrent import lstm
from shape import Shape

from etl.scrub.tagger.paths import NEVER, grammar
from etl.scrub.tagger.rows import SLOTS

Weights = dict[str, jax.Array]
Batch = Mapping[str, jax.Array]
GRAMMAR = grammar()
LEXICAL = [slot in ("word", "pre", "bi", "seg") for slot in SLOTS]


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
