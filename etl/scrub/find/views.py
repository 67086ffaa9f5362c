"""What recognizers read of texts: pieces of long ones, and beside each the shadow that it may cast."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from etl.scrub.find.shadow import Shadow, shadow
from etl.scrub.find.windows import pieces
from etl.scrub.names.artifacts import Artifacts

_GROUP = 1_000_000  # characters looked at together, of which
_SHADOWS = 300_000  # in shadows, that take 100 bytes each


class Piece(NamedTuple):
    """What patterns read at a time of the text in this place."""

    place: int
    start: int
    text: str
    language: str


class View(NamedTuple):
    """A piece as it stands, or as a reader sees it."""

    piece: Piece
    text: str
    artifacts: Artifacts | None  # None where it cannot be read
    seen: Shadow | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) in the text that the piece is of."""
        start, end = self.seen.original(start, end) if self.seen else (start, end)
        return self.piece.start + start, self.piece.start + end


def pieces_of(texts: Sequence[str], languages: Iterable[str]) -> list[Piece]:
    """The pieces of all texts in their order."""
    return [
        Piece(i, start, text[start:end], language)
        for i, (text, language) in enumerate(zip(texts, languages, strict=True))
        for start, end in pieces(text)
    ]


def groups(read: Iterable[tuple[Piece, Artifacts | None]]) -> Iterator[list[View]]:
    """The views of all pieces in their order, few enough at a time."""
    group, size, shadows = list[View](), 0, 0
    for piece, artifacts in read:
        views = list(_views(piece, artifacts))
        group += views
        size += len(piece.text)
        shadows += sum(len(view.text) for view in views if view.seen)
        if size >= _GROUP or shadows >= _SHADOWS:
            yield group
            group, size, shadows = [], 0, 0
    yield group


def _views(piece: Piece, artifacts: Artifacts | None) -> Iterator[View]:
    try:
        seen = shadow(piece.text)
    except Exception:  # noqa: BLE001 - fail closed: its row is `not_scrubbed`
        artifacts, seen = None, None
    yield View(piece, piece.text, artifacts, None)
    if seen:
        yield View(piece, seen.text, Artifacts(seen.text, (), None), seen)
