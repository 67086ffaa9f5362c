"""Change gold sentences: other names, other case."""

import re
from random import Random

from corpus import Sample, Span
from names import Names

HAN = re.compile(r"[\u4e00-\u9fff]")
HALF = 0.5
LOWER, UPPER = 0.05, 0.02  # shares of texts
Drawn = tuple[Sample, int | None]  # with the number of its corpus


def replaced(sample: Sample, names: Names, rng: Random) -> Sample:
    """Put other names, places and organisations of the same kind into a gold sentence."""
    old, spans = sample
    text, placed, at = "", list[Span](), 0
    for start, end, label in spans:
        text += old[at:start]
        mention = _another(old[start:end], label, names, rng)
        placed.append((len(text), len(text) + len(mention), label))
        text, at = text + mention, end
    return text + old[at:], tuple(placed)


def _another(mention: str, label: str, names: Names, rng: Random) -> str:
    if label != "PERSON":
        return rng.choice(names.place if label == "LOC" else names.org)
    if HAN.search(mention):
        return rng.choice(names.full if mention[1:] else names.last)
    if " " in mention:
        return rng.choice(names.full)
    return rng.choice(names.first if rng.random() < HALF else names.last)


def recased(sample: Sample, rng: Random) -> Sample:
    """Lower-case or upper-case a few texts; a text whose length would change stays."""
    text, spans = sample
    draw = rng.random()
    other = text.lower() if draw < LOWER else text.upper() if draw < LOWER + UPPER else text
    return (other, spans) if len(other) == len(text) else sample
