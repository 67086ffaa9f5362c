"""Sessions whose calls are hard to see as one conversation, and sessions that fork."""

from collections.abc import Callable

from faults import answers
from rows import stamp
from world import MINUTE, World


def clock(world: World) -> None:
    """The system prompt tells the time, so that no two calls of a session have the same one."""
    for call in world.session(world.script(turns=3)):
        call.system = f"{call.system}\nCurrent time: {stamp(call.at)}"


def name(world: World) -> None:
    """From the second call on the system prompt knows the customer's name."""
    _, *later = world.session(world.script("personal", turns=3))
    for call in later:
        call.script.personal["PERSON"] = call.script.voice.known["PERSON"]
        call.system = f"{call.system}\nThe customer's name is {call.script.personal['PERSON']}."


def thinking(world: World) -> None:
    """The answer was logged with its reasoning; the history of the next call lacks it."""
    for call in world.session(
        world.script(turns=3), dialect=world.rng.choice(("anthropic", "gemini"))
    ):
        call.thinking = (
            f"The user wrote {len(call.history[-1]['content'])} characters. A short list will do."
        )


def spaces(world: World) -> None:
    """The answer was logged with white space around it; the history holds it trimmed."""
    for call in world.session(world.script(turns=3)):
        answers(call, f"\n{call.text()}  \n")


def branch(world: World) -> None:
    """The user goes back and asks something else: both ends stay, the first turn does not."""
    first, second = world.session(world.script(turns=2, topical=True))
    other = world.script(turns=1, topical=True).turns[0]
    fork = world.copy(second, at=second.at + world.rng.randrange(3, 9) * MINUTE, parent=first)
    fork.history = [*second.history[:-1], {"role": "user", "content": other.question}]
    answers(fork, other.answer)
    world.calls.append(fork)


def choices(world: World) -> None:
    """Two answers to one call (n = 2): two rows of one line, and both stay."""
    script = world.script(topical=True)
    call = world.session(
        script, service=world.rng.choice(("datadog", "mongodb")), dialect="openai"
    )[0]
    extra = world.copy(call, id=call.id)
    answers(extra, script.another_answer())
    call.choices = [extra]


PLANTS: dict[Callable[[World], None], int] = {
    clock: 10, name: 8, thinking: 10, spaces: 10, branch: 12, choices: 8,
}  # fmt: skip
