"""Pools of names that fill the templates and replace the mentions of gold sentences.

Latin names: Faker in many locales, and pinyin put together here (`Wei Zhang`, `Chih-Ming Chen`).
Chinese names: a common surname and one or two given characters, Faker's, and those of jieba's word
list, which also gives places and transliterated names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from faker import Faker
from words import SURNAMES, VOCABULARY, gazetteer, lines, name_converter

INITIALS = "ABCDEFGHJKLMNPRSTW"
DOUBLE_SURNAMES, TWO_CHARACTERS = 0.04, 0.8  # shares of the Chinese names made here


@dataclass(frozen=True)
class Names:
    """Pools for one script: full names, first names, surnames, places and organisations."""

    full: Sequence[str]
    first: Sequence[str]
    last: Sequence[str]
    place: Sequence[str]
    org: Sequence[str]


def latin(rng: Random, places: list[str], orgs: list[str], per_locale: int = 500) -> Names:
    """Draw Latin names; places are those of `places.txt` and the gold ones."""
    full, first, last = list[str](), list[str](), list[str]()
    for locale in VOCABULARY["locale"]:
        fake = Faker(locale)
        fake.seed_instance(rng.randrange(2**32))
        for _ in range(per_locale):
            given, family = fake.first_name(), fake.last_name()
            first.append(given)
            last.append(family)
            full.append(_latin_full(rng, given, family, rng.choice(first), rng.choice(last)))
    for _ in range(per_locale * 5):
        given, family = _pinyin(rng), rng.choice(VOCABULARY["pinyin_surname"])
        full.append(rng.choice((f"{given} {family}", f"{family} {given}")))
        full.append(f"{rng.choice(first)} {family}")
        first.append(given)
        last.append(family)
    return Names(full, first, last, lines("places.txt") * 4 + places, orgs)


def _latin_full(rng: Random, given: str, family: str, second: str, other: str) -> str:
    plain = f"{given} {family}"
    compound = (f"{given}-{second} {family}", f"{given} {second} {family}", f"{plain} {other}")
    joined = (f"{plain}-{other}", f"{given} {rng.choice(VOCABULARY['particle'])}{family}")
    initials = (f"{given} {rng.choice(INITIALS)}. {family}", f"{given[0]}. {family}")
    return rng.choice((plain,) * 14 + compound + joined + initials)


def _pinyin(rng: Random) -> str:
    one, two = rng.choice(VOCABULARY["pinyin_given"]), rng.choice(VOCABULARY["pinyin_given"])
    together = one + two.lower()
    return rng.choice((one, together, f"{one}-{two}", f"{one}-{two.lower()}", f"{one} {two}"))


def han(
    rng: Random, places: list[str], orgs: list[str], *, traditional: bool, size: int = 12_000
) -> Names:
    """Draw Chinese names in one script."""
    words = gazetteer()
    fake = Faker("zh_CN")
    fake.seed_instance(rng.randrange(2**32))
    given = [_given(rng) for _ in range(size)]
    full = [_surname(rng) + name for name in given]
    full += [fake.name() for _ in range(size // 4)]
    known = [word for word in words["nr"] if word[0] in SURNAMES and len(word) in (2, 3)]
    full += rng.sample(known, size // 4)
    foreign = words["nrt"] + words["nrfg"]
    full += ["·".join(rng.sample(foreign, rng.choice((1, 2, 2)))) for _ in range(size // 8)]
    seldom = rng.sample(words["ns"], 6_000)
    firms = orgs + rng.sample(words["nt"], 1_500)
    common = " ".join(lines("places_zh.txt")).split()
    last = [*SURNAMES] * 20 + [*VOCABULARY["double"]]
    convert = name_converter(traditional=traditional)
    columns = (full, given, last, seldom + common * 12 + places * 2, firms)
    return Names(*([convert(word) for word in column] for column in columns))


def _surname(rng: Random) -> str:
    if rng.random() < DOUBLE_SURNAMES:
        return rng.choice(VOCABULARY["double"])
    return SURNAMES[min(int(rng.expovariate(1 / 40)), len(SURNAMES) - 1)]


def _given(rng: Random) -> str:
    two = rng.random() < TWO_CHARACTERS
    return rng.choice(VOCABULARY["given"]) + (rng.choice(VOCABULARY["given"]) if two else "")
