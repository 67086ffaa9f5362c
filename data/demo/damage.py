"""Lines that cannot be read: a few in each service, under 5 % of its lines."""

from collections.abc import Callable

import cloudwatch
import datadog
import mongodb
from faults import one
from files import Entry
from rows import Call, Row, to_json
from world import BUSY_HOURS, HOUR, START, World

SCALARS = ("null", "42", '"log rotated"', "true", '["a", "b"]', "3.5", "false", "null")
SERVICES = {"cloudwatch": cloudwatch, "datadog": datadog, "mongodb": mongodb}
Spoil = Callable[[bytes], bytes]


def moment(world: World) -> int:
    """A time within the busy hours."""
    day, hour = world.day_zero + world.rng.randrange(6), world.rng.choice(BUSY_HOURS)
    return START + day * 24 * HOUR + hour * HOUR + world.rng.randrange(HOUR)


def spare(world: World) -> Call:
    """A call that exists in one damaged line only."""
    call = one(world)
    world.calls.remove(call)
    return call


def no_colon(line: bytes) -> bytes:
    """Broken framing: a colon is gone."""
    return line.replace(b'"service":', b'"service" ', 1)


def shell(line: bytes) -> bytes:
    """Broken framing: the output of the shell instead of JSON."""
    return line.replace(b'{"$oid":"', b'ObjectId("', 1).replace(
        b'"},"createdAt"', b'"),"createdAt"', 1
    )


def surrogate(line: bytes) -> bytes:
    """Half an emoji."""
    return line[:-1] + b',"note":"see \\ud83d"}'


def nan(line: bytes) -> bytes:
    """A number that JSON does not have."""
    return line[:-1] + b',"score":NaN}'


def infinity(line: bytes) -> bytes:
    """Another one."""
    return line[:-1] + b',"score":-Infinity}'


def deep(line: bytes) -> bytes:
    """Lists in lists in lists."""
    return line[:-1] + b',"debug":' + b"[" * 4000 + b"]" * 4000 + b"}"


def garbage(line: bytes) -> bytes:
    """A value, and then something that is none."""
    return line + b" -- end of record"


def cut(line: bytes) -> bytes:
    """The line breaks off, though not inside a character."""
    return line[: len(line) * 3 // 5].decode(errors="ignore").encode()


def big5(line: bytes) -> bytes:
    """A field in the encoding of an old Windows."""
    return line[:-1] + b',"host_name":"' + "台北機房".encode("big5") + b'"}'


SPOILS: dict[str, list[tuple[Spoil, str, int]]] = {
    "datadog": [
        (no_colon, "not_json", 6), (surrogate, "not_json", 5), (nan, "not_json", 3), (infinity, "not_json", 2),
        (deep, "not_json", 5), (garbage, "not_json", 5), (cut, "truncated_event", 8), (big5, "not_utf8", 7),
    ],
    "cloudwatch": [(cut, "truncated_event", 12), (big5, "not_utf8", 6)],
    "mongodb": [
        (shell, "not_json", 3), (surrogate, "not_json", 2), (nan, "not_json", 1), (garbage, "not_json", 1),
        (cut, "truncated_event", 2), (big5, "not_utf8", 2),
    ],
}  # fmt: skip


def unreadable(world: World, source: str) -> list[Entry]:
    """Spoiled lines and values that are no event."""
    service, made = SERVICES[source], []
    for spoil, reason, count in SPOILS[source]:
        for number in range(count):
            entry = service.entry(spare(world), 0.5)
            channel = (
                "firehose" if spoil is cut and number % 3 == 0 and source == "cloudwatch" else ""
            )
            made.append(Entry(entry.at, spoil(entry.data), [bad("quarantined", reason)], channel))
    scalars = SCALARS[: {"datadog": 8, "mongodb": 3}.get(source, 0)]
    odd = "not_an_event"
    made += [Entry(moment(world), text.encode(), [bad("quarantined", odd)]) for text in scalars]
    return made


def cut_message(world: World, call: Call) -> Entry:
    """A sound Datadog event around a message that the agent has cut."""
    event = datadog.envelope(call.id, call.at, call.script.app, "", {"usr": {"id": call.user}})
    message = to_json({"request": {"messages": call.history}, "note": world.token(9)})
    event["message"] = message[: len(message) // 2] + "...TRUNCATED..."
    return Entry(call.at, to_json(event).encode(), [bad("quarantined", "truncated_event")])


def bad(fate: str, reason: str) -> Row:
    """The row of a line without a call."""
    return Row(fate=fate, stage="adapt", reasons=[reason])
