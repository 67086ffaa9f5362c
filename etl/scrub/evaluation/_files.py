"""Labelled texts from files: presidio-evaluator's JSON, or IOB2.

[{"full_text": "I am Mei", "spans": [{"entity_type": "PERSON", "entity_value": "Mei",
                                      "start_position": 5, "end_position": 8}]}]

# text = I am Mei         UNER; `token<TAB>tag` and `token tag` are read as well, without a `# text`
3<TAB>Mei<TAB>B-PER       tokens are joined by spaces, Han characters are not
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import regex

from etl.errors import SourceError, StorageError
from etl.scrub.evaluation._labels import NOTHING, ours
from etl.scrub.find.spans import Span

_HAN = regex.compile(r"[\p{Han}，。、！？：；（）「」]")
_UNER = 3  # columns: number, token, tag


class _SpanError(Exception):
    """Which span of which text is wrong, and how long the text is."""


class Labelled(NamedTuple):
    """A text and what is personal in it, sorted; entities by our names."""

    text: str
    spans: tuple[Span, ...]


def read(paths: Iterable[Path]) -> list[Labelled]:
    """The texts of all files, in their order.

    Raises:
        SourceError: a file is not there.
        StorageError: it is neither of the two formats, or a span does not stand in its text.
    """
    return [text for path in paths for text in _read(path)]


def _read(path: Path) -> Iterator[Labelled]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourceError(f"{path.name}: no such file; mend the path") from None
    except (OSError, ValueError):
        raise StorageError(f"{path.name}: cannot be read as text; give JSON or IOB2") from None
    try:
        texts = list(_json(content) if content.lstrip()[:1] in {"[", "{"} else _iob2(content))
    except _SpanError as fault:
        raise StorageError(f"{path.name}: {fault}") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        texts = []  # what the parser says may hold a part of the text
    if not texts:
        what = "no labelled texts in it; give presidio-evaluator's JSON or IOB2"
        raise StorageError(f"{path.name}: {what}")
    yield from texts


def _json(content: str) -> Iterator[Labelled]:
    whole = content.lstrip()
    one_each = whole[0] == "{" and "\n{" in whole.strip()
    items = (
        [json.loads(line) for line in whole.splitlines() if line.strip()]
        if one_each
        else json.loads(whole)
    )
    for number, item in enumerate([items] if isinstance(items, dict) else items, 1):
        spans = enumerate(item.get("spans") or (), 1)
        found = [_span(item["full_text"], span, f"text {number}, span {n}") for n, span in spans]
        yield Labelled(item["full_text"], tuple(sorted(span for span in found if span)))


def _span(text: str, told: dict[str, Any], where: str) -> Span | None:
    start, end = int(told["start_position"]), int(told["end_position"])
    if not 0 <= start < end <= len(text):
        what = f"[{start}, {end}) does not stand in its {len(text)} characters"
        raise _SpanError(f"{where}: {what}; mend start_position and end_position")
    label = str(told["entity_type"]).upper()
    return None if label in NOTHING else Span(start, end, ours(label))


def _iob2(content: str) -> Iterator[Labelled]:
    for block in regex.split(r"\n[^\S\n]*\n", content.replace("\r\n", "\n")):
        lines = block.splitlines()
        said = [ln.partition("=")[2].strip() for ln in lines if ln.startswith("# text =")]
        rows = [columns for ln in lines if not _is_comment(ln) and (columns := _columns(ln))]
        if rows:
            yield _labelled([_token(columns) for columns in rows], said[0] if said else None)


def _is_comment(line: str) -> bool:
    return line.startswith(("# ", "-DOCSTART-")) and "\t" not in line


def _columns(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.split()


def _token(columns: list[str]) -> tuple[str, str]:
    if len(columns) >= _UNER and columns[0].isdecimal():
        return columns[1], columns[2]
    return columns[0], columns[-1]


def _labelled(tokens: list[tuple[str, str]], said: str | None) -> Labelled:
    text, spans = said or "", list[Span]()
    at = 0
    for token, tag in tokens:
        if said is None:
            joined = not text or (_HAN.match(text[-1]) and _HAN.match(token[0]))
            text += token if joined else f" {token}"
            start = len(text) - len(token)
        else:
            start = text.index(token, at)
        at = start + len(token)
        mark, _, label = tag.partition("-")
        if not label or label.upper() in NOTHING:
            mark = ""
        entity = ours(label)
        if (
            mark == "I"
            and spans
            and spans[-1].entity == entity
            and not text[spans[-1].end : start].strip()
        ):
            spans[-1] = spans[-1]._replace(end=at)
        elif mark in {"B", "I"}:
            spans.append(Span(start, at, entity))
    return Labelled(text, tuple(spans))
