"""What is a name, a place or a title in Latin letters, and what is a Chinese surname: the bits of `names`."""

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator

from faker.config import AVAILABLE_LOCALES
from faker.providers.address import Provider as World
from faker.providers.address.en_US import Provider as States
from phonenumbers.geodata import GEOCODE_DATA
from words import SURNAMES, VOCABULARY, lines

from etl.scrub.tagger.han import FREQUENT_SURNAME

GIVEN, FAMILY, CITY, COUNTRY, STATE, TITLE, TOWN, KIND, TIME = (1 << bit for bit in range(9))
PERSON_LISTS = {"first_names": GIVEN, "first_names_male": GIVEN, "first_names_female": GIVEN}
PERSON_LISTS |= {"last_names": FAMILY, "first_romanized_names": GIVEN}
PERSON_LISTS |= {"last_romanized_names": FAMILY}
ADDRESS_LISTS = {"cities": CITY, "city_names": CITY, "towns": CITY, "countries": COUNTRY}
ADDRESS_LISTS |= dict.fromkeys(("states", "provinces", "counties", "regions"), STATE)
ADDRESS_LISTS |= dict.fromkeys(("departments", "districts"), STATE)
LATIN = re.compile(r"^[A-Za-zÀ-ɏ'’.\- ]+$")
FREQUENT = 100  # surnames
KNOWN = CITY | STATE  # of a place written here: no town is both
SHORTEST = 3  # letters of a place: a code is none


def names() -> dict[str, int]:
    """Give the bits of every listed name, in lower case."""
    found = defaultdict[str, int](int)
    people = ((name, FAMILY) for line in lines("people_known.txt") for name in line.split("|"))
    for name, bit in (*_faker_names(), *_places(), *people):
        if LATIN.match(name) and len(name) > 1:
            found[name.lower()] |= bit
    for key, bit in (("street", KIND), ("place_kind", KIND), ("title", TITLE)):
        for word in VOCABULARY[key]:
            found[word.lower()] |= bit
    for word in (*VOCABULARY["month"], *VOCABULARY["weekday"]):
        found[word.lower()] |= TIME
    for rank, char in enumerate(SURNAMES):
        found[char] |= 1 << FREQUENT_SURNAME + (rank >= FREQUENT)
    return dict(found)


def _faker_names() -> Iterator[tuple[str, int]]:
    for kind, lists in (("person", PERSON_LISTS), ("address", ADDRESS_LISTS)):
        for locale in sorted(AVAILABLE_LOCALES):
            try:
                provider = importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
            except ImportError:  # not every locale has both
                continue
            for name, bit in lists.items():
                for entry in _entries(getattr(provider, name, ())):
                    yield entry, bit


def _entries(names: object) -> list[str]:
    if not isinstance(names, dict | list | tuple | set | frozenset):
        return []
    last = (name[-1] if isinstance(name, tuple) else name for name in names)
    return sorted(name for name in last if isinstance(name, str))


def _places() -> Iterator[tuple[str, int]]:
    yield from ((name, STATE) for name in States.states_abbr)
    yield from ((name, COUNTRY) for name in World.countries)
    yield from ((name, CITY) for name in lines("places.txt"))
    yield from ((name, KNOWN) for line in lines("places_known.txt") for name in line.split("|"))
    for entry in GEOCODE_DATA.values():
        bit = TOWN if re.search(r", [A-Z]{2}$", entry.get("en", "")) else CITY
        for part in re.split(r"[/,]| - ", entry.get("en", "")):
            if len(part.strip()) >= SHORTEST:
                yield part.strip(), bit
