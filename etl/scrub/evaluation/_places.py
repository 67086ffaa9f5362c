r"""Where the characters of a document's flat text stand in the text itself.

{"to": "a\u0040b"}   ->   flat `to: a@b\n`, in which `@` stands for six characters of the text
"""

import re
from collections.abc import Sequence

from etl.scrub._document import Document
from etl.scrub._pieces import Json, Slot
from etl.scrub.find.spans import Span, Zone

_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


def in_text(document: Document, spans: Sequence[Span]) -> list[Span]:
    """The spans of a flat text as spans of the text."""
    if document.json is None:
        return list(spans)
    places: dict[int, Zone] = {}
    _walk(document.json, _Straight(), document.slots, places)
    return [Span(*_around(places, span), span.entity) for span in spans]


class _Straight(Sequence[Zone]):
    """Every character stands where it stands."""

    def __getitem__(self, at: int) -> Zone:  # type: ignore[override]
        return at, at + 1

    def __len__(self) -> int:
        raise NotImplementedError


def _walk(
    json: Json, where: Sequence[Zone], slots: Sequence[Zone], places: dict[int, Zone]
) -> None:
    at = 0
    for piece in json.pieces:
        token = piece if isinstance(piece, str) else piece.token
        if isinstance(piece, Slot):
            start, end = slots[piece.index]
            inside = _inside(token, at, where)
            if token[0] != '"':  # a number, which may be shown in another way than it is written
                inside = [(inside[0][0], inside[-1][1])] * (end - start)
            places |= {start + i: zone for i, zone in enumerate(inside)}
        elif isinstance(piece, Json):
            _walk(piece, _inside(token, at, where), slots, places)
        at += len(token)


def _inside(token: str, at: int, where: Sequence[Zone]) -> list[Zone]:
    """Where each character of what a token says stands."""
    quoted = token[:1] == '"'
    said, at = (token[1:-1], at + 1) if quoted else (token, at)
    shape = _CHARACTER if quoted else re.compile(".", re.DOTALL)
    return [(where[at + m.start()][0], where[at + m.end() - 1][1]) for m in shape.finditer(said)]


def _around(places: dict[int, Zone], span: Span) -> Zone:
    inside = [places[i] for i in range(span.start, span.end) if i in places]
    return inside[0][0], inside[-1][1]
