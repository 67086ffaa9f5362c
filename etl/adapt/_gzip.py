"""Decompress gzip member by member, in bounded blocks; a damaged one gives all before the damage.

Source: RFC 1952. Zeros after the last member are padding, as the gzip command has it.
"""

import zlib
from collections.abc import Generator, Iterator
from typing import Any

from etl.adapt._zstd import CutError

MAGIC = b"\x1f\x8b"
_BLOCK = 1 << 20


def members(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompressed blocks of all members.

    Raises:
        CutError: after all that could be read before the break.
    """
    data = next(chunks, b"")
    while data:
        data = yield from _member(data, chunks)
        while data and not data.strip(b"\0"):  # padding of tapes and blocks, as gzip has it
            data = next(chunks, b"")


def _member(data: bytes, chunks: Iterator[bytes]) -> Generator[bytes, None, bytes]:
    """Give the blocks of one gzip member; return the bytes after it."""
    member = zlib.decompressobj(31)
    while not member.eof:
        before = member.copy()
        try:
            block = member.decompress(data, _BLOCK)
        except zlib.error:
            yield from _until_error(before, data)
            raise CutError from None
        yield block
        if not member.eof:
            ended = not data and not block
            data = member.unconsumed_tail or next(chunks, b"")
            if ended and not data:
                raise CutError
    return member.unused_data or next(chunks, b"")


def _until_error(member: Any, data: bytes) -> Iterator[bytes]:  # noqa: ANN401 - zlib's class has no public name
    """What a damaged piece still gives, byte by byte: zlib keeps back all of a failed call."""
    try:
        for i in range(len(data)):
            yield member.decompress(data[i : i + 1], _BLOCK)
    except zlib.error:
        return
