"""Small parts that values are made of."""

import string
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

BASE62 = string.ascii_letters + string.digits
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def pick(rng: Random, items: Sequence[str] | Sequence[tuple[str, int]]) -> str:
    return rng.choice(items)


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def letters(rng: Random, count: int, alphabet: str = BASE62) -> str:
    """At least one digit, one small and one capital letter where the alphabet has them."""
    while True:
        text = "".join(rng.choices(alphabet, k=count))
        wanted = [
            c
            for c in (string.digits, string.ascii_lowercase, string.ascii_uppercase)
            if set(c) & set(alphabet)
        ]
        if all(set(text) & set(c) for c in wanted):
            return text


def date_of(rng: Random) -> tuple[int, int, int]:
    day = date(1948, 1, 1) + timedelta(days=rng.randrange(22_000))
    return day.year, day.month, day.day
