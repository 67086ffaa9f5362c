"""What people ask the three apps of Lumora Home, and what the models answer."""

import json
from dataclasses import dataclass, field
from random import Random

from grammar import Grammar, Topic, Voice
from overlap import Seen
from people import person
from turns import SHORTEST, TOOLS, Turn, another_answer, join, summary, topical

LONGEST = {"en": 600, "zh_tw": 420, "zh_cn": 420}  # characters of an answer


@dataclass
class Script:
    """One conversation before it is logged."""

    voice: Voice
    app: str
    system: str
    turns: list[Turn]
    topic: Topic = field(default_factory=dict)  # of the first question; {} for a summary
    personal: dict[str, str] = field(default_factory=dict)  # entity -> planted value

    def texts(self) -> list[str]:
        """What is compared with other conversations."""
        return [text for turn in self.turns for text in (turn.question, turn.answer)]

    def another_answer(self) -> str:
        """Answer the first question again, in other words."""
        return another_answer(self.voice, self.app, self.topic, self.turns[0].answer)


def write(rng: Random, grammar: Grammar, seen: Seen, shape: str, turns: int = 1) -> Script:
    """Write a conversation unlike all before; `shape` is plain, personal or tool."""
    for _ in range(400):
        script = _draft(rng, grammar, shape, turns)
        if script and seen.take(script.texts()):
            return script
    raise RuntimeError(
        f"{grammar.language}: no new {shape} conversation of {turns} turns; add texts"
    )


def _draft(rng: Random, grammar: Grammar, shape: str, turns: int) -> Script | None:
    voice = Voice(grammar, rng)
    app = (
        "support"
        if shape != "plain"
        else rng.choice(("support",) * 5 + ("coding",) * 2 + ("summary",) * 2)
    )
    made, topic = (summary(voice, turns), {}) if app == "summary" else topical(voice, app, turns)
    script = Script(voice, app, grammar.options[f"system {app}"][0], made, topic)
    if shape != "plain":
        _add_person(script)
    if shape == "tool":
        _add_tool(script)
    fits = all(SHORTEST <= len(turn.answer) <= LONGEST[grammar.language] for turn in made)
    return script if fits else None


def _add_person(script: Script) -> None:
    voice, first = script.voice, script.turns[0]
    voice.known |= person(voice.rng, voice.grammar)
    said, noted, again = (
        voice.say(p) for p in voice.rng.choice(voice.grammar.options["personal"]).split(" | ")
    )
    first.question, first.answer = (
        join(voice, [first.question, said]),
        join(voice, [noted, first.answer]),
    )
    if len(script.turns) > 1:
        script.turns[-1].question = join(voice, [script.turns[-1].question, again])
    told = f"{said}{noted}{again}"
    script.personal = {k: v for k, v in voice.known.items() if k.isupper() and v in told}


def _add_tool(script: Script) -> None:
    voice, turn = script.voice, script.turns[0]
    turn.tool = voice.rng.choice(list(TOOLS))
    known = {
        "order_id": voice.say("{order}"),
        "email": voice.known["EMAIL_ADDRESS"],
        "name": voice.known["PERSON"],
    }
    known |= {
        "phone": voice.known["PHONE_NUMBER"],
        "address": voice.known["STREET_ADDRESS"],
        "summary": turn.question,
    }
    arguments = {key: known[key] for key in TOOLS[turn.tool][1]}
    turn.arguments = json.dumps(arguments, ensure_ascii=False)
    turn.result = json.dumps({"ok": True, "reference": voice.say("T-{10000-99999}")})
    planted = {k: v for k, v in voice.known.items() if k.isupper() and v in arguments.values()}
    script.personal |= planted
