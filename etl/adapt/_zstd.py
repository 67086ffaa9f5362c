"""Decompress zstd frame by frame, block by block.

`zstandard` does not tell that a frame is cut, and one read may give gigabytes of a bomb. So the
blocks are walked here: each gives at most 128 KiB, and a missing one is seen.

Source: RFC 8878, section 3.1.1 (frames, blocks) and 3.1.2 (skippable frames).
"""

from collections.abc import Iterator

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW = 1 << 27  # 128 MiB, the limit of the zstd command
_HEADER = 18  # bytes of the longest frame header
_SKIPPABLE, _SKIPPABLE_HIGH = b"\x2a\x4d\x18", 5  # the first byte is 0x50 to 0x5F
_RLE, _RESERVED = 1, 3


class CutError(Exception):
    """The stream ends, or turns to garbage, here."""


class BombError(CutError):
    """The stream expands to more than a log can."""


class _Bytes:
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    def peek(self, size: int) -> bytes:
        while len(self._held) < size and (chunk := next(self._chunks, b"")):
            self._held += chunk
        return self._held[:size]

    def take(self, size: int) -> bytes:
        taken = self.peek(size)
        if len(taken) < size:
            raise CutError
        self._held = self._held[size:]
        return taken


def frames(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompressed blocks of all frames.

    Raises:
        CutError: after the last whole block before the break.
    """
    source = _Bytes(chunks)
    while head := source.peek(_HEADER):
        if head[:4] == MAGIC:
            yield from _frame(source, head)
        elif is_frame(head):  # a skippable one
            source.take(4)
            left = int.from_bytes(source.take(4), "little")
            while left:
                left -= len(source.take(min(left, 1 << 16)))
        else:
            raise CutError


def is_frame(head: bytes) -> bool:
    """Whether a frame begins here, with data or skippable."""
    return head[:4] == MAGIC or (head[1:4] == _SKIPPABLE and head[0] >> 4 == _SKIPPABLE_HIGH)


def _frame(source: _Bytes, head: bytes) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).decompressobj()
    try:
        checksum = zstandard.get_frame_parameters(head).has_checksum
        decompressor.decompress(source.take(zstandard.frame_header_size(head)))
        last = False
        while not last:
            block = source.take(3)
            header = int.from_bytes(block, "little")
            last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
            if kind == _RESERVED:
                raise CutError
            block += source.take(1 if kind == _RLE else size)
            yield decompressor.decompress(block)
        if checksum:
            decompressor.decompress(source.take(4))
    except zstandard.ZstdError:
        raise CutError from None
