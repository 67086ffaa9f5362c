"""Long texts that come back with a few words more, and texts that are only half alike."""

from collections.abc import Callable

from conversations import write
from faults import answers, one
from overlap import jaccard
from rows import Call
from world import World

INSERTS = {
    "en": ("Thank you.", "Please note.", "As promised.", "One more thing."),
    "zh_tw": ("謝謝您。", "請留意。", "順帶一提。", "再補充一點。"),
    "zh_cn": ("谢谢您。", "请留意。", "顺便说一下。", "再补充一点。"),
}


def near(world: World) -> None:
    """A long text with a few words more, from other users, once or twice."""
    base = one(world, topical=True)
    answers(base, long_text(world, base, 3))
    base.near = base
    for count in range(1, world.rng.choice((2, 2, 3))):
        user, at = world.slot()
        copy = world.copy(base, user=user, at=at, session=f"s-{world.token(12)}")
        answers(copy, varied(world, base, count))
        if jaccard([base.text()], [copy.text()]) < 0.86:  # noqa: PLR2004 - clearly above 0.8
            raise RuntimeError("a near duplicate is too far from its original; lengthen the text")
        world.calls.append(copy)


def half_alike(world: World) -> None:
    """Two thirds of a long text come back with another question: alike, but no near duplicate."""
    base = one(world, topical=True)
    answers(base, long_text(world, base, 3))
    other = one(world, topical=True)
    while other.script.voice.grammar is not base.script.voice.grammar:
        other = one(world, topical=True)
    head = base.text().rsplit("\n\n~\n\n", 1)[0]
    answers(other, f"{head}\n\n~\n\n{other.text()}")
    if not 0.3 < jaccard([base.text()], [other.text()]) <= 0.6:  # noqa: PLR2004 - clearly below 0.8
        answers(other, other.script.turns[0].answer)


def long_text(world: World, call: Call, parts: int) -> str:
    """Several answers one after another."""
    language = call.script.voice.grammar.language
    texts = [
        write(world.rng, world.grammars[language], world.seen, "plain").turns[0].answer
        for _ in range(parts - 1)
    ]
    return "\n\n~\n\n".join([call.text(), *texts])


def varied(world: World, call: Call, count: int) -> str:
    """The answer with so many short sentences put in, each where a sentence of it ends."""
    text, language = call.text(), call.script.voice.grammar.language
    stop = ". " if language == "en" else "。"
    for insert in world.rng.sample(INSERTS[language], count):
        parts = text.split(stop)
        at = world.rng.randrange(1, max(2, len(parts) - 1))
        text = stop.join([*parts[:at], insert[:-1], *parts[at:]])
    return text


PLANTS: dict[Callable[[World], None], int] = {near: 26, half_alike: 16}
