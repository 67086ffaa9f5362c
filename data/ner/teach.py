"""Let teachers judge unlabelled text: the mean of their CRF's probabilities of each tag at each token."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import jax
import jax.numpy as jnp
import numpy as np
import unlabelled
from batches import Example
from corpus import TRAIN_EN, read
from examples import Coder
from examples import taught as with_teacher
from learner import GRAMMAR
from measure import all_scores
from shape import Floats, Shape

from etl.scrub.tagger.paths import NEVER, TAGS

LONGEST = 250  # characters
ENGLISH = 6_000  # sentences: narrow chat, of little use for names
WITHOUT = 3  # one in so many sentences without a name stays


def judged(
    coder: Coder,
    teachers: Sequence[dict[str, Floats]],
    text: Path,
    ner: Path,
    shape: Shape | None = None,
) -> list[Example]:
    """Give the examples that the student learns beside the gold ones.

    The English corpora of other ways are among them: what EWT would call a name there only teachers can say.
    """
    texts = unlabelled.sentences(text, unlabelled.CHINESE)
    english = unlabelled.sentences(text, unlabelled.ENGLISH)
    texts += Random(1).sample(english, min(ENGLISH, len(english)))
    texts += [sample[0] for name in TRAIN_EN[1:] for sample in read(ner, name)]
    examples = [coder.example((each, ())) for each in texts if len(each) <= LONGEST]
    examples = [example for example in examples if len(example)]
    sums = [np.zeros((len(example), TAGS), np.float32) for example in examples]
    for real in teachers:
        for scores, batch, places in all_scores(coder, real, shape or Shape(), examples):
            found = np.asarray(marginals(scores, jnp.asarray(batch["inside"].T), real["T"]))
            for column, place in enumerate(places):
                sums[place] += found[: len(examples[place]), column] / len(teachers)
    marked = [with_teacher(example, mean) for example, mean in zip(examples, sums, strict=True)]
    return [each for at, each in enumerate(marked) if each.tags.any() or at % WITHOUT == 0]


@jax.jit
def marginals(scores: jax.Array, inside: jax.Array, between: jax.Array) -> jax.Array:
    """Give the probability of each tag (time, text, tag) under the CRF."""
    step = jnp.where(GRAMMAR["step"], between, NEVER)

    def forward(total: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        new = jax.nn.logsumexp(total[:, :, None] + step[None], 1) + now[0]
        new = jnp.where(now[1][:, None] > 0, new, total)
        return new, new

    def backward(total: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        new = jax.nn.logsumexp(step[None] + (now[0] + total)[:, None, :], 2)
        new = jnp.where(now[1][:, None] > 0, new, total)
        return new, new

    first = scores[0] + jnp.where(GRAMMAR["start"], 0, NEVER)
    last = jnp.broadcast_to(jnp.where(GRAMMAR["end"], 0, NEVER), first.shape)
    rest = (scores[1:], inside[1:])
    _, before = jax.lax.scan(forward, first, rest)
    _, after = jax.lax.scan(backward, last, rest, reverse=True)
    before = jnp.concatenate([first[None], before])
    after = jnp.concatenate([after, last[None]])
    return jax.nn.softmax(before + after, -1)
