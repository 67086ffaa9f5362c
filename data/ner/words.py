"""Word lists: ours (`words.txt`, `places.txt`), jieba's (MIT), and the way between the scripts."""

from collections.abc import Callable
from pathlib import Path

import jieba  # type: ignore[import-untyped]  # no stubs
from opencc import OpenCC  # type: ignore[import-untyped]  # no stubs

HERE = Path(__file__).parent
SURNAME_FORM = {"於": "于", "餘": "余", "範": "范", "薑": "姜", "鐘": "鍾", "後": "后", "遊": "游"}
NAME_CHARS = 3
WORD_CHARS = range(2, 5)


def _vocabulary() -> dict[str, tuple[str, ...]]:
    lines = (HERE / "words.txt").read_text(encoding="utf-8").splitlines()
    return {
        key: tuple(words.split("|")) for key, _, words in (line.partition(":") for line in lines)
    }


VOCABULARY = _vocabulary()
SURNAMES = VOCABULARY["surname"]


def lines(name: str) -> list[str]:
    """Read the lines of a text file of this folder; a written backslash-n is a line break."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.replace("\\n", "\n") for line in text.splitlines() if line]


def converter(*, traditional: bool, phrases: bool = False) -> Callable[[str], str]:
    """Give OpenCC's conversion to one script, with Taiwan's own phrases on demand."""
    traditional_kind = "s2twp" if phrases else "s2tw"
    convert: Callable[[str], str] = OpenCC(traditional_kind if traditional else "t2s").convert
    return convert


def name_converter(*, traditional: bool) -> Callable[[str], str]:
    """Give the conversion of names: a surname keeps its form (`于`, not `於`)."""
    convert = converter(traditional=traditional)

    def converted(text: str) -> str:
        new = convert(text)
        first = SURNAME_FORM.get(new[:1], new[:1])
        return first + new[1:] if len(text) <= NAME_CHARS else new

    return converted


def _jieba() -> list[tuple[str, int, str]]:
    text = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return [(word, int(count), tag) for word, count, tag in rows]


def gazetteer() -> dict[str, list[str]]:
    """List jieba's names: `nr` persons, `nrt` and `nrfg` foreign ones, `ns` places, `nt` firms."""
    words: dict[str, list[str]] = {tag: [] for tag in ("nr", "nrt", "nrfg", "ns", "nt")}
    for word, _, tag in _jieba():
        if tag in words and len(word) > 1:
            words[tag].append(word)
    return words


def common_words(tags: tuple[str, ...], *, traditional: bool, at_least: int = 150) -> list[str]:
    """List jieba's frequent words of some parts of speech.

    One that begins like a surname (`高兴`) stands five times in the list: it is the hard negative.
    """
    convert = converter(traditional=traditional, phrases=True)
    found = list[str]()
    for word, count, tag in _jieba():
        if tag in tags and count >= at_least and len(word) in WORD_CHARS:
            found += [convert(word)] * (5 if word[0] in SURNAMES else 1)
    return found
