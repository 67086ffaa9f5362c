"""Calls that failed, and questions that were asked again."""

from collections.abc import Callable

from faults import answers, one, rejected, voice_of
from rows import Call
from world import SECOND, World


def asked_again(world: World, call: Call, wait: int, question: str = "") -> Call:
    """The same user asks the same, `wait` milliseconds later, and gets another answer."""
    again = world.copy(call, at=call.at + wait, session=f"s-{world.token(12)}", status=200)
    again.history = [{"role": "user", "content": question or call.history[-1]["content"]}]
    answers(again, call.script.another_answer())
    world.calls.append(again)
    return again


def failed_then_fine(world: World) -> None:
    """429, then the same question passes."""
    call = one(world, topical=True)
    call.status = 429
    answers(call, None, "error")
    call.stands = asked_again(world, call, world.rng.randrange(5, 60) * SECOND)
    rejected(call, "failed", "no_response", "retried")


def failed_for_good(world: World) -> None:
    """An error of the server, with or without an HTTP status."""
    call = one(world)
    call.status = world.rng.choice((500, 503, 200))  # 200: nothing but the error object says so
    answers(call, None, "error")
    rejected(call, "failed", "no_response")


def failed_flag(world: World) -> None:
    """The app noted no success although there is an answer."""
    call = one(world)
    call.success = False
    rejected(call, "failed")


def retried(world: World) -> None:
    """A good answer, but the user asks again at once: word for word, with a typo, or with more."""
    call = one(world, topical=True)
    asked: str = call.history[-1]["content"]
    later = world.rng.choice((asked, asked[:20] + asked[21:], f"{asked} {voice_of(call, 'since')}"))
    call.stands = asked_again(world, call, world.rng.randrange(8, 110) * SECOND, later)
    rejected(call, "retried")


def retried_twice(world: World) -> None:
    """Three times the same question: only the last one stays."""
    call = one(world, topical=True)
    second = asked_again(world, call, 40 * SECOND)
    call.stands = second.stands = asked_again(world, call, 90 * SECOND)
    rejected(call, "retried")
    rejected(second, "retried")


PLANTS: dict[Callable[[World], None], int] = {
    failed_then_fine: 14, failed_for_good: 24, failed_flag: 8, retried: 24, retried_twice: 3,
}  # fmt: skip
