"""Where the texts of `scrub.allow` stand: what is found inside one stays as it is.

A text is known again as a value of the run is elsewhere: in any case and width, a number with other marks between its
digits or the code of its country (`0800-080-123`: `0800080123`, `+886 800 080 123`), a code with others between its
letters and digits, anything else with other space.
"""

from collections.abc import Callable, Iterator, Sequence

import regex

from etl.scrub.find.shadow import plain, shadow
from etl.scrub.find.shape import END, START
from etl.scrub.find.spans import Zone
from etl.scrub.find.windows import pieces
from etl.scrub.replace.phones import digits_of_one

Allowed = Callable[[str], Sequence[Zone]]
_LEAST = 7  # digits of a number
_NUMBER = regex.compile(r"[\d\s().+/\p{Pd}]+", regex.ASCII)
_CODE = regex.compile(r"(?=.*[a-z])(?:[\s\p{Pd}.:()_/]?[a-z]{0,4}\d[a-z\d]*)+\)?", regex.ASCII)
_MARKS = r"[\s().+/\p{Pd}]{0,3}"
_CODE_MARKS = r"[\s\p{Pd}.:()_/]{0,2}"


def allowing(texts: Sequence[str]) -> Allowed:
    """A function that tells where in a text one of these stands as a whole."""
    shapes = sorted({shape for text in texts for shape in _shapes(text)}, key=_longest)
    if not shapes:
        return lambda _: ()
    sought = regex.compile(f"(?i){'|'.join(shapes)}", cache_pattern=False)
    return lambda text: list(_zones(sought, text))


def _longest(shape: str) -> tuple[int, str]:
    return -len(shape), shape


def _zones(sought: "regex.Pattern[str]", text: str) -> Iterator[Zone]:
    for match in sought.finditer(text):
        yield match.span()
    for at, to in pieces(text):
        if folded := shadow(text[at:to]):
            for match in sought.finditer(folded.text):
                start, end = folded.original(*match.span())
                yield at + start, at + end


def _shapes(text: str) -> Iterator[str]:
    yield f"{START}{regex.escape(text)}{END}"
    form = plain(text)
    digits = [c for c in form if c.isdigit()]
    if len(digits) >= _LEAST and _NUMBER.fullmatch(form):
        for spelled in {"".join(digits), *digits_of_one(form)}:
            yield rf"(?<![\dA-Za-z])[+(]{{0,2}}{_MARKS.join(spelled)}\)?(?![\dA-Za-z])"
    elif len(digits) >= _LEAST - 1 and _CODE.fullmatch(form):
        yield rf"{START}{_CODE_MARKS.join(filter(str.isalnum, form))}\)?{END}"
    elif form:
        spelled = r"\s+".join(map(regex.escape, form.split()))
        yield f"{START}{spelled}{END}"
