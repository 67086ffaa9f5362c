"""Promise of the engine: what a text holds does not depend on the texts beside it, nor on their order."""

import random

import pii_suite
import pytest

from etl.scrub import RECOGNIZERS
from etl.scrub._model import BUILTIN
from etl.scrub.find import reader
from etl.scrub.find.finder import Finder


@pytest.fixture(scope="module")
def finder():
    path = str(BUILTIN)
    return Finder(RECOGNIZERS.values(), "default", {"en": path, "zh": path}, ())


def varied(many):
    """Labelled texts, and these cut, joined and in other words' company."""
    rng = random.Random(11)  # noqa: S311 - no secret
    texts = [text.text for text in pii_suite.texts()]
    made = dict.fromkeys(texts)
    while len(made) < many:
        one, other = rng.choice(texts), rng.choice(texts)
        at = rng.randrange(len(one) + 1)
        made[
            rng.choice(
                [one[:at] + other, one[at:], f"{one}\n{other}", one.lower(), f"{other} {one}"]
            )
        ] = None
    return rng.sample(list(made), many)


def same(finder, texts):
    together = finder.find(texts)
    order = list(range(len(texts)))
    random.Random(3).shuffle(order)  # noqa: S311 - no secret
    mixed = dict(zip(order, finder.find([texts[i] for i in order]), strict=True))
    assert together == [mixed[i] for i in range(len(texts))]
    assert together == [finder.find([text])[0] for text in texts]
    assert sum(map(len, together)) > len(texts) / 2


def test_spans_are_those_of_the_text_alone(finder, monkeypatch):
    monkeypatch.setattr(reader, "FEW", 5_000)  # so that both ways to screen are taken
    same(finder, varied(3_000)[:250])


@pytest.mark.long
def test_spans_of_5000_texts_are_those_of_each_alone(finder):
    same(finder, varied(5_200))
