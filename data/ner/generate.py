"""Make the samples of a pass: gold sentences, filled templates and code without names.

Every pass draws anew, so the model seldom sees the same name twice in the same place. Half of the
gold sentences get other names; a third of the filled templates hold no name at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from augment import HALF, joined, recased, replaced
from corpus import TRAIN_EN, TRAIN_ZH, Sample, read
from names import han, latin
from negatives import code
from slots import Slots, filled_in
from words import VOCABULARY, common_words, converter, lines

PLAIN = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True)
class Script:
    """The gold sentences, slots and templates (with names, without) of one script."""

    gold: Sequence[Sample]
    slots: Slots
    with_names: Sequence[str]
    without: Sequence[str]
    share: float


@dataclass(frozen=True)
class Material:
    """All that a pass draws from."""

    scripts: Sequence[Script]
    code: Sequence[str]


def gather(folder: Path, rng: Random) -> Material:
    """Read the gold files and draw the pools of names."""
    gold = [sample for name in TRAIN_EN for sample in read(folder, name)]
    names = latin(rng, _mentions(gold, "LOC"), _mentions(gold, "ORG"))
    slots = Slots(names, names, VOCABULARY["english"], (), _plain(gold), chinese=False)
    english = Script(gold, slots, lines("templates/en.txt"), lines("templates/en_none.txt"), 1)
    simplified = _chinese(read(folder, TRAIN_ZH[1]), slots, rng, traditional=False)
    traditional = _chinese(read(folder, TRAIN_ZH[0]), slots, rng, traditional=True)
    return Material((english, traditional, simplified), code(held_out=False))


def _chinese(gold: list[Sample], english: Slots, rng: Random, *, traditional: bool) -> Script:
    own = han(rng, _mentions(gold, "LOC"), _mentions(gold, "ORG"), traditional=traditional)
    nouns = common_words(("n", "l", "nz"), traditional=traditional)
    verbs = common_words(("v", "vn", "a"), traditional=traditional)
    slots = Slots(own, english.latin, nouns, verbs, english.plain, chinese=True)
    convert = converter(traditional=traditional, phrases=True)
    named, plain = (
        [convert(line) for line in lines(f"templates/{name}.txt")] for name in ("zh", "zh_none")
    )
    return Script(gold, slots, named, plain, 2 / 3)


def _mentions(samples: list[Sample], label: str) -> list[str]:
    return [text[a:b] for text, spans in samples for a, b, found in spans if found == label]


def _plain(samples: list[Sample]) -> list[str]:
    texts = (text for text, spans in samples if not spans)
    words = {word for text in texts for word in text.split() if PLAIN.fullmatch(word)}
    named = {
        word.lower() for text, spans in samples for a, b, _ in spans for word in text[a:b].split()
    }
    technical = [*VOCABULARY["heading"], *VOCABULARY["code"]]
    return sorted(words - named) + technical * 10


def one_pass(
    material: Material, rng: Random, *, filled: int = 3_500, chunks: int = 800
) -> list[Sample]:
    """Draw the samples of one pass over the data, shuffled."""
    samples: list[Sample] = [(text, ()) for text in rng.sample(material.code, chunks)]
    for script in material.scripts:
        slots, share = script.slots, int(filled * script.share)
        for sample in script.gold:
            other = rng.random() < HALF
            samples.append(replaced(sample, slots.own, rng) if other else sample)
        samples += [filled_in(rng.choice(script.with_names), slots, rng) for _ in range(share)]
        samples += [filled_in(rng.choice(script.without), slots, rng) for _ in range(share // 2)]
    rng.shuffle(samples)
    return joined([recased(sample, rng) for sample in samples], rng)
