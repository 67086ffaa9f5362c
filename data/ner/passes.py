"""Run passes over the data: draw samples, make batches, change the weights, score the dev files now and then."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import jax
import jax.numpy as jnp
import numpy as np
from corpus import DEV, read
from examples import Batch, Coder, Example
from generate import Material, one_pass
from learner import GRAMMAR, Floats, Shape, fresh, scores
from tagger.network import best_path, spans
from updates import State, Tables, step
from vectors import Vectors

DRAWS = 4  # sets of samples that the passes go through in turn
USED = ("rows", "bits", "spelled", "domain", "inside")


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn; words are tokens."""

    passes: int = 10
    seed: int = 7
    learn_rate: float = 0.002
    warm_up: float = 0.05
    decay_from: float = 0.4  # of the work
    batch_tokens: int = 1200
    mean: float = 0.998  # what the running mean keeps at a step
    vectors: float = 0.3  # scale of the start vectors
    filled: int = 2000  # English templates of a pass
    chunks: int = 400  # of code
    taught_share: float = 0.5  # of what teachers judged, in a pass
    every: int = 2  # passes between scores
    shape: Shape = field(default_factory=Shape)

    def rate(self, done: float) -> float:
        """Give the learning rate after a share of the work."""
        return self.learn_rate * min(
            1.0, done / self.warm_up, (1 - done) / (1 - self.decay_from) + 0.01
        )


@dataclass(frozen=True)
class Data:
    """What every network of a run learns from, and is scored on."""

    coder: Coder
    material: Material
    start: dict[str, Vectors]
    dev: Sequence[tuple[str, list[Example]]]


def dev(coder: Coder, ner: Path) -> list[tuple[str, list[Example]]]:
    """Read the dev files."""
    return [(name, [coder.example(each) for each in read(ner, name)]) for name in DEV]


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
                f"seed {plan.seed} pass {turn + 1}, {spent}: {scored(data, mean, plan)}", flush=True
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


_scores = jax.jit(scores, static_argnames=("shape",))


def all_scores(
    coder: Coder, real: dict[str, Any], shape: Shape, examples: Sequence[Example]
) -> Iterator[tuple[jax.Array, Batch, list[int]]]:
    """Score examples in batches: scores (time, text, tag), the batch, the places."""
    ready = {name: jnp.asarray(values) for name, values in real.items()}
    for batch, places in coder.batches(examples, 4000):
        yield _scores(ready, {name: batch[name] for name in USED}, shape), batch, places


def scored(data: Data, real: dict[str, Floats], plan: Plan) -> str:
    """Write P/R/F over PERSON and LOC, and F of each label, of the dev files."""
    parts = list[str]()
    for name, examples in data.dev:
        right, found, gold = (dict.fromkeys(("PERSON", "LOC", "ORG"), 0) for _ in range(3))
        for score, batch, places in all_scores(data.coder, real, plan.shape, examples):
            inside = batch["inside"].T[:, :, None]
            path = best_path(np.asarray(score), inside, np.asarray(real["T"]), GRAMMAR)
            for column, place in enumerate(places):
                example = examples[place]
                mine = set(spans(path[: len(example), column].tolist()))
                theirs = set(spans(example.tags.tolist()))
                for counted, these in ((right, mine & theirs), (found, mine), (gold, theirs)):
                    for *_, label in these:
                        counted[label] += 1
        both = _prf(*(c["PERSON"] + c["LOC"] for c in (right, found, gold)))
        each = "/".join(f"{_prf(right[k], found[k], gold[k])[2]:.1f}" for k in right)
        parts.append(f"{name[:10]} " + "/".join(f"{x:.1f}" for x in both) + f" ({each})")
    return ", ".join(parts)


def _prf(right: int, found: int, gold: int) -> tuple[float, float, float]:
    return (
        100 * right / max(found, 1),
        100 * right / max(gold, 1),
        200 * right / max(found + gold, 1),
    )
