"""Calls that `clean` must drop for their answer or their question."""

from collections.abc import Callable

from rows import Call
from world import World

SHORTEST = {"en": 50, "zh_tw": 15, "zh_cn": 15}  # characters; a shorter answer is short


def one(world: World, dialect: str = "", *, topical: bool = False) -> Call:
    """A sound call of a single turn."""
    return world.session(world.script(topical=topical), dialect=dialect)[0]


def answers(call: Call, text: str | None, finish: str = "stop") -> None:
    """Replace the answer."""
    call.answer = None if text is None else {"role": "assistant", "content": text}
    call.finish = finish


def voice_of(call: Call, section: str) -> str:
    """A sentence of the call's language."""
    return call.script.voice.pick(section)


def rejected(call: Call, *reasons: str) -> None:
    """Note the reasons in the order of their names, as the ledger has them."""
    call.reasons = sorted({*call.reasons, *reasons})


def no_response(world: World) -> None:
    """No answer, an empty one, or one of white space."""
    call = one(world)
    answers(call, world.rng.choice((None, "", " \n\n ")))
    rejected(call, "no_response")


def no_prompt(world: World) -> None:
    """The user's message is empty."""
    call = one(world, world.rng.choice(("openai", "anthropic")))
    call.history = [{"role": "user", "content": world.rng.choice(("", "  "))}]
    if call.dialect == "openai" and world.chance(0.4):
        call.history = []
    rejected(call, "no_prompt")


def refusal(world: World) -> None:
    """The model declines; a very short refusal is also a short response."""
    call = one(world)
    call.history = [{"role": "user", "content": voice_of(call, "sensitive")}]
    says_so = call.dialect == "anthropic" and world.chance(0.4)
    answers(call, voice_of(call, "refusal"), "refusal" if says_so else "stop")
    short = len(call.text()) < SHORTEST[call.script.voice.grammar.language]
    rejected(call, "refusal", *["short_response"] * short)


def truncated(world: World) -> None:
    """The answer was cut by the limit of tokens."""
    call = one(world)
    while len(call.text()) < 120:  # noqa: PLR2004 - so that what is left is not short
        answers(call, call.text() + " " + voice_of(call, "closer"))
    answers(call, call.text()[: len(call.text()) * 2 // 3].rstrip(), "length")
    rejected(call, "truncated")


def truncated_at_the_end(world: World) -> None:
    """Only the last turn of a session was cut: the turn before it is the longest sound one."""
    *_, last = world.session(world.script(turns=3), service="datadog")
    answers(last, last.text() + " " + voice_of(last, "closer")[:-6], "length")
    rejected(last, "truncated")


def content_filtered(world: World) -> None:
    """Stopped by the provider's filter, with half an answer or none."""
    call = one(world, world.rng.choice(("openai", "gemini")))
    if world.chance(0.5):
        answers(call, call.text()[:-5], "content_filter")
        rejected(call, "content_filtered")
    else:
        answers(call, "" if call.dialect == "openai" else None, "content_filter")
        rejected(call, "content_filtered", "no_response")


def short_response(world: World) -> None:
    """A few words that teach nothing."""
    call = one(world)
    answers(call, voice_of(call, "short"))
    rejected(call, "short_response")


def long_response(world: World) -> None:
    """A table without an end."""
    call = one(world)
    lines = [f"{n}. {voice_of(call, 'fact')}" for n in range(1, 900)]
    answers(call, "\n".join(lines)[: world.rng.randrange(20_001, 24_000)])
    rejected(call, "long_response")


def repeated_lines(world: World) -> None:
    """A model in a loop, sometimes until the limit of tokens."""
    call = one(world)
    loop = [voice_of(call, "loop") for _ in range(3)]
    cut = world.chance(0.3)
    answers(call, "\n".join(loop * world.rng.randrange(5, 9)), "length" if cut else "stop")
    rejected(call, "repeated_lines", *["truncated"] * cut)


PLANTS: dict[Callable[[World], None], int] = {
    no_response: 20, no_prompt: 12, refusal: 46, truncated: 30, truncated_at_the_end: 8,
    content_filtered: 18, short_response: 30, long_response: 3, repeated_lines: 14,
}  # fmt: skip
