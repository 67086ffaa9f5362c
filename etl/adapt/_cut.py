"""Cut a file into spans that workers read side by side, and take its digest on the way."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from etl.adapt import _zstd
from etl.adapt._bytes import BLOCK, PARQUET, ZIP, open_regular
from etl.adapt._gzip import MAGIC as GZIP
from etl.adapt._known import Digest, Known, compare
from etl.adapt._source import Source, Span
from etl.adapt._split import is_object

_NOT_LINES = (GZIP, ZIP, PARQUET, b"\xff\xfe", b"\xfe\xff")
_TAIL = 4 << 20  # bytes from the end in which a place to resume is looked for

Place = tuple[int, int]  # a byte, and the number of the line that begins there


@dataclass(frozen=True)
class Cut:
    """A file, and what is to be read of it.

    Attributes:
        spans: what to read; none of a known file.
        sha256: of the whole file; of nothing where it could not be read.
        bytes: of the whole file.
        head: sha256 of the first 4,096 bytes, or of fewer where it is shorter.
        change: `known`, the very bytes were read before, under whatever name. `grown`: it begins
            with all bytes of a known file, its own or one of another name (`app.log` that became
            `app.log.1`). `rewritten`: its name is known, and what stood there is gone. `new`.
        generation: for `record_id`: counts the texts that stood under the name before.
        resume: the last place at which a reading of the file may begin when it has grown, so that
            what was appended is framed as in the whole; (0, 1) for files that are not cut. It lies
            before the last event, and before any that may still change: the line at the end that
            has no newline, an object that is not closed. So lines from there on come once more,
            under the same numbers; whoever reads drops those that were judged before.
        known: the file that this one is, or continues.
    """

    spans: list[Span]
    sha256: str
    bytes: int
    head: str
    change: str
    generation: int = 0
    resume: Place = (0, 1)
    known: Known | None = None


def cut(
    source: Source,
    path: Path,
    file: str,
    target_bytes: int = 64 << 20,
    known: Sequence[Known] = (),
) -> Cut:
    """Read a file once: its spans of at least `target_bytes` each, its digest, what is new in it.

    Only plain JSON Lines are cut, before a line that is a whole object beginning in column 0:
    the one place where the framing needs to know nothing of what came before. Of such a file that
    grew the spans begin where the known one says to resume, and end with the bytes that were seen
    now: what is written meanwhile is left to the next run. All other files are one span, read from
    the start, also when they grew: then too the lines that were judged before come once more.
    Parquet never grows: its end belongs to its beginning.

    A file that cannot be read is one span, whose reading says so.

    Args:
        source: whose file it is.
        path: where it lies.
        file: its name in the ledger.
        target_bytes: of a span.
        known: what earlier runs read of this source, under this name or with the same beginning.
    """
    digest = Digest(known)
    try:
        with open_regular(str(path)) as stream:
            head = stream.peek(BLOCK)
            lines = _is_lines(head)
            starts, row = _starts(stream, digest, target_bytes if lines else None)
            resume = _resume(stream, digest.size, row, starts[-1]) if lines else (0, 1)
    except OSError:
        digest, lines, head, starts, resume = Digest(()), False, b"", [(0, 1)], (0, 1)
    grows = source.mode == "append" and not head.startswith(PARQUET)  # a snapshot is read whole
    change, match, generation = compare(file, known, digest, grows=grows)
    if match and lines:
        begin = (match.resume_offset, match.resume_row)
        starts = [begin, *(place for place in starts if place > begin)]
        resume = begin if change == "known" else max(resume, begin)
    ends = [*(start for start, _ in starts[1:]), digest.size if lines else None]
    spans = [
        Span(source, str(path), file, start, end, row, generation)
        for (start, row), end in zip(starts, ends, strict=True)
    ]
    return Cut([] if change == "known" else spans, digest.sha256, digest.size, digest.head,
               change, generation, resume, match)  # fmt: skip


def _starts(
    stream: io.BufferedReader, digest: Digest, target_bytes: int | None
) -> tuple[list[Place], int]:
    """Where the spans begin, and the number of the line after the last one; None: no cuts."""
    starts, row, at_start = [(0, 1)], 1, False  # of a line
    while True:
        size = digest.size
        room = BLOCK if target_bytes is None else starts[-1][0] + target_bytes - size
        block = stream.readline(BLOCK) if room <= 0 else stream.read(min(BLOCK, room))
        if not block:
            return starts, row
        if room <= 0 and at_start and size and _begins_event(block):
            starts.append((size, row))
        digest.update(block)
        row += block.count(b"\n")
        at_start = block.endswith(b"\n")


def _resume(stream: BinaryIO, size: int, row: int, last: Place) -> Place:
    """The last place in a file at which a span may begin; `last` where none is near its end."""
    begin = max(last[0], size - _TAIL)
    stream.seek(begin)
    tail = stream.read(size - begin)
    end = tail.rfind(b"\n") + 1
    row -= tail.count(b"\n", end)
    while end:
        start = tail.rfind(b"\n", 0, end - 1) + 1
        row -= 1
        if start and _begins_event(tail[start:end]):
            return begin + start, row
        end = start
    return last


def _is_lines(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"{" and not head.startswith(_NOT_LINES) and not _zstd.is_frame(head[:4])


def _begins_event(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"\n") and is_object(line)
