"""Open a file by its first bytes, never by its name, and give its text in bounded blocks.

Plain, gzip (all members, also gzip inside gzip), zstd (all frames), a UTF-8 BOM taken off, UTF-16
with a BOM turned to UTF-8. A file that breaks off gives all before the break.

No file gives more than `FREE_BYTES`, or `RATIO` times its size where that is more: gzip itself ends
at 1,032, and only zstd and gzip in gzip can do worse. Blocks are bounded, so a bomb costs no memory;
the limit bounds its lines.
"""

import codecs
import itertools
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from etl.adapt import _gzip, _zstd
from etl.adapt._source import Span
from etl.adapt._zstd import BombError, CutError

BLOCK = 1 << 20
MAX_LAYERS = 3
FREE_BYTES, RATIO = 64 << 20, 1000
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMPRESSED = 1 << 16  # bytes of compressed input at a time


class Text:
    """The decompressed bytes of a span, in blocks.

    Attributes:
        given: bytes that came out so far.
        fault: `truncated_file` where the file broke off, `too_large` where it is a bomb; known
            when the blocks are through.
    """

    def __init__(self, span: Span) -> None:
        """Open the file.

        Raises:
            CutError: nothing can be read of it.
        """
        self.given = 0
        self.fault: str | None = None
        limit = max(FREE_BYTES, RATIO * Path(span.path).stat().st_size)
        self._blocks = _layers(_plain(span), limit, at_start=span.start == 0)
        self._first = self._next()
        if self.fault:
            raise CutError

    def head(self) -> bytes:
        """The first block, which will still come."""
        return self._first

    def __iter__(self) -> Iterator[bytes]:
        while block := self._first:
            self.given += len(block)
            yield block
            self._first = self._next()

    def _next(self) -> bytes:
        try:
            return next(self._blocks, b"")
        except BombError:
            self.fault = "too_large"
        except (CutError, OSError):
            self.fault = "truncated_file"
        return b""


def is_parquet(path: str) -> bool:
    """Whether the file has Parquet's mark at both ends."""
    with open_regular(path) as file:
        head = file.read(4)
        file.seek(max(0, os.fstat(file.fileno()).st_size - 4))
        return head == file.read(4) == PARQUET


def open_regular(path: str) -> BufferedReader:
    """Open a regular file, and nothing else, for reading.

    Raises:
        OSError: it cannot be opened, or is a link, a pipe or a device.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return os.fdopen(descriptor, "rb")


def _plain(span: Span) -> Iterator[bytes]:
    with open_regular(span.path) as file:
        file.seek(span.start)
        size = BLOCK if span.start or _looks_plain(file.peek(4)[:4]) else _COMPRESSED
        left = -1 if span.stop is None else span.stop - span.start
        while left and (block := file.read(size if left < 0 else min(size, left))):
            left -= len(block) if left > 0 else 0
            yield block


def _looks_plain(head: bytes) -> bool:
    return not head.startswith(_gzip.MAGIC) and not _zstd.is_frame(head)


def _layers(chunks: Iterator[bytes], limit: int, *, at_start: bool) -> Iterator[bytes]:
    for layer in range(MAX_LAYERS + 1):
        head = b""
        while at_start and len(head) < 4 and (chunk := next(chunks, b"")):  # noqa: PLR2004 - magic
            head += chunk
        chunks = itertools.chain((head,), chunks) if head else chunks
        if not at_start or _looks_plain(head):
            break
        if layer == MAX_LAYERS:
            raise CutError
        packed = _gzip.members if head.startswith(_gzip.MAGIC) else _zstd.frames
        chunks = _limited(packed(chunks), limit)
    if head.startswith((ZIP, PARQUET)):  # Parquet that has lost its end
        raise CutError
    if head.startswith(_UTF16):
        chunks = _utf8(chunks)
    elif head.startswith(codecs.BOM_UTF8):
        chunks = itertools.chain((next(chunks)[3:],), chunks)
    yield from (chunk for chunk in chunks if chunk)


def _limited(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    left = limit
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise BombError
        yield chunk


def _utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise CutError from None
