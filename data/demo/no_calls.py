"""Lines that hold no call: plain logs, traces, documents of another kind, blank lines."""

import datadog
from damage import bad, moment
from files import Entry
from rows import stamp, to_json
from world import World

PLAIN = (
    "INFO gateway worker {n} started",
    "WARN slow upstream, {n} ms",
    "START RequestId: 8f3c{n:04d}-11aa-42cd-9e7f-0c5d2b6a{n:04d} Version: $LATEST",
    "REPORT RequestId: 8f3c{n:04d}-11aa-42cd-9e7f-0c5d2b6a{n:04d} Duration: {n}.31 ms Memory Size: 512 MB",
    'GET /health HTTP/1.1" 200 {n}',
    "rotating credentials, {n} left [ok]",
)
TRACE = 'ERROR upstream closed\nTraceback (most recent call last):\n  File "gateway.py"\nTimeoutError: {n}'


def write(world: World, source: str) -> list[Entry]:
    """So many lines without a call, and six blank ones."""
    made = []
    for number in range({"datadog": 45, "cloudwatch": 60, "mongodb": 12}[source]):
        at, drawn = moment(world), world.rng.randrange(3, 900)
        template = TRACE if source == "cloudwatch" and number % 10 == 0 else world.rng.choice(PLAIN)
        text = template.format(n=drawn)
        channel = "firehose" if source == "cloudwatch" and number % 4 == 1 else ""
        if source == "datadog":
            event = datadog.envelope(f"{text} {number}", at, "gateway", text, {"pid": drawn})
            text = to_json(event)
        elif source == "mongodb":
            identity = {"_id": {"$oid": f"{at // 1000:08x}{number:016x}"}}
            text = to_json(
                {**identity, "createdAt": {"$date": stamp(at)}, "type": "session_started"}
            )
        made.append(Entry(at, text.encode(), [bad("dropped", "not_a_call")], channel))
    return made + [Entry(moment(world), b"") for _ in range(6)]
