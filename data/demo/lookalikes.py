"""Calls that look like a fault of `clean` and are none: all of them must be kept."""

from collections.abc import Callable

from faults import answers, one, voice_of
from retries import asked_again
from world import MINUTE, SECOND, World


def apology(world: World) -> None:
    """A real answer that says sorry at the start or in the middle."""
    call = one(world, topical=True)
    sorry, head, tail = voice_of(call, "apology"), *call.text().partition("\n\n")[::2]
    answers(
        call,
        f"{sorry} {head}\n\n{tail}" if world.chance(0.5) else f"{head} {sorry}\n\n{tail}".strip(),
    )


def late_retry(world: World) -> None:
    """The same question ten minutes later is no retry; both answers stay."""
    asked_again(world, one(world, topical=True), 10 * MINUTE)


def regenerated(world: World) -> None:
    """The user asks for another answer after some minutes; both stay."""
    asked_again(world, one(world, topical=True), world.rng.randrange(170, 400) * SECOND)


def other_question(world: World) -> None:
    """The same user asks something else within two minutes."""
    first, second = one(world), one(world)
    second.user, second.at = first.user, first.at + world.rng.randrange(20, 95) * SECOND


def tool_call(world: World) -> None:
    """The answer is a tool call alone, and the session ends there."""
    _, answered = world.session(world.script("tool"))
    world.calls.remove(answered)


def brief_chinese(world: World) -> None:
    """Some twenty characters are a whole sentence in Chinese."""
    call = one(world, topical=True)
    while "brief" not in call.script.voice.grammar.options:
        call = one(world, topical=True)
    answers(call, voice_of(call, "brief"))


def similar_lines(world: World) -> None:
    """A list whose lines are alike but never the same."""
    call, number = one(world), world.rng.randrange(11, 80)
    shares = [world.rng.randrange(10, 99) for _ in range(9)]
    lines = [f"- {voice_of(call, 'room')} {n}: {share} %" for n, share in enumerate(shares, number)]
    answers(call, f"{call.text()}\n\n" + "\n".join(lines))


PLANTS: dict[Callable[[World], None], int] = {
    apology: 14, late_retry: 10, regenerated: 12, other_question: 10,
    tool_call: 25, brief_chinese: 15, similar_lines: 10,
}  # fmt: skip
