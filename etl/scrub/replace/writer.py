"""Write what stands in place of a value: `<EMAIL_1>`, `ruth.hale40@example.net`, `<EMAIL_K3J5Q2XA>`, `****`.

A placeholder is numbered by first appearance in its row, so that one person keeps one number through all
messages and tool arguments, and the model that learns from it can still follow who is meant.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from etl.scrub._document import Document
from etl.scrub._entities import NO_SURROGATE, label
from etl.scrub.find.spans import PLACEHOLDER, Span, Zone
from etl.scrub.replace.echo import Value, normal
from etl.scrub.replace.operators import Operator, digest
from etl.scrub.surrogates import Surrogates


class Writer:
    """Numbers the values of one row; a number that the row's own text uses already is skipped."""

    def __init__(
        self,
        texts: Iterable[str],
        operators: Mapping[str, Operator],
        key: bytes,
        values: Iterable[Value] = (),
    ) -> None:
        """Look for the placeholders that stand in the flat texts of the row; no surrogate is one of `values`."""
        self._operators, self._key = operators, key
        self._surrogates = Surrogates(key, (normal(*value) for value in values))
        self._used = {match.group() for text in texts for match in PLACEHOLDER.finditer(text)}
        self._known: dict[tuple[str, str], str] = {}
        self._same: Mapping[str, str] = {}
        self._last: Counter[str] = Counter()
        self.written: dict[Value, str] = {}  # what stands for each value, as it was written

    def go_on(self, known: Mapping[tuple[str, str], str], same: Mapping[str, str]) -> None:
        """Go on with a row that was written before.

        Args:
            known: entity and form of a value -> the placeholder that it has.
            same: forms of values -> the form of the same value in `known` or in other rows.
        """
        self._known = {(label(entity), form): new for (entity, form), new in known.items()}
        self._same = same

    def text(self, document: Document, found: Sequence[Span]) -> str:
        """The text without its spans: disjoint ones in their order, each within a slot."""
        starts = [span.start for span in found]
        within = (
            (slot, found[bisect_left(starts, slot[0]) : bisect_left(starts, slot[1])])
            for slot in document.slots
        )
        return document.filled([self._slot(document.flat, slot, spans) for slot, spans in within])

    def _slot(self, flat: str, slot: Zone, found: Sequence[Span]) -> str:
        at, end = slot
        pieces: list[str] = []
        for span in found:
            value = (span.entity, flat[span.start : span.end])
            self.written[value] = self._instead(*value)
            pieces += [flat[at : span.start], self.written[value]]
            at = span.end
        return "".join([*pieces, flat[at:end]])

    def _instead(self, entity: str, value: str) -> str:
        operator = self._operators.get(entity, "placeholder")
        if operator == "mask":
            return "*" * len(value)
        name, form = label(entity), normal(entity, value)
        form = self._same.get(form, form)
        if operator == "surrogate" and entity not in NO_SURROGATE:
            new = self._surrogates.of(entity, form, value)
            if new is not None:
                return new
        if operator == "hash":
            return f"<{name}_{digest(self._key, name, form)}>"
        if (name, form) not in self._known:
            self._known[name, form] = self._next(name)
        return self._known[name, form]

    def _next(self, name: str) -> str:
        while True:
            self._last[name] += 1
            placeholder = f"<{name}_{self._last[name]}>"
            if placeholder not in self._used:
                return placeholder
