"""Small logs of many days: conversations that go on, retries, copies, broken lines, addresses."""
# ruff: noqa: S311 - seeded on purpose

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calls import write_lines

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = ("app", "bot", "web")
_WORDS = [a + b for a in ("ka", "lo", "mi", "tu", "se", "ra", "no", "vi") for b in
          ("ban", "cer", "dol", "fim", "gus", "hat", "jor", "kel", "lum", "mop", "nix", "pra")]  # fmt: skip


def text(rng, words):
    return " ".join(rng.choice(_WORDS) for _ in range(words)).capitalize() + "."


def line(messages, answer, *, time, user, call):
    return {
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "user": user,
        "request": {"model": "gpt-4.1", "messages": messages},
        "response": {
            "id": f"chatcmpl-{call}",
            "object": "chat.completion",
            "model": "gpt-4.1",
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": answer}}],
        },
    }  # fmt: skip


def conversation(name, began, turns):
    """(day, line) of every call: turn n is logged n days after the first, with all before it."""
    rng = random.Random(name)
    messages = [{"role": "system", "content": "You answer questions about parcels."}]
    for n in range(turns):
        told = f"Write to {name}@example.com: " if n == 0 and rng.random() < 0.3 else ""
        messages.append({"role": "user", "content": told + text(rng, 12)})
        answer = text(rng, 30)
        time = FIRST + timedelta(days=began + n, seconds=rng.randrange(86_400 - 60))
        call = f"{name}-{n}"
        yield began + n, line(list(messages), answer, time=time, user=f"user-{name}", call=call)
        if rng.random() < 0.2:  # the user asks again; this answer is what stays
            answer = text(rng, 30)
            time += timedelta(seconds=50)
            again = line(list(messages), answer, time=time, user=f"user-{name}", call=call + "r")
            yield (time - FIRST).days, again
        messages.append({"role": "assistant", "content": answer})


def day(n, source, a_day=4):
    """The lines that `source` logs on day `n`, in the order of their times."""
    found = []
    for began in range(max(n - 4, 0), n + 1):
        for k in range(a_day):
            name = f"{source}{began}x{k}"
            lines = conversation(name, began, turns=1 + (began + k) % 3)
            found += [told for on, told in lines if on == n]
    found.sort(key=lambda told: (told["timestamp"], told["response"]["id"]))
    return [*found, found[0], '{"cut": "'] if found else []


def write_day(folder: Path, n, a_day=4):
    """Write the files of day `n` below `folder/logs`."""
    date = f"{FIRST + timedelta(days=n):%Y-%m-%d}"
    for source in SOURCES:
        write_lines(folder / "logs" / source / f"{date}.jsonl", *day(n, source, a_day))


KEYS = {
    "sources": [{"type": "jsonl", "name": s, "path": f"logs/{s}/*.jsonl"} for s in SOURCES],
    "adapt": {"max_unreadable_fraction": 1.0},
}
