"""Make the values that stand in logs and chats and are no names: numbers, codes, dates, links."""

from collections.abc import Callable
from random import Random
from string import ascii_letters, digits

from words import VOCABULARY

USERS = ("info", "support", "amy.chen", "jsmith", "lin88", "wang_wei", "no-reply", "maria.g", "x")
HOSTS = ("example.com", "mail.com", "qq.com", "corp.io")
HEADS = ("", "A", "ORD-", "#", "INV-", "TK", "R", "SF")


def _code(rng: Random) -> str:
    one, two = rng.choice(VOCABULARY["code"]), rng.choice(VOCABULARY["code"])
    camel = one + two.capitalize()
    pascal = camel[0].upper() + camel[1:]
    snake, dotted, kebab = (f"{one}{mark}{two}" for mark in "_.-")
    return rng.choice((one, snake, camel, pascal, dotted, kebab, one.upper()))


def _email(rng: Random) -> str:
    user = rng.choice(USERS)
    return f"{user}{rng.choice(('', rng.randint(1, 999)))}@{rng.choice(HOSTS)}"


def _item(rng: Random) -> str:
    head = rng.choice(HEADS)
    return f"{head}{rng.randint(100, 10 ** rng.randint(4, 12))}"


def _date(rng: Random) -> str:
    year, month, day = rng.randint(1950, 2026), rng.randint(1, 12), rng.randint(1, 28)
    name = rng.choice(VOCABULARY["month"])
    iso, american = f"{year}-{month:02}-{day:02}", f"{month}/{day}/{year}"
    return rng.choice((iso, american, f"{name} {day}", f"{day} {name} {year}"))


def _number(rng: Random) -> str:
    text = str(rng.randint(0, 10 ** rng.randint(1, 11)))
    dashed = f"{text[:3]}-{text[3:]}" if text[5:] else text
    return rng.choice((text, text, text, dashed))


def _link(rng: Random) -> str:
    host = rng.choice(("www.", "docs.", ""))
    return f"https://{host}example.com/{_code(rng)}/{rng.randint(1, 999)}"


def _time(rng: Random) -> str:
    minutes = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
    return minutes + rng.choice(("", f":{rng.randint(10, 59)}"))


def _digest(rng: Random) -> str:
    return f"{rng.getrandbits(rng.choice((32, 64, 128))):x}"


def _blob(rng: Random) -> str:
    size = rng.choice((8, 12, 24, 40))
    return "".join(rng.choices(ascii_letters + digits, k=size))


def _of(key: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(VOCABULARY[key])


VALUES: dict[str, Callable[[Random], str]] = {
    "N": _number,
    "I": _item,
    "D": _date,
    "E": _email,
    "C": _code,
    "U": _link,
    "T": _time,
    "H": _digest,
    "Y": _blob,
    "M": _of("product"),
    "Q": _of("language"),
}
