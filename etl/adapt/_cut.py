"""Cut a file into spans that workers read side by side, and take its digest on the way."""

import hashlib
from pathlib import Path

from etl.adapt import _zstd
from etl.adapt._bytes import BLOCK, PARQUET, ZIP, open_regular
from etl.adapt._gzip import MAGIC as GZIP
from etl.adapt._source import Source, Span
from etl.adapt._split import is_object

_NOT_LINES = (GZIP, ZIP, PARQUET, b"\xff\xfe", b"\xfe\xff")


def cut(
    source: Source, path: Path, file: str, target_bytes: int = 64 << 20
) -> tuple[list[Span], str, int]:
    """Spans of at least `target_bytes` each, the sha256 of the file, and its bytes.

    Only plain JSON Lines are cut, before a line that is a whole object beginning in column 0:
    the one place where the framing needs to know nothing of what came before. A file that cannot
    be read is one span, whose reading says so, with the digest of nothing.
    """
    digest, starts, size, row = hashlib.sha256(), [(0, 1)], 0, 1
    try:
        with open_regular(str(path)) as stream:
            lines = _is_lines(stream.peek(BLOCK))
            at_start = False  # of a line
            while True:
                due = lines and size - starts[-1][0] >= target_bytes
                room = starts[-1][0] + target_bytes - size  # until a cut is due
                block = (
                    stream.readline(BLOCK)
                    if due
                    else stream.read(min(BLOCK, room) if lines else BLOCK)
                )
                if not block:
                    break
                digest.update(block)
                if due and at_start and size and _begins_event(block):
                    starts.append((size, row))
                size += len(block)
                row += block.count(b"\n")
                at_start = block.endswith(b"\n")
    except OSError:
        starts = [(0, 1)]
    stops = [*(start for start, _ in starts[1:]), None]
    spans = [
        Span(source, str(path), file, start, stop, row)
        for (start, row), stop in zip(starts, stops, strict=True)
    ]
    return spans, digest.hexdigest(), size


def _is_lines(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"{" and not head.startswith(_NOT_LINES) and not _zstd.is_frame(head[:4])


def _begins_event(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"\n") and is_object(line)
