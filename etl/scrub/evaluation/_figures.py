"""Counts of one system, and the shares that they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Tally:
    """Counts of one entity; spans are joined and trimmed but for `spans` and `masked`."""

    marked: int = 0
    found: int = 0
    right: int = 0  # of both
    spans: int = 0  # as they are marked
    masked: int = 0  # of these, without a letter or digit left

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.marked + other.marked,
            self.found + other.found,
            self.right + other.right,
            self.spans + other.spans,
            self.masked + other.masked,
        )

    def told(self) -> dict[str, Any]:
        """Shares between 0 and 1, null of nothing."""
        return {
            "spans": self.spans,
            "precision": _share(self.right, self.found),
            "recall": _share(self.right, self.marked),
            "f2": _share(5 * self.right, 4 * self.marked + self.found),
            "masked": _share(self.masked, self.spans),
            "leaked": self.spans - self.masked,
        }


@dataclass(frozen=True)
class Figures:
    """What one system did.

    Attributes:
        texts: how many were read.
        by_entity: counts by entity of the labels.
        scope: the entities that count in the total.
        characters: letters and digits `marked`, `found` and `right`, of any type in scope.
        failed: texts that could not be analysed; a run sets their rows aside, here nothing is found in them.
    """

    texts: int
    by_entity: Mapping[str, Tally]
    scope: tuple[str, ...]
    characters: Mapping[str, int]
    failed: int

    def of(self, entities: Iterable[str]) -> Tally:
        """The counts of several entities together."""
        return sum((self.by_entity[e] for e in entities if e in self.by_entity), Tally())

    def told(self) -> dict[str, Any]:
        """All figures as plain values."""
        marked, found, right = (self.characters.get(k, 0) for k in ("marked", "found", "right"))
        return {
            "total": self.of(self.scope).told(),
            "characters": {"precision": _share(right, found), "recall": _share(right, marked)},
            "entities": {entity: self.by_entity[entity].told() for entity in self.scope},
            "not_sought": {
                entity: {k: tally.told()[k] for k in ("spans", "masked", "leaked")}
                for entity, tally in self.by_entity.items()
                if entity not in self.scope
            },
            "failed": self.failed,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
