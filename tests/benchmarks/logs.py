"""Logs for measuring: OpenAI-style calls as JSON Lines, about 4.2 kB a line, seeded.

One line in 50 has a fault that `clean` or `dedup` must see; texts are random sentences over 4,000
words and compress about three times, so dictionary tricks gain nothing that real logs would not give.
"""

import random
from pathlib import Path

import msgspec

WORDS = 4000
ENGLISH = (  # noqa: SIM905 - a text reads better than a list
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by "
    "word but not what all were we when your can said there use an each which she do how their if will up "
    "other about out many then them these so some her would make like him into time has look two more write "
    "go see number no way could people my than first water been call who oil its now find long down day did "
    "get come made may part over new sound take only little work know place year live me back give most very "
    "after thing our just name good sentence man think say great where help through much before line right"
).split()
SENTENCES = 20_000


def sentences(rng: random.Random, words: list[str] | None = None) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = words or ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(WORDS)]
    return [
        " ".join(rng.choices(words, k=rng.randint(6, 18))).capitalize() + "."
        for _ in range(SENTENCES)
    ]


def call(rng: random.Random, number: int, text: list[str]) -> dict[str, object]:
    def say(k: int) -> str:
        return " ".join(rng.choices(text, k=k))

    messages = [{"role": "system", "content": text[number % 40] + " " + text[number % 41]}]
    for _ in range(rng.choice([0, 0, 1, 2])):
        messages += [{"role": "user", "content": say(4)}, {"role": "assistant", "content": say(9)}]
    messages.append({"role": "user", "content": say(rng.randint(2, 8))})
    fault = rng.randint(0, 49)
    answer = "I'm sorry, but I can't help with that." if fault == 0 else say(rng.randint(8, 40))
    return {
        "timestamp": f"2026-03-{1 + number % 6:02}T{number // 60 % 24:02}:{number % 60:02}:00Z",
        "user": f"user-{rng.randint(0, 40_000)}",
        "status_code": 500 if fault == 1 else 200,
        "request": {"model": "gpt-4.1", "temperature": 0.2, "messages": messages},
        "response": {
            "id": f"chatcmpl-{number:012}",
            "object": "chat.completion",
            "created": 1772323200 + number,
            "model": "gpt-4.1-2025-04-14",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": answer},
                    "finish_reason": "length" if fault == 2 else "stop",
                }
            ],
            "usage": {"prompt_tokens": 300, "completion_tokens": 200, "total_tokens": 500},
        },
    }


def write(path: Path, megabytes: int, seed: int = 42) -> int:
    """Write about so many MB (10^6 bytes) to `path`; how many lines they are."""
    rng, encode, lines, size = random.Random(seed), msgspec.json.Encoder().encode, 0, 0
    text = sentences(rng)
    with path.open("wb") as file:
        earlier = b""
        while size < megabytes * 1_000_000:
            line = encode(call(rng, lines, text))
            if rng.randint(0, 49) == 3 and earlier:
                line = earlier  # the same call logged twice
            earlier = line
            size += file.write(line + b"\n")
            lines += 1
    return lines


def write_chats(path: Path, megabytes: int, turns: int = 100, seed: int = 42) -> int:
    """Write chats of `turns` turns, each call with its whole history; how many lines they are.

    A megabyte holds about `2 / turns` megabytes of text that is new, so that is what `scrub` reads.
    """
    rng, encode, lines, size = random.Random(seed), msgspec.json.Encoder().encode, 0, 0
    text, chat = sentences(rng, ENGLISH), 0  # else it is no language that is scrubbed
    with path.open("wb") as file:
        while size < megabytes * 1_000_000:
            history = [{"role": "system", "content": "You help people."}]
            for turn in range(turns):
                line = call(rng, lines, text)
                asked = (
                    f"{' '.join(rng.choices(text, k=3))} Chat {chat}, mail p{lines}@example.org."
                )
                history.append({"role": "user", "content": asked})
                line["request"]["messages"] = history
                line["response"]["id"] = f"chatcmpl-{chat}-{turn}"
                size += file.write(encode(line) + b"\n")
                history.append(line["response"]["choices"][0]["message"])
                lines += 1
            chat += 1
    return lines
