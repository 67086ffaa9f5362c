"""Make the tagger's lists of words from installed packages: spacy-lookups-data, Faker, phonenumbers, jieba, OpenCC.

Brown classes and log frequencies of a million English words as written (spacy-lookups-data, MIT); given names,
surnames, towns, regions and countries of Faker's locales (MIT); place names of phonenumbers' geocoder (Apache 2.0);
jieba's words with counts and parts of speech (MIT); OpenCC's table of characters (Apache 2.0). 3 CPU seconds.
"""

import gzip
import importlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import jieba  # type: ignore[import-untyped]  # no stubs
import opencc  # type: ignore[import-untyped]  # no stubs
import spacy_lookups_data  # type: ignore[import-untyped]  # no stubs
from faker.config import AVAILABLE_LOCALES
from faker.providers.address import Provider as World
from faker.providers.address.en_US import Provider as States
from phonenumbers.geodata import GEOCODE_DATA
from tagger.features import FREQUENT_SURNAME
from tagger.knowledge import CLASSES, COST, pack
from words import SURNAMES, VOCABULARY, lines

GIVEN, FAMILY, CITY, COUNTRY, STATE, TITLE, TOWN, KIND, TIME = (1 << bit for bit in range(9))
PERSON_LISTS = {"first_names": GIVEN, "first_names_male": GIVEN, "first_names_female": GIVEN}
PERSON_LISTS |= {"last_names": FAMILY, "first_romanized_names": GIVEN}
PERSON_LISTS |= {"last_romanized_names": FAMILY}
ADDRESS_LISTS = {"cities": CITY, "city_names": CITY, "towns": CITY, "countries": COUNTRY}
ADDRESS_LISTS |= dict.fromkeys(("states", "provinces", "counties", "regions"), STATE)
ADDRESS_LISTS |= dict.fromkeys(("departments", "districts"), STATE)
LATIN = re.compile(r"^[A-Za-zÀ-ɏ'’.\- ]+$")
HAN = re.compile(r"[\u3400-\u9fff·]+")
SPEECH = {"nr": 0, "nrt": 1, "nrfg": 1, "ns": 2, "nt": 3, "nz": 4}  # names first
SPEECH |= dict.fromkeys("n", 5) | dict.fromkeys("v", 6) | dict.fromkeys("ad", 7)
SPEECH |= dict.fromkeys("mqt", 8) | dict.fromkeys("il", 9) | dict.fromkeys("pcuryf", 10)
OTHER_SPEECH, NAMES_TO = 11, 5
SELDOM_CLUSTER, SELDOM_CASE, SELDOM_CHINESE = -17.2, -17.5, 3
FREQUENT = 100  # surnames
KNOWN = CITY | STATE  # of a place written here: no town is both
SHORTEST = 3  # letters of a place: a code is none


def write(folder: Path) -> None:
    """Write all lists into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    frequency = _lookup("prob")
    rows = {
        "clusters": _clusters(frequency),
        "cases": _cases(frequency),
        "names": _names(),
        "chinese": _chinese(),
        "simple": _simple(),
    }
    for name, found in rows.items():
        (folder / f"{name}.txt.xz").write_bytes(pack(found.items()))


def _lookup(table: str) -> dict[str, float]:
    folder = Path(spacy_lookups_data.__file__).parent / "data"
    with gzip.open(folder / f"en_lexeme_{table}.json.gz", "rt", encoding="utf-8") as file:
        found: dict[str, float] = json.load(file)
    return found


def _clusters(frequency: Mapping[str, float]) -> dict[str, int]:
    clusters = _lookup("cluster")
    return {
        word: int(clusters[word])
        for word, log in frequency.items()
        if log > SELDOM_CLUSTER and clusters.get(word)
    }


def _cases(frequency: Mapping[str, float]) -> dict[str, int]:
    """Grade words: 1 + 6 times a grade of rarity (0 to 7) + a grade of being capitalised (0 to 5)."""
    small, title, every = (defaultdict[str, float](float) for _ in range(3))
    for word, log in frequency.items():
        lower = word.lower()
        if word[:1].isalpha():
            every[lower] += math.exp(log)
            small[lower] += math.exp(log) * (word == lower)
            title[lower] += math.exp(log) * (word != lower and word == word[:1].upper() + lower[1:])
    found = dict[str, int]()
    for word, share in every.items():
        if math.log(share) >= SELDOM_CASE:
            rare = min(7, max(0, int((-math.log(share) - 5) / 1.6)))
            capital = (title[word] + 1e-9) / (small[word] + title[word] + 2e-9)
            found[word] = 1 + rare * 6 + min(5, int(capital * 6))
    return found


def _names() -> dict[str, int]:
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


def _chinese() -> dict[str, int]:
    text = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines()]
    total = math.log(sum(int(count) for _, count, _ in rows))
    found = dict[str, int]()
    for word, count, speech in rows:
        kind = SPEECH.get(speech, SPEECH.get(speech[:1], OTHER_SPEECH))
        if HAN.fullmatch(word) and (kind < NAMES_TO or int(count) >= SELDOM_CHINESE):
            cost = round(COST * (total - math.log(max(1, int(count)))))
            found[word] = CLASSES * cost + kind
    return found


def _simple() -> dict[str, int]:
    path = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {
        old: ord(new[0])
        for old, new in pairs
        if len(old) == 1 and new[0] != old and new[1:2] in ("", " ")
    }
