"""Make the tagger's lists of words from installed packages: spacy-lookups-data, Faker, phonenumbers, jieba, OpenCC.

Brown classes and log frequencies of a million English words as written (spacy-lookups-data, MIT); given names,
surnames, towns, regions and countries of Faker's locales (MIT); place names of phonenumbers' geocoder (Apache 2.0);
jieba's words with counts and parts of speech (MIT); OpenCC's table of characters (Apache 2.0). 3 CPU seconds.
"""

import gzip
import json
import math
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import jieba  # type: ignore[import-untyped]  # no stubs
import opencc  # type: ignore[import-untyped]  # no stubs
import spacy_lookups_data  # type: ignore[import-untyped]  # no stubs
from gazetteers import names

from etl.scrub.tagger.knowledge import CLASSES, COST, pack

HAN = re.compile(r"[\u3400-\u9fff·]+")
SPEECH = {"nr": 0, "nrt": 1, "nrfg": 1, "ns": 2, "nt": 3, "nz": 4}  # names first
SPEECH |= dict.fromkeys("n", 5) | dict.fromkeys("v", 6) | dict.fromkeys("ad", 7)
SPEECH |= dict.fromkeys("mqt", 8) | dict.fromkeys("il", 9) | dict.fromkeys("pcuryf", 10)
OTHER_SPEECH = 11
SELDOM_CLUSTER, SELDOM_CASE = -17.2, -17.5
LONGEST_CHINESE = 10  # characters of a word


def write(folder: Path) -> None:
    """Write all lists into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    frequency = _lookup("prob")
    rows = {
        "clusters": _clusters(frequency),
        "cases": _cases(frequency),
        "names": names(),
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


def _chinese() -> dict[str, int]:
    text = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines()]
    total = math.log(sum(int(count) for _, count, _ in rows))
    found = dict[str, int]()
    for word, count, speech in rows:
        kind = SPEECH.get(speech, SPEECH.get(speech[:1], OTHER_SPEECH))
        if HAN.fullmatch(word) and len(word) <= LONGEST_CHINESE:
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
