"""Calls that are exact copies of others: logged twice, asked twice, or the same after `scrub`."""

from collections.abc import Callable

from conversations import Script
from faults import one
from grammar import Voice
from people import person
from turns import Turn
from world import HOUR, World


def two_services(world: World, turns: int = 1) -> None:
    """The app and its proxy both log the call, under one id."""
    script = world.script(turns=turns)
    earlier, later = world.rng.choice((("cloudwatch", "datadog"), ("datadog", "mongodb")))
    parent = None
    for call in world.session(script, service=earlier):
        call.twin = call
        parent = world.copy(
            call, id=call.id, source=later, delay=world.rng.randrange(200, 900), parent=parent
        )
        world.calls.append(parent)


def two_services_session(world: World) -> None:
    """A whole session in two services: only its last call stays, once."""
    two_services(world, 3)


def delivered_twice(world: World) -> None:
    """The service itself delivers a line twice, under one event id."""
    service, channel = world.rng.choice((("datadog", "replay"), ("cloudwatch", "firehose")))
    call = world.session(world.script(), service=service)[0]
    call.twin, call.channel = call, channel if channel == "firehose" else ""
    world.calls.append(world.copy(call, id=call.id, channel=channel))


def other_ids(world: World) -> None:
    """Somebody else has the same conversation later, in all once or twice more."""
    call = one(world)
    while call.at > world.end() - 30 * HOUR:
        call = one(world)
    call.twin = call
    for _ in range(world.rng.choice((1, 1, 1, 2))):
        user, at = world.slot(after=call.at + HOUR)
        source = world.rng.choice(("datadog", "cloudwatch"))
        world.calls.append(
            world.copy(call, user=user, at=at, source=source, session=f"s-{world.token(12)}")
        )


def scrubbed_alike(world: World) -> None:
    """Four short requests that differ in the mail address alone; the same once it is replaced."""
    for template in world.grammars["en"].options["scrubtwin"]:
        group = object()
        for _ in range(3):
            voice = Voice(world.grammars["en"], world.rng, person(world.rng, world.grammars["en"]))
            question, answer = (voice.say(part) for part in template.split(" | "))
            mail = {"EMAIL_ADDRESS": voice.known["EMAIL_ADDRESS"]}
            system = voice.grammar.options["system support"][0]
            script = Script(voice, "support", system, [Turn(question, answer)], personal=mail)
            world.session(script)[0].twin = group


PLANTS: dict[Callable[[World], None], int] = {
    two_services: 24, two_services_session: 4, delivered_twice: 8, other_ids: 24, scrubbed_alike: 1,
}  # fmt: skip
