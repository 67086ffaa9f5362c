"""Adam with a running mean of the weights; of the embedding tables only rows that a batch uses are touched.

The tables stay in numpy: a batch takes its rows out and gives their gradients back, so their size costs nothing.
Moments of a row decay only when it is used (lazy Adam); its running mean is exact, since a row at rest does not change.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from learner import Batch, Weights, loss
from numpy.typing import NDArray
from shape import Floats, Shape

from etl.scrub.tagger.rows import SLOTS, TABLES

State = tuple[Weights, Weights, Weights, Weights]  # weights, two moments, running mean
FIRST, SECOND, TINY, CLIP = 0.9, 0.999, 1e-8, 5.0


@partial(jax.jit, static_argnames=("shape",), donate_argnums=(0,))
def step(  # noqa: PLR0917 (jax donates by place)
    state: State,
    rows: Weights,
    batch: Batch,
    key: jax.Array,
    rates: jax.Array,
    shape: Shape,
) -> tuple[State, Weights, jax.Array]:
    """Change the dense weights (weights, two moments, mean); give the rows' gradients and the loss."""
    weights, moment, square, mean = state
    rate, number, keep = rates

    def both(dense: Weights, taken: Weights) -> jax.Array:
        return loss({**dense, **taken}, batch, shape, key)

    lost, (slopes, row_slopes) = jax.value_and_grad(both, (0, 1))(weights, rows)
    everything = [*slopes.values(), *row_slopes.values()]
    norm = jnp.sqrt(sum((slope * slope).sum() for slope in everything))
    scale = jnp.minimum(1.0, CLIP / (norm + 1e-9))
    one, two = 1 - FIRST**number, 1 - SECOND**number
    new: list[Weights] = [{}, {}, {}, {}]
    for name, slope in slopes.items():
        new[1][name] = FIRST * moment[name] + (1 - FIRST) * slope * scale
        new[2][name] = SECOND * square[name] + (1 - SECOND) * (slope * scale) ** 2
        change = new[1][name] / one / (jnp.sqrt(new[2][name] / two) + TINY)
        new[0][name] = weights[name] - rate * change
        new[3][name] = mean[name] * keep + new[0][name] * (1 - keep)
    scaled = {name: slope * scale for name, slope in row_slopes.items()}
    return (new[0], new[1], new[2], new[3]), scaled, lost


class Tables:
    """The embedding tables while they are trained."""

    def __init__(self, real: dict[str, Floats]) -> None:
        """Take the tables among the weights."""
        self.now = {name: values.copy() for name, values in real.items() if name.startswith("e_")}
        self._mean = {name: values.copy() for name, values in self.now.items()}
        self._moment = {name: np.zeros_like(values) for name, values in self.now.items()}
        self._square = {name: np.zeros_like(values) for name, values in self.now.items()}
        self._used = {name: np.zeros(len(values), np.float32) for name, values in self.now.items()}
        self._seen = {name: np.zeros(len(values)) for name, values in self.now.items()}
        self._kept = 0.0  # logarithm of what is left of the first weights in the mean

    def take(
        self, batch: dict[str, Any], tokens: int
    ) -> tuple[dict[str, Any], Weights, dict[str, NDArray[np.int64]]]:
        """Give the batch with new row numbers, its rows (always as many), and which they are."""
        rows = np.empty_like(batch["rows"])
        taken, which = dict[str, Any](), dict[str, NDArray[np.int64]]()
        for table, slots in _slots():
            here = batch["rows"][:, :, slots]
            unique, back = np.unique(here, return_inverse=True)
            rows[:, :, slots] = back.reshape(here.shape)
            values = self.now[table]
            size = min(len(values), tokens * len(slots))
            taken[table] = np.zeros((size, values.shape[1]), np.float32)
            taken[table][: len(unique)] = values[unique]
            which[table] = unique
        return {**batch, "rows": rows}, taken, which

    def give(
        self, which: dict[str, NDArray[np.int64]], slopes: Weights, rate: float, keep: float
    ) -> None:
        """Change the rows that were taken."""
        for table, rows in which.items():
            slope = np.asarray(slopes[table])[: len(rows)]
            rested = self._rested(table, rows)
            mean = self._mean[table][rows] * rested + self.now[table][rows] * (1 - rested)
            moment = self._moment[table][rows] * FIRST + slope * (1 - FIRST)
            square = self._square[table][rows] * SECOND + slope * slope * (1 - SECOND)
            self._used[table][rows] += 1
            used = self._used[table][rows][:, None]
            size = np.sqrt(square / (1 - SECOND**used)) + TINY
            new = self.now[table][rows] - rate * moment / (1 - FIRST**used) / size
            self._moment[table][rows], self._square[table][rows] = moment, square
            self.now[table][rows] = new
            self._mean[table][rows] = mean * keep + new * (1 - keep)
            self._seen[table][rows] = self._kept + np.log(keep)
        self._kept += float(np.log(keep))

    def _rested(self, table: str, rows: NDArray[np.int64] | slice) -> Floats:
        rested: Floats = np.exp(self._kept - self._seen[table][rows])[:, None].astype(np.float32)
        return rested

    def mean(self) -> dict[str, Floats]:
        """Give the running mean of every row."""
        found = dict[str, Floats]()
        for table, values in self.now.items():
            rested = self._rested(table, slice(None))
            found[table] = self._mean[table] * rested + values * (1 - rested)
        return found


def _slots() -> Iterator[tuple[str, list[int]]]:
    for name in TABLES:
        yield f"e_{name}", [number for number, slot in enumerate(SLOTS) if slot == name]
