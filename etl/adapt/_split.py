"""Cut the blocks of a text into lines, without ever holding more than one line over the limit."""

from collections.abc import Iterator

from etl.adapt._bytes import Text
from etl.adapt._json import FAULTS, decode


def split(text: Text, cap: int) -> Iterator[tuple[list[bytes], bool]]:
    r"""Lines without their `\n`, many at a time, and True; or one piece of a line and False.

    A line over `cap` bytes comes in pieces, its last one with True. The unfinished last line of a
    file that broke off comes only where it is an object all the same.
    """
    parts: list[bytes] = []
    size, within = 0, False  # bytes held of the line at hand; whether pieces of it were given
    for block in text:
        end = block.rfind(b"\n")
        if end >= 0:
            lines = block[:end].split(b"\n")
            lines[0] = b"".join((*parts, lines[0]))
            yield lines, True
            parts, size, within = [], 0, False
        parts.append(block[end + 1 :])
        size += len(parts[-1])
        if within or size > cap:
            yield [b"".join(parts)], False
            parts, size, within = [], 0, True
    tail = b"".join(parts)
    if (tail or within) and (not text.fault or is_object(tail)):
        yield [tail], True


def is_object(line: bytes) -> bool:
    """Whether a line is one whole JSON object."""
    try:
        return type(decode(line)) is dict
    except FAULTS:
        return False
