"""What the model calls a name, handed to Presidio without what cannot be one.

A small model takes log fragments, identifiers and greetings for persons: spans lose punctuation and words such as
`Hi` at their ends and are dropped with digits, signs of code or fewer than two letters in them. Persons lose
Han particles too, and are dropped where they are a code, a common word, a country or a city (`not_names.py`).
"""

from collections.abc import Iterator
from typing import Any

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult

from etl.scrub.names.artifacts import Name
from etl.scrub.names.edges import widened, without_verb
from etl.scrub.names.listed import others
from etl.scrub.names.nlp import ENTITY
from etl.scrub.names.not_names import COMMON, NO_LAST, NO_NAME, NO_PERSON

_EDGE = regex.compile(r"^[^\p{L}\p{N}]+|(?:['’]s)?[^\p{L}\p{N}]+$|['’]s$")
_CODE = regex.compile(r"[\d_@/\\=<>{}()\[\]|#$%^*+~]|^[a-z]+[A-Z]|::|\.[a-z]{2,4}$")
_NO_FIRST_HAN = regex.compile("周[一二三四五六日天末边邊]|週|微信|健保|比特[币幣]")
_HAN_NAME = regex.compile("(?:那|喜欢|喜歡|跟|和|是)*(?P<name>.*?)[呀呢吧啊吗嗎哦]*")
_MEASURE = regex.compile(r"(?<=[这這那一首几幾两兩每哪该該\d])[张張]")  # a sheet of, no surname
_SIGHTS = ("宫", "宮", "寺", "庙", "廟", "教堂", "大学", "大學", "博物馆", "博物館", "机场", "機場")
_LONG_SIGHT = 3  # characters: 雍和宫; 雨宮 is a surname
SHORTEST = 3  # letters of a name in lower case: jen, not `dp`
_CODE_WORD = regex.compile("[A-Z]{2,4}")


class ModelNames(EntityRecognizer):  # type: ignore[misc]  # Presidio has no types for its base classes
    """The names that the pipeline found, as Presidio results."""

    def __init__(self, language: str) -> None:
        """For texts of one language; the pipeline itself is the `NlpEngine`."""
        super().__init__(
            supported_entities=sorted(set(ENTITY.values())), supported_language=language
        )

    def load(self) -> None:
        """Nothing to load: the engine did."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:  # noqa: ANN401 - Presidio's interface
        """The guarded findings among `entities`."""
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        names = [
            name
            for found in getattr(nlp_artifacts, "names", ())
            if found.entity in entities
            for name in guarded(text, found)
        ]
        return [
            RecognizerResult(name.entity, name.start, name.end, 0.85, None, metadata)
            for name in (*names, *others(text, names))
        ]


def guarded(text: str, found: Name) -> Iterator[Name]:
    """The parts of a finding that can be a name: one for each line, trimmed."""
    if found.entity == "PERSON":
        found = widened(text, found)
    start = found.start
    for line in text[found.start : found.end].split("\n"):
        at, end = _trimmed(line)
        if found.entity == "PERSON":
            at, end = _person(line, at, end)
            if _MEASURE.match(text, start + at):
                end = at
        if _can_be(line[at:end], found.entity):
            yield Name(start + at, start + end, found.entity)
        start += len(line) + 1


def _trimmed(line: str) -> tuple[int, int]:
    start, end = 0, len(line)
    while edge := _EDGE.search(line[start:end]):
        if edge.start() == 0:
            start += edge.end()
        else:
            end = start + edge.start()
        if start >= end:
            return start, start
    first, _, rest = line[start:end].partition(" ")
    if rest and first.strip(",.!").lower() in NO_NAME:
        at, length = _trimmed(rest)
        return end - len(rest) + at, end - len(rest) + length
    return start, end


def _person(line: str, start: int, end: int) -> tuple[int, int]:
    """The name without the Han words around it; empty where it is a word, a code or a city."""
    value = line[start:end]
    words = value.lower().replace(",", " ").split()
    if value.lower() in NO_PERSON or COMMON.issuperset(words) or _CODE_WORD.fullmatch(value):
        return start, start
    name = _HAN_NAME.fullmatch(value)
    if not name or name["name"] in NO_PERSON:
        return start, start
    if len(name["name"]) >= _LONG_SIGHT and name["name"].endswith(_SIGHTS):
        return start, start
    end = start + name.start("name") + len(without_verb(name["name"]))
    return start + name.start("name"), end


def _can_be(value: str, entity: str) -> bool:
    if sum(map(str.isalpha, value)) < 2:  # noqa: PLR2004 - a name has two letters
        return False
    if entity not in {"PERSON", "ORGANIZATION", "LOCATION"}:
        return True
    if value.lower() in NO_NAME or _CODE.search(value) or _NO_FIRST_HAN.match(value):
        return False
    if entity == "PERSON" and value.rpartition(" ")[2].lower() in NO_LAST:
        return False
    return not (value.isascii() and value.islower() and len(value) < SHORTEST)
