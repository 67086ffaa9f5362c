"""Compare what a system found with what is marked, text by text."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

import regex

from etl.scrub.evaluation._figures import Figures, Tally
from etl.scrub.evaluation._files import Labelled
from etl.scrub.evaluation._labels import among
from etl.scrub.find.spans import Span

Find = Callable[[Sequence[str]], list[list[Span] | None]]

IOU = 0.9  # presidio-evaluator's default
_SKIP = r"(?:(?i:the|an?|of|and|in|at|to|by)(?![\p{L}\p{N}])|[^\p{L}\p{N}])"  # joins neighbours, trimmed at ends
_BETWEEN = regex.compile(rf"{_SKIP}*")
_FIRST = regex.compile(rf"{_SKIP}+(?=.)", regex.DOTALL)
_LAST = regex.compile(r"[^\p{L}\p{N}]+$")


def scored(texts: Sequence[Labelled], find: Find, sought: Collection[str]) -> Figures:
    """The figures of one system."""
    labels = {span.entity for text in texts for span in text.spans}
    scope = {label for label in labels if label in {among(entity, labels) for entity in sought}}
    by_entity = {entity: Tally() for entity in sorted(labels)}
    characters, failed = Counter[str](), 0
    found = find([text.text for text in texts])
    for text, spans in zip(texts, found, strict=True):
        failed += spans is None
        named = [s._replace(entity=among(s.entity, labels)) for s in spans or ()]
        right = [s for s in named if s.entity in scope]
        gold = [s for s in text.spans if s.entity in scope]
        _match(text.text, gold, right, by_entity)
        _mask(text, named, by_entity)
        characters += _characters(text.text, gold, right)
    return Figures(len(texts), by_entity, tuple(sorted(scope)), dict(characters), failed)


def _match(text: str, gold: list[Span], found: list[Span], by_entity: dict[str, Tally]) -> None:
    """Count each marked span with the finding that covers it best."""
    marked, left = _normal(text, gold), _normal(text, found)
    for span in left:
        by_entity[span.entity].found += 1
    for span in marked:
        by_entity[span.entity].marked += 1
        best = max(left, key=lambda other: (_iou(span, other), other), default=None)
        if best and _iou(span, best) >= IOU:
            left.remove(best)
            by_entity[span.entity].right += best.entity == span.entity


def _mask(text: Labelled, found: Iterable[Span], by_entity: dict[str, Tally]) -> None:
    covered = {i for span in found for i in range(span.start, span.end)}
    for span in text.spans:
        by_entity[span.entity].spans += 1
        by_entity[span.entity].masked += all(
            i in covered for i in range(span.start, span.end) if text.text[i].isalnum()
        )


def _characters(text: str, gold: Iterable[Span], found: Iterable[Span]) -> Counter[str]:
    marked, seen = (
        {i for span in spans for i in range(span.start, span.end) if text[i].isalnum()}
        for spans in (gold, found)
    )
    return Counter(marked=len(marked), found=len(seen), right=len(marked & seen))


def _normal(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans joined where nothing that counts is between them, and trimmed."""
    joined: list[Span] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if (
            last
            and last.entity == span.entity
            and _BETWEEN.fullmatch(text, last.end, max(span.start, last.end))
        ):
            joined[-1] = last._replace(end=max(last.end, span.end))
        else:
            joined.append(span)
    return [_trimmed(text, span) for span in joined]


def _trimmed(text: str, span: Span) -> Span:
    value = text[span.start : span.end]
    first, last = _FIRST.match(value), _LAST.search(value)
    start = span.start + (first.end() if first else 0)
    end = span.end - (len(last.group()) if last else 0)
    return span if start >= end else Span(start, end, span.entity)


def _iou(one: Span, other: Span) -> float:
    common = min(one.end, other.end) - max(one.start, other.start)
    return 0.0 if common <= 0 else common / (max(one.end, other.end) - min(one.start, other.start))
