"""Learn what the spelling of a word tells: given name, surname, place, Brown class, rarity, capitals. 12 CPU s."""

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from etl.scrub.tagger.knowledge import Knowledge
from etl.scrub.tagger.rows import HAN
from etl.scrub.tagger.spelling import pieces

Floats = NDArray[np.float32]
ROWS, WIDTH, HIDDEN, JUDGED = 16384, 24, 64, 9
PIECES = 24  # of a word in training, drawn if it has more
PASSES, BATCH, RATE, SCALE = 6, 512, 0.01, 0.3
CLASS_BITS = 255  # the first eight of a Brown class
RARE = 7
LEFT_OUT = 0.2  # of the pieces of a word


def learn(known: Knowledge, seed: int = 3) -> dict[str, Floats]:
    """Give the table and layers of `tagger.spelling.Spelling`."""
    rng = np.random.default_rng(seed)
    words = sorted(
        {
            w
            for source in (known.names, known.cases)
            for w in source
            if w.isalpha() and not HAN.match(w)
        }
        | {w.lower() for w in known.clusters if w.isalpha()}
    )
    classes = {known.clusters[word] & CLASS_BITS for word in known.clusters}
    place = {number: at for at, number in enumerate(sorted(classes))}
    found = np.full((len(words), PIECES), ROWS, np.int32)
    wanted = np.zeros((len(words), JUDGED), np.float32)
    groups = np.full(len(words), -1, np.int32)
    for at, word in enumerate(words):
        parts = pieces(word, ROWS)
        if len(parts) > PIECES:
            parts = [int(part) for part in rng.choice(parts, PIECES, replace=False)]
        found[at, : len(parts)] = parts
        wanted[at] = _wanted(word, known)
        group = known.clusters.get(word.capitalize()) or known.clusters.get(word)
        groups[at] = place[group & CLASS_BITS] if group else -1
    weights = {
        "E": _drawn(rng, (ROWS + 1, WIDTH), 0.3),
        "A": _drawn(rng, (WIDTH, HIDDEN), 0.2),
        "a": np.zeros(HIDDEN, np.float32),
        "B": np.zeros((HIDDEN, JUDGED), np.float32),
        "C": np.zeros((HIDDEN, len(place)), np.float32),
    }
    real = _trained(weights, (found, wanted, groups), rng)
    spread = real["E"][:ROWS].std() / SCALE
    return {
        "sp_E": real["E"][:ROWS] / spread,
        "sp_A": real["A"] * spread,
        "sp_a": real["a"],
        "sp_B": real["B"],
    }


def _wanted(word: str, known: Knowledge) -> list[float]:
    bits, case = known.names.get(word, 0), known.cases.get(word, 0)
    kinds = [float(bits >> bit & 1) for bit in range(7)]
    return [*kinds, ((case - 1) % 6) / 5 if case else 0.5, ((case - 1) // 6) / RARE if case else 1]


def _drawn(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Floats:
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def _loss(
    weights: dict[str, jax.Array], found: jax.Array, wanted: jax.Array, groups: jax.Array
) -> jax.Array:
    there = (found < ROWS).astype(jnp.float32)[:, :, None]
    mean = (weights["E"][found] * there).sum(1) / (there.sum(1) + 1e-6)
    hidden = jax.nn.relu(mean @ weights["A"] + weights["a"])
    judged, classed = hidden @ weights["B"], jax.nn.log_softmax(hidden @ weights["C"])
    own = (jnp.logaddexp(0, judged) - wanted * judged).sum(1)
    group = jnp.take_along_axis(classed, jnp.maximum(groups, 0)[:, None], 1)[:, 0]
    return (own - 0.5 * group * (groups >= 0)).mean()


@jax.jit
def _step(
    state: tuple[dict[str, jax.Array], ...], number: jax.Array, rate: jax.Array, *data: jax.Array
) -> tuple[dict[str, jax.Array], ...]:
    weights, moment, square = state
    slope = jax.grad(_loss)(weights, *data)
    moment = {name: 0.9 * moment[name] + 0.1 * slope[name] for name in weights}
    square = {name: 0.99 * square[name] + 0.01 * slope[name] ** 2 for name in weights}
    one, two = 1 - 0.9**number, 1 - 0.99**number
    new = {
        name: weights[name] - rate * moment[name] / one / (jnp.sqrt(square[name] / two) + 1e-8)
        for name in weights
    }
    return new, moment, square


def _trained(
    weights: dict[str, Floats], data: tuple[NDArray[np.generic], ...], rng: np.random.Generator
) -> dict[str, Floats]:
    start = {name: jnp.asarray(values) for name, values in weights.items()}
    empty = {name: jnp.zeros_like(values) for name, values in start.items()}
    state: tuple[dict[str, jax.Array], ...] = (start, empty, dict(empty))
    count = len(data[0]) // BATCH
    for number in range(1, PASSES * count + 1):
        at = (number - 1) % count
        if at == 0:
            order = rng.permutation(len(data[0]))
        chosen = order[at * BATCH : (at + 1) * BATCH]
        found = np.where(rng.random((BATCH, PIECES)) > LEFT_OUT, data[0][chosen], ROWS)
        rate = RATE * (1 - number / (PASSES * count + 1))
        state = _step(state, float(number), rate, found, data[1][chosen], data[2][chosen])
    return {name: np.asarray(values) for name, values in state[0].items()}
