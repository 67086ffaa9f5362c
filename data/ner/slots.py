"""Fill the slots of a template: `{P}` full name, `{F}` first, `{S}` surname, `{L}` place and more.

What fills P, F, S, G (given name), K (nickname), L, A (street address) and O gets a label; the
values, the words W (thing) and V (deed) and the headings B (`Prompt Comparison`, which looks like
a name) are hard negatives without one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from corpus import Sample, Span
from names import Names
from values import VALUES
from words import VOCABULARY

SLOT = re.compile(r"\{([A-Z])\}")
LABEL = dict.fromkeys("PFSGK", "PERSON") | {"L": "LOC", "A": "LOC", "O": "ORG"}
LATIN_IN_CHINESE = 0.08  # share of full names in Chinese texts


@dataclass(frozen=True)
class Slots:
    """What fills the slots of one script; `own` and `latin` are its names and the Latin ones."""

    own: Names
    latin: Names
    words: Sequence[str]
    verbs: Sequence[str]
    plain: Sequence[str]
    chinese: bool

    def fill(self, slot: str, rng: Random) -> str:
        """Draw a text for a slot letter of the templates."""
        pools = {
            "F": self.latin.first,
            "S": self.own.last,
            "L": self.own.place,
            "O": self.own.org,
            "W": self.words,
            "V": self.verbs,
        }
        makers = {"P": self._full, "G": self._given, "K": self._nickname}
        makers |= {"A": self._address, "B": self._heading}
        if slot in pools:
            return rng.choice(pools[slot])
        return (makers | VALUES)[slot](rng)

    def _full(self, rng: Random) -> str:
        foreign = self.chinese and rng.random() < LATIN_IN_CHINESE
        return rng.choice(self.latin.full if foreign else self.own.full)

    def _given(self, rng: Random) -> str:
        two = [name for name in rng.sample(self.own.first, 9) if len(name) > 1]
        return rng.choice(two or self.own.first)

    def _nickname(self, rng: Random) -> str:
        one, surname = rng.choice(self.own.first)[0], rng.choice(self.own.last)[0]
        return rng.choice((f"小{surname}", f"小{one}", f"阿{one}", f"老{surname}", one + one))

    def _address(self, rng: Random) -> str:
        number = rng.randint(1, 400)
        if not self.chinese:
            street, family = rng.choice(VOCABULARY["street"]), rng.choice(self.own.last)
            return rng.choice(
                (f"{number} {family} {street}", f"{number} {street} {number % 9 + 1}")
            )
        road, place = rng.choice(VOCABULARY["road"]), rng.choice(self.own.place)
        floor, house = f"号{number % 12 + 1}楼", f"号{number % 9 + 1}栋{number}室"
        return f"{place}{road}{number}{rng.choice(('号', f'巷{number % 30 + 1}号', floor, house))}"

    def _heading(self, rng: Random) -> str:
        words = [word.capitalize() for word in rng.sample(self.plain, rng.choice((1, 1, 2, 2, 3)))]
        return rng.choice((" ", " ", " ", "-")).join(words)


def filled_in(template: str, slots: Slots, rng: Random) -> Sample:
    """Fill every slot of a template."""
    text, spans, at = "", list[Span](), 0
    for slot in SLOT.finditer(template):
        text += template[at : slot.start()]
        filler = slots.fill(slot[1], rng)
        if slot[1] in LABEL:
            spans.append((len(text), len(text) + len(filler), LABEL[slot[1]]))
        text, at = text + filler, slot.end()
    return text + template[at:], tuple(spans)
