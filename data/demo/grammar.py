"""Sentences from the text files in `texts/`: headings, options, and slots that are filled by chance.

= room                      a heading; every line below it is one option
kitchen
= support wifi              a topic: an app and a name; the first letter says what a line is
q My {product} in the {room} drops out every {2-9} minutes.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

APPS = ("support", "coding", "summary")
Topic = dict[str, list[str]]  # lines by their letter
SLOT = re.compile(r"\{(?:(\d+)-(\d+)|([A-Za-z_0-9]+))\}")


@dataclass(frozen=True)
class Grammar:
    """All options of one language."""

    language: str  # en, zh_tw or zh_cn
    options: dict[str, list[str]]
    topics: dict[str, list[Topic]]  # by app


@dataclass
class Voice:
    """What one conversation says: a named slot keeps its value, a range is drawn anew."""

    grammar: Grammar
    rng: Random
    known: dict[str, str] = field(default_factory=dict)

    def say(self, template: str) -> str:
        """Fill every slot of a template; what is no slot stays as it is."""
        text = self.code(template)
        return text[:1].upper() + text[1:]

    def code(self, template: str) -> str:
        """Fill every slot and leave the case of the first letter alone."""
        return SLOT.sub(self._fill, template).replace("\\n", "\n")

    def pick(self, section: str) -> str:
        """Say one option of a section."""
        return self.say(self.rng.choice(self.grammar.options[section]))

    def _fill(self, slot: re.Match[str]) -> str:
        low, high, name = slot.groups()
        if low:
            return str(self.rng.randrange(int(low), int(high) + 1))
        if name not in self.known and name not in self.grammar.options:
            return slot[0]
        if name not in self.known:
            option = self.rng.choice(self.grammar.options[name])
            self.known[name] = SLOT.sub(self._fill, option)
        return self.known[name]

    def again(self) -> None:
        """Forget the places and times, so that the next sentence is about others."""
        self.known = {k: v for k, v in self.known.items() if k.isupper()}


def read(path: Path) -> Grammar:
    """Read one text file."""
    options: dict[str, list[str]] = {}
    topics: dict[str, list[Topic]] = {app: [] for app in APPS}
    target: Topic = {}
    letter = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            app, _, topic = line[2:].partition(" ")
            letter = "" if topic else app
            target = {} if topic else options
            if app == "system":
                target, letter = options, line[2:]
            elif topic:
                topics[app].append(target)
        elif line and not line.startswith("# "):
            mark, text = (letter, line) if letter else line.split(" ", 1)
            target.setdefault(mark, []).append(text)
    return Grammar(path.stem, options, topics)
