"""What the tagger knows of words beside its weights: classes, frequencies, gazetteers, Chinese words.

Six lists of `word<TAB>number`, sorted, compressed with xz. `clusters`: Brown class of a word as written. `cases`:
of a lower-case form, how frequent and how often capitalised. `names`: bits of a lower-case name, place or title, of
one word or several. `phrases`: the same by first word. `chinese`: simplified words, `16 * cost + class`, the cost
being 20 times the negative logarithm of the share among jieba's counts. `simple`: traditional to simplified
characters, one to one.
"""

import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LISTS = ("clusters", "cases", "names", "chinese", "simple")
CLASSES = 16
PLACES = 0b1011100  # bits of a name: city, country, state, American city
COST = 20  # of a unit of the natural logarithm


@dataclass(frozen=True)
class Knowledge:
    """The lists, and what is derived from them when they are read."""

    clusters: Mapping[str, int]
    cases: Mapping[str, int]
    names: Mapping[str, int]
    chinese: Mapping[str, int]
    simple: Mapping[int, str]
    phrases: Mapping[str, list[tuple[list[str], int]]]  # by first word
    longest: Mapping[str, int]  # characters of the longest Chinese word, by its first two
    seen: dict[str, tuple[tuple[int, ...], list[int]]] = field(
        default_factory=dict
    )  # features of words


def read(folder: Path) -> Knowledge:
    """Read the lists of a folder: 0.6 CPU seconds, 90 MB."""
    clusters, cases, names, chinese, simple = (
        _unpack((folder / f"{name}.txt.xz").read_bytes()) for name in LISTS
    )
    table = {ord(old): chr(new) for old, new in simple.items()}
    return Knowledge(clusters, cases, names, chinese, table, _phrases(names), _longest(chinese))


def pack(rows: Iterable[tuple[str, int]]) -> bytes:
    """Make the bytes of one list."""
    text = "\n".join(f"{word}\t{number}" for word, number in sorted(rows))
    return lzma.compress(text.encode(), preset=9)


def _unpack(data: bytes) -> dict[str, int]:
    lines = lzma.decompress(data).decode().split("\n")
    return {word: int(number) for word, _, number in (line.partition("\t") for line in lines)}


def _phrases(names: Mapping[str, int]) -> dict[str, list[tuple[list[str], int]]]:
    found: dict[str, list[tuple[list[str], int]]] = {}
    for name, bits in names.items():
        if " " in name and bits & PLACES:
            words = name.split(" ")
            found.setdefault(words[0], []).append((words, bits))
    return found


def _longest(chinese: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in chinese:
        if len(word) > 1:
            found[word[:2]] = max(found.get(word[:2], 0), len(word))
    return found
