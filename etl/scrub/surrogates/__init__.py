"""Surrogates: what stands in place of a value and looks like one. One kind of value a file.

    "Mei Chen, mei@chen.example, 4111 1111 1111 1111"  ->  "Ruth Hale, ruth.hale40@example.net, 4806 2213 9057 3310"

A file defines

    ENTITIES                        the entities that it knows
    surrogate(entity, value, draw)  another value; None where it cannot make one (a placeholder stands then)
    EXAMPLES                        (entity, value) -> a pattern that every surrogate of it matches

Same key, entity and value, same surrogate, in all rows of all runs. None has a right checksum, none can be reached:
mail goes to example.com, phones are what no numbering plan gives or what one keeps for films, machines are of the
ranges for documentation. Separators, case, width and length stay. A secret has no surrogate: nothing may look like one.

Own lists of names, not Faker's: 150 a kind are enough where a second draw is free, and another version of a library
would give every person another name. What is drawn depends on the key alone, so nothing tells which name it was.
"""

import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from types import ModuleType

from etl.discover import modules_in
from etl.scrub.replace.echo import normal
from etl.scrub.surrogates._draw import Draw

_ATTEMPTS = 20  # draws for a value whose surrogates are taken in its row; then a placeholder stands


class Surrogates:
    """The surrogates of one row: two values never have the same one, and none is a value itself."""

    def __init__(self, key: bytes, values: Iterable[str]) -> None:
        """`values` are those of the row, as they are compared (`echo.normal`)."""
        self._key, self._taken = key, set(values)
        self._known: dict[tuple[str, str], int] = {}

    def of(self, entity: str, form: str, value: str) -> str | None:
        """What stands for a value, whose form is given too; None where a placeholder must."""
        first = self._known.get((entity, form))
        for attempt in range(_ATTEMPTS) if first is None else (first,):
            new = _drawn(self._key, entity, form, value, attempt)
            if new is None:
                continue
            same = normal(entity, new)
            if first is not None or same not in self._taken:
                self._taken.add(same)
                self._known[entity, form] = attempt
                return new
        return None


@lru_cache(maxsize=4096)
def _drawn(key: bytes, entity: str, form: str, value: str, attempt: int) -> str | None:
    file = by_entity().get(entity)
    return file.surrogate(entity, value, Draw(key, entity, form, attempt)) if file else None


@cache
def by_entity() -> dict[str, ModuleType]:
    """The file of each entity that has surrogates."""
    files = modules_in(sys.modules[__name__]).values()
    return {entity: file for file in files for entity in file.ENTITIES}
