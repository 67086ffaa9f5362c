"""Make the samples of a pass: gold sentences, filled templates and code without names.

Every pass draws anew, so the model seldom sees the same name twice in the same place. Half of the
gold sentences get other names; a third of the filled templates hold no name at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from augment import HALF, Drawn, recased, replaced
from corpus import GENERATED_EN, GENERATED_ZH, TRAIN_EN, TRAIN_ZH, Sample, number, read
from names import han, latin
from negatives import code
from slots import Slots, filled_in
from words import VOCABULARY, common_words, converter, lines

PLAIN = re.compile(r"[a-z]{3,}")
REPLACED = 0.5  # of the gold sentences with names


@dataclass(frozen=True)
class Script:
    """The gold sentences, slots and templates (with names, without) of one script."""

    gold: Sequence[tuple[Sample, int]]  # with the number of their corpus
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
    numbered = [(sample, number(name)) for name in TRAIN_EN for sample in read(folder, name)]
    gold = [sample for sample, _ in numbered]
    names = latin(rng, _mentions(gold, "LOC"), _mentions(gold, "ORG"))
    slots = Slots(names, names, VOCABULARY["english"], (), _plain(gold), chinese=False)
    english = Script(numbered, slots, lines("templates/en.txt"), lines("templates/en_none.txt"), 1)
    simplified = _chinese(_numbered(folder, TRAIN_ZH[1]), slots, rng, traditional=False)
    traditional = _chinese(_numbered(folder, TRAIN_ZH[0]), slots, rng, traditional=True)
    return Material((english, traditional, simplified), code(held_out=False))


def _numbered(folder: Path, name: str) -> list[tuple[Sample, int]]:
    return [(sample, number(name)) for sample in read(folder, name)]


def _chinese(
    numbered: list[tuple[Sample, int]], english: Slots, rng: Random, *, traditional: bool
) -> Script:
    gold = [sample for sample, _ in numbered]
    own = han(rng, _mentions(gold, "LOC"), _mentions(gold, "ORG"), traditional=traditional)
    nouns = common_words(("n", "l", "nz"), traditional=traditional)
    verbs = common_words(("v", "vn", "a"), traditional=traditional)
    slots = Slots(own, english.latin, nouns, verbs, english.plain, chinese=True)
    convert = converter(traditional=traditional, phrases=True)
    named, plain = (
        [convert(line) for line in lines(f"templates/{name}.txt")] for name in ("zh", "zh_none")
    )
    return Script(numbered, slots, named, plain, 2 / 3)


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


def one_pass(material: Material, rng: Random, *, filled: int, chunks: int) -> list[Drawn]:
    """Draw the samples of one pass over the data, shuffled, with the numbers of their corpora.

    A Chinese sentence comes in one of its scripts; `filled` counts the English templates. Half of what is
    made here goes by the script (None), so that its ways hold in use.
    """
    drawn: list[Drawn] = [((text, ()), None) for text in rng.sample(material.code, chunks)]
    script_of = [rng.random() < HALF for _ in material.scripts[1].gold]
    for at, script in enumerate(material.scripts):
        slots, share = script.slots, int(filled * script.share)
        for place, (sample, corpus) in enumerate(script.gold):
            if at == 0 or script_of[place] == (at == 1):
                other = bool(sample[1]) and rng.random() < REPLACED
                drawn.append((replaced(sample, slots.own, rng) if other else sample, corpus))
        for template in (
            *rng.choices(script.with_names, k=share),
            *rng.choices(script.without, k=share // 2),
        ):
            made = GENERATED_ZH if at else GENERATED_EN
            corpus = made if rng.random() < HALF else None
            drawn.append((filled_in(template, slots, rng), corpus))
    rng.shuffle(drawn)
    return [(recased(sample, rng), corpus) for sample, corpus in drawn]
