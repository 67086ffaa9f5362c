"""What the model calls a name, handed to Presidio without what cannot be one.

A small model takes log fragments, identifiers and greetings for persons: spans lose punctuation and words such as
`Hi` at their ends and are dropped with digits, signs of code or fewer than two letters in them.
"""

from collections.abc import Iterator
from typing import Any

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult

from etl.scrub._artifacts import Name
from etl.scrub._nlp import ENTITY

_EDGE = regex.compile(r"^[^\p{L}\p{N}]+|(?:['’]s)?[^\p{L}\p{N}]+$|['’]s$")
_CODE = regex.compile(r"[\d_@/\\=<>{}()\[\]|#$%^*+~]|^[a-z]+[A-Z]|::|\.[a-z]{2,4}$")
# What a small model takes for names: words of chats and logs, and what the last word of a place or firm is.
_WORDS = """hi hello hey dear thanks thank please yes no ok okay user users assistant system human customer agent
    bot ai name email phone address order id sir madam subject re fw mr mrs ms dr json api http sql url html python
    null none true false error info debug warning
    monday tuesday wednesday thursday friday saturday sunday"""
_LAST_WORDS = """airlines airport airways station road avenue boulevard street drive county university college
    school hotel restaurant inc ltd llc corp center centre park bank museum library hospital"""
_HAN_WORDS = """您好 你好 大家 我們 我们 你們 你们 他們 他们 先生 小姐 女士 老師 老师 客服 用戶 用户 客戶 客户
    助手 系統 系统 謝謝 谢谢 嗯嗯 嗯呢 哈哈 呵呵 剛剛 刚刚 夏天 夏季"""
_NO_NAME = frozenset(_WORDS.split() + _HAN_WORDS.split())
_NO_LAST = frozenset(_LAST_WORDS.split())
_NO_FIRST_HAN = regex.compile("周[一二三四五六日天末边邊]|週")


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
        return [
            RecognizerResult(name.entity, name.start, name.end, 0.85, None, metadata)
            for found in getattr(nlp_artifacts, "names", ())
            if found.entity in entities
            for name in guarded(text, found)
        ]


def guarded(text: str, found: Name) -> Iterator[Name]:
    """The parts of a finding that can be a name: one for each line, trimmed."""
    start = found.start
    for line in text[found.start : found.end].split("\n"):
        at, end = _trimmed(line)
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
    if rest and first.strip(",.!").lower() in _NO_NAME:
        at, length = _trimmed(rest)
        return end - len(rest) + at, end - len(rest) + length
    return start, end


def _can_be(value: str, entity: str) -> bool:
    if sum(map(str.isalpha, value)) < 2:  # noqa: PLR2004 - a name has two letters
        return False
    if entity not in {"PERSON", "ORGANIZATION", "LOCATION"}:
        return True
    if value.lower() in _NO_NAME or _CODE.search(value) or _NO_FIRST_HAN.match(value):
        return False
    if entity == "PERSON" and value.rpartition(" ")[2].lower() in _NO_LAST:
        return False
    return not (value.isascii() and value.islower() and " " not in value)
