r"""A pattern of Python's `regex`, widened until Rust can look for it: it matches wherever the pattern does, and faster.

    (?<![A-Za-z0-9])\d{4}([ -])\d{4}\1\d{4}(?![A-Za-z0-9])    ->    [0-9]{4}[ -][0-9]{4}(?s:.*)[0-9]{4}

What is left out says where a match may *not* stand (look-around, anchors), so that less is told and nothing is lost;
a reference to a group may be any text, a long repetition has no end. Read by Python's own parser. What it reads in
another way than `regex` does (fuzzy matches, POSIX classes), or cannot read, has no superset. Case: Rust folds as
Unicode does; `regex` takes the four letters i of Turkish for one besides (2026.11.15).
"""

import re
import warnings
from collections.abc import Callable
from re import _constants as op  # type: ignore[attr-defined]  # the parser that `re` itself is made of, without types
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

from etl.scrub.find.charset import ANY, Items, charset, literal, narrow

_OTHER = re.compile(
    r"\[:\^?\w+:\]|\{[\d\s<=+,]*[eids][\s<=+,:}]|\(\?[&|R0-9]|\\[KXRGmMhHNpPL]"
)  # read in another way
_FIRST, _LAST = 1 << 30, 1 << 31  # beside the flags: what is written begins or ends the pattern
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
_LONG = 16  # repetitions: an automaton of more has too many states
_FLAGS = {
    int(regex.ASCII): re.ASCII.value,
    int(regex.IGNORECASE): re.IGNORECASE.value,
    int(regex.DOTALL): re.DOTALL.value,
    int(regex.MULTILINE): re.MULTILINE.value,
    int(regex.VERBOSE): re.VERBOSE.value,
    int(regex.UNICODE): 0,
    int(regex.VERSION0): 0,
}


def superset(pattern: str, flags: int) -> str | None:
    """The pattern for Polars' `str.contains`; None where it has none. Rust may yet find it too large.

    Args:
        pattern: of `regex`, version 0.
        flags: those of `regex` that it is compiled with.
    """
    known = [(theirs, ours) for theirs, ours in _FLAGS.items() if flags & theirs]
    if _OTHER.search(pattern) or flags & ~sum(theirs for theirs, _ in known):
        return None
    try:
        with warnings.catch_warnings(action="error"):  # it says where `regex` may read it otherwise
            tree = parser.parse(pattern, sum(ours for _, ours in known))
        widened = _sequence(tree, tree.state.flags | _FIRST | _LAST)
    except (re.error, FutureWarning, KeyError, RecursionError, OverflowError):
        return None
    return widened


def _sequence(items: Items, flags: int) -> str:
    """One after another; at the edges of the pattern, a character that must not stand there is told."""
    listed, inner = list(items), flags & ~(_FIRST | _LAST)
    wide = [i for i, (name, _) in enumerate(listed) if str(name) not in _ZERO_WIDTH]
    if not wide:
        return ""
    before = _bound(listed[: wide[0]], -1) if flags & _FIRST else ""
    after = _bound(listed[wide[-1] + 1 :], 1) if flags & _LAST else ""
    edges = dict.fromkeys(wide, inner)
    edges[wide[0]] |= 0 if before else flags & _FIRST
    edges[wide[-1]] |= 0 if after else flags & _LAST
    written = "".join(_WRITERS[str(listed[i][0])](listed[i][1], edges[i]) for i in wide)
    return f"(?:\\A|[^{before}])" * bool(before) + written + f"(?:[^{after}]|\\z)" * bool(after)


def _bound(items: Items, direction: int) -> str:
    """The members of a set that must not stand before (-1) or after (1) the match; "" where none is told."""
    for name, given in items:
        if str(name) == "ASSERT_NOT" and given[0] == direction and len(given[1]) == 1:
            ((kind, inner),) = given[1]
            ways = [list(way) for way in inner[1]] if str(kind) == "BRANCH" else [[(kind, inner)]]
            told = [narrow(*way[0]) for way in ways if len(way) == 1]
            if known := "".join(filter(None, told)):
                return known
    return ""


def _repeat(given: tuple[Any, Any, Items], flags: int) -> str:
    low, high, items = given
    inner, least = _sequence(items, flags & ~(_FIRST | _LAST)), min(low, _LONG)
    if high is op.MAXREPEAT or high >= _LONG:
        return f"(?:{inner}){{{least},}}"
    return f"(?:{inner}){{{least},{high}}}"


def _group(given: tuple[Any, int, int, Items], flags: int) -> str:
    _, more, less, items = given
    return f"(?:{_sequence(items, (flags | more) & ~less)})"


_WRITERS: dict[str, Callable[[Any, int], str]] = {
    "LITERAL": literal,
    "NOT_LITERAL": lambda code, _: f"[^\\x{{{code:x}}}]",
    "ANY": lambda _, flags: ANY if flags & re.DOTALL else r"[^\n]",
    "IN": charset,
    "BRANCH": lambda given, flags: f"(?:{'|'.join(_sequence(b, flags) for b in given[1])})",
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": lambda given, flags: f"(?:{_sequence(given, flags)})",
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "POSSESSIVE_REPEAT": _repeat,
    "GROUPREF": lambda *_: "(?s:.*)",
}
