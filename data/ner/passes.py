"""Run passes over the data: draw samples, make batches, change the weights, score the dev files now and then."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import jax
import jax.numpy as jnp
import numpy as np
from batches import Batch, Example
from examples import Coder
from generate import Material, one_pass
from measure import Dev, scored
from plan import Plan
from shape import Floats, fresh
from updates import State, Tables, step
from vectors import Vectors

DRAWS = 4  # sets of samples that the passes go through in turn


@dataclass(frozen=True)
class Data:
    """What every network of a run learns from, and is scored on."""

    coder: Coder
    material: Material
    start: dict[str, Vectors]
    dev: Dev


def learn(data: Data, plan: Plan, taught: Sequence[Example]) -> dict[str, Floats]:
    """Train one network; give the running mean of its weights."""
    rng, key = Random(plan.seed), jax.random.key(plan.seed)
    tables, state = _started(data, plan)
    draws = [_draw(data, plan, rng) for _ in range(min(DRAWS, plan.passes))]
    began, number = time.process_time(), 0
    for turn in range(plan.passes):
        batches = _batches(data.coder, draws[turn % len(draws)], taught, plan, rng)
        lost = 0.0
        for at, batch in enumerate(batches):
            number += 1
            rate = plan.rate((turn + (at + 1) / len(batches)) / plan.passes)
            keep = min(plan.mean, number / (number + 20))
            moved, rows, which = tables.take(batch, plan.batch_tokens)
            rates = jnp.array([rate, number, keep], jnp.float32)
            now = jax.random.fold_in(key, number)
            state, slopes, loss = step(state, rows, moved, now, rates, plan.shape)
            tables.give(which, slopes, rate, keep)
            lost += float(loss)
        mean = {**tables.mean(), **{name: np.asarray(values) for name, values in state[3].items()}}
        if (turn + 1) % plan.every == 0 or turn + 1 == plan.passes:
            spent = f"{time.process_time() - began:.0f} s, loss {lost / len(batches):.4f}"
            print(
                f"seed {plan.seed} pass {turn + 1}, {spent}: {scored(data.dev, data.coder, mean, plan.shape)}",
                flush=True,
            )
    return mean


def _started(data: Data, plan: Plan) -> tuple[Tables, State]:
    real = fresh(plan.shape, plan.seed)
    for name, (table, is_set) in data.start.items():
        real[f"e_{name}"][is_set] = table[is_set] * plan.vectors
    dense = {name: jnp.asarray(v) for name, v in real.items() if not name.startswith("e_")}
    one, two = (jax.tree.map(jnp.zeros_like, dense) for _ in range(2))
    return Tables(real), (dense, one, two, jax.tree.map(jnp.copy, dense))


def _draw(data: Data, plan: Plan, rng: Random) -> list[Example]:
    drawn = one_pass(data.material, rng, filled=plan.filled, chunks=plan.chunks)
    made = (data.coder.example(sample, corpus) for sample, corpus in drawn)
    return [example for example in made if len(example)]


def _batches(
    coder: Coder, drawn: Sequence[Example], taught: Sequence[Example], plan: Plan, rng: Random
) -> list[Batch]:
    found = [batch for batch, _ in coder.batches(drawn, plan.batch_tokens, rng)]
    if taught:
        some = rng.sample(taught, int(len(taught) * plan.taught_share))
        found += [batch for batch, _ in coder.batches(some, plan.batch_tokens, rng)]
    rng.shuffle(found)
    return found
