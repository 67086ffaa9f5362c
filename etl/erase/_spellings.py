"""Every way in which a value may stand in a file of JSON."""

import json
from collections.abc import Iterable

import regex

_DEPTH = 3  # a line of a format holds JSON text, whose arguments are JSON text, whose texts may be


def spellings(values: Iterable[str]) -> tuple[str, ...]:
    """Every way in which JSON may write the values, also as text within text."""
    found = level = frozenset(values)
    for _ in range(_DEPTH):
        level = frozenset(form for text in level for form in _escaped(text))
        found |= level
    return tuple(sorted(found))


def _escaped(text: str) -> Iterable[str]:
    ascii_only = json.dumps(text)[1:-1]
    upper = regex.sub(r"\\u[0-9a-f]{4}", lambda m: "\\u" + m[0][2:].upper(), ascii_only)
    for form in (json.dumps(text, ensure_ascii=False)[1:-1], ascii_only, upper):
        yield form
        yield form.replace("/", "\\/")
