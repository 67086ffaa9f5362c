r"""Sets of characters for Rust, none narrower than `regex` takes them: `[a-z\d]` without ASCII holds all beyond it.

The two know other versions of Unicode: what stands for more than ASCII is widened to all that is not ASCII.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

ANY = "(?s:.)"
Items = Iterable[tuple[Any, Any]]  # of the parser: what it is, and what is said of it
_I = "iIıİ"
_ASCII = {"DIGIT": "0-9", "WORD": "0-9A-Za-z_", "SPACE": r" \t\n\r\x0b\x0c"}
_UNICODE = {"DIGIT": "0-9", "WORD": "0-9A-Za-z_", "SPACE": r" \t\n\r\x0b\x0c\x1c-\x1f"}
_BEYOND = r"\x{80}-\x{10ffff}"


def narrow(name: Any, given: Any) -> str:  # noqa: ANN401 - the parser has no types
    """Characters of ASCII that surely are members; "" of what is no plain set."""
    if str(name) == "LITERAL":
        given = [(name, given)]
    elif str(name) != "IN" or str(given[0][0]) == "NEGATE":
        return ""
    return "".join(filter(None, _members(given, re.ASCII.value)))


def literal(code: int, flags: int) -> str:
    """One character, in any case where the flags say so."""
    if not flags & re.IGNORECASE:
        return f"\\x{{{code:x}}}"
    return f"[{_I}]" if chr(code) in _I else f"(?i:\\x{{{code:x}}})"


def charset(items: list[tuple[Any, Any]], flags: int) -> str:
    """A set as the parser has it; one that leaves out what Unicode knows more of is any character."""
    if str(items[0][0]) == "NEGATE":
        inner = list(_members(items[1:], flags))
        return (
            ANY
            if None in inner or (not flags & re.ASCII and _named(items))
            else f"[^{''.join(map(str, inner))}]"
        )
    inner = list(_members(items, flags))
    if None in inner:
        return ANY
    text = "".join(map(str, inner))
    if not flags & re.IGNORECASE:
        return f"[{text}]"
    return f"(?i:[{text}{_I if _holds_i(items) else ''}])"


def _members(items: Items, flags: int) -> Iterator[str | None]:
    """The members of a set; None for one that has no bounds, such as what is no digit."""
    for name, given in items:
        match str(name):
            case "LITERAL":
                yield f"\\x{{{given:x}}}"
            case "RANGE":
                yield f"\\x{{{given[0]:x}}}-\\x{{{given[1]:x}}}"
            case _:
                kind = str(given).removeprefix("CATEGORY_")
                known = _ASCII.get(kind)
                yield known if flags & re.ASCII or known is None else _UNICODE[kind] + _BEYOND


def _named(items: Items) -> bool:
    return any(str(name) == "CATEGORY" for name, _ in items)


def _holds_i(items: Items) -> bool:
    spans = (
        given if str(name) == "RANGE" else (given, given)
        for name, given in items
        if str(name) != "CATEGORY"
    )
    return any(low <= ord(letter) <= high for low, high in spans for letter in _I)
