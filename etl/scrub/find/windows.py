"""Cut long texts into windows and short ones into batches, in a way that depends on each text alone."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

PIECE = 100_000  # characters that patterns read at a time, and
PIECE_OVERLAP = 4_096  # twice at a cut: a private key in PEM fits in
WINDOW = (
    8000  # characters at a time: further than a model sees, and what a batch may hold in memory
)
OVERLAP = 200  # characters read twice at a cut
BATCH = 64  # texts, and
BATCH_CHARACTERS = (
    16_000  # characters that go through the model together: 80 MB of features at most
)


class Read(Protocol):
    """Something with a text."""

    @property
    def text(self) -> str:
        """The text."""


_Read = TypeVar("_Read", bound=Read)


class Window(NamedTuple):
    """[start, end) of the text in this place."""

    place: int
    start: int
    end: int


def cuts(text: str, size: int, overlap: int) -> list[tuple[int, int]]:
    """[start, end) of pieces of at most `size` characters, cut at newlines where there are any."""
    found, start = [], 0
    while len(text) - start > size:
        end = text.rfind("\n", start + size // 2, start + size) + 1 or start + size
        found.append((start, end))
        start = end - overlap
    return [*found, (start, len(text))]


def pieces(text: str) -> list[tuple[int, int]]:
    """[start, end) of what patterns read at a time: a text's shadow takes 100 bytes a character."""
    return cuts(text, PIECE, PIECE_OVERLAP)


def batches(texts: Sequence[str]) -> Iterator[list[Window]]:
    """The windows of all texts in their order, few enough at a time."""
    batch, length = list[Window](), 0
    for place, text in enumerate(texts):
        for start, end in cuts(text, WINDOW, OVERLAP):
            if batch and (len(batch) == BATCH or length + end - start > BATCH_CHARACTERS):
                yield batch
                batch, length = [], 0
            batch.append(Window(place, start, end))
            length += end - start
    if batch:
        yield batch


def together(
    read: Sequence[_Read], characters: int = BATCH_CHARACTERS, many: int = BATCH
) -> Iterator[list[_Read]]:
    """Whole texts in their order, at most so many and so long together, but for one that is longer by itself."""
    batch, length = list[_Read](), 0
    for one in read:
        if batch and (len(batch) == many or length + len(one.text) > characters):
            yield batch
            batch, length = [], 0
        batch.append(one)
        length += len(one.text)
    if batch:
        yield batch
