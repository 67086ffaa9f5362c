"""Rows that may hold values of the run, taken apart one by one; fails closed as `_work` does."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.schema import Run
from etl.scrub._document import Document, document
from etl.scrub._options import Options
from etl.scrub._rows import Texts, Verdict, raw_of
from etl.scrub.again.elsewhere import identity
from etl.scrub.again.proven import proven
from etl.scrub.again.seek import Places, Value
from etl.scrub.find.spans import Span, regions
from etl.scrub.replace.echo import normal
from etl.scrub.replace.values import hashes_of
from etl.scrub.replace.writer import Writer

Raw = Sequence[Mapping[str, Any]]  # a row's `raw`


class Sweeper:
    """The rows of one call; their texts are in `texts`, where new ones are put."""

    def __init__(self, texts: Texts, entities: tuple[str, ...], run: Run, options: Options) -> None:
        self.texts, self._entities, self._run, self._options = texts, entities, run, options
        self._operators = options.operators(entities)

    def row(self, row: int, values: Sequence[Value], raw: Raw) -> Verdict | None:
        """What became of a row; None where nothing was to be replaced."""
        places = self.texts.places(row)
        try:
            documents = [document(self.texts.at(place)) for place in places]
            mine = {value["instead"] for value in raw}
            found, same = self._found(documents, values, mine)
            if not any(found):
                return None
            writer = Writer((doc.flat for doc in documents), self._operators, self._run.key,
                            ((value["entity"], value["text"]) for value in raw))  # fmt: skip
            writer.go_on(_known(values, raw), same)
            new = [writer.text(doc, spans) for doc, spans in zip(documents, found, strict=True)]
            told = {*writer.written, *((v.entity, v.text) for v in values if _is_in(v, same))}
            hashes = hashes_of(told, self._run.key)
        except Exception:  # noqa: BLE001 - fail closed: whatever it is, the row must not pass, nor its text be shown
            return Verdict(["not_scrubbed"], {}, frozenset())
        for place, text in zip(places, new, strict=True):
            self.texts.put(place, text)
        counts = Counter(span.entity for spans in found for span in spans)
        marks = {
            "personal_data": any(self._operators.get(e) == "drop_row" for e in counts),
            "erased": not hashes.isdisjoint(self._run.blocked),
        }
        reasons = [reason for reason, is_so in marks.items() if is_so]
        return Verdict(
            reasons, dict(sorted(counts.items())), hashes, raw=raw_of((), writer.written)
        )

    def _found(
        self, documents: Sequence[Document], values: Sequence[Value], mine: set[str]
    ) -> tuple[list[list[Span]], dict[str, str]]:
        """What is to be replaced in each text, and of which value each form is another.

        What stands in place of a value of the row proves itself as well, and stays.
        """
        where, same = Places(values), dict[str, str]()
        found = []
        for doc in documents:
            told = list(where.spans(doc.flat))
            spans = [span for span, _ in told]
            spans += [
                span
                for span in proven(doc.flat, doc.slots, self._entities)
                if doc.flat[span.start : span.end] not in mine
            ]
            found.append(regions(doc.flat, spans, doc.slots, self._options.allowed(doc.flat)))
            for region, value in _of_values(found[-1], told):
                form = normal(region.entity, doc.flat[region.start : region.end])
                same.setdefault(form, normal(value.entity, value.text))
        return found, same


def _of_values(
    found: Sequence[Span], told: Sequence[tuple[Span, Value]]
) -> Iterator[tuple[Span, Value]]:
    """Each region with the values that stand in it."""
    starts = [region.start for region in found]
    within = ((bisect_right(starts, span.start) - 1, span, value) for span, value in told)
    for at, span, value in sorted(within, key=lambda one: one[0]):
        if at >= 0 and span.end <= found[at].end:
            yield found[at], value


def _is_in(value: Value, same: Mapping[str, str]) -> bool:
    return normal(value.entity, value.text) in same.values()


def _known(values: Sequence[Value], raw: Raw) -> dict[tuple[str, str], str]:
    """What stands in the row for values that it knows in another spelling."""
    written = {identity(v["entity"], v["text"]): v["instead"] for v in raw if v["instead"]}
    found = ((v, written.get(identity(v.entity, v.text))) for v in values)
    return {(v.entity, normal(v.entity, v.text)): new for v, new in found if new}
