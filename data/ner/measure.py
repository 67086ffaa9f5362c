"""Score networks on the dev files while they are trained, before any rounding."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from batches import Batch, Example
from corpus import DEV, read
from examples import Coder
from learner import GRAMMAR, scores
from shape import Floats, Shape

from etl.scrub.tagger.paths import best_path, spans

USED = ("rows", "bits", "spelled", "domain", "inside")
Dev = Sequence[tuple[str, list[Example]]]


def dev(coder: Coder, ner: Path) -> Dev:
    """Read the dev files."""
    return [(name, [coder.example(each) for each in read(ner, name)]) for name in DEV]


_scores = jax.jit(scores, static_argnames=("shape",))


def all_scores(
    coder: Coder, real: dict[str, Any], shape: Shape, examples: Sequence[Example]
) -> Iterator[tuple[jax.Array, Batch, list[int]]]:
    """Score examples in batches: scores (time, text, tag), the batch, the places."""
    ready = {name: jnp.asarray(values) for name, values in real.items()}
    for batch, places in coder.batches(examples, 4000):
        yield _scores(ready, {name: batch[name] for name in USED}, shape), batch, places


def scored(dev_files: Dev, coder: Coder, real: dict[str, Floats], shape: Shape) -> str:
    """Write P/R/F over PERSON and LOC, and F of each label, of the dev files."""
    parts = list[str]()
    for name, examples in dev_files:
        right, found, gold = (dict.fromkeys(("PERSON", "LOC", "ORG"), 0) for _ in range(3))
        for score, batch, places in all_scores(coder, real, shape, examples):
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
