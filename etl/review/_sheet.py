"""The file that a person labels: CSV that opens in a spreadsheet, with what to do in its first lines.

A cell that a spreadsheet would take for a formula has a quote (') put in front of it, and characters
that nobody sees are labels (`<U+202E>`). What comes back may have been saved by any spreadsheet: with
commas, semicolons or tabs, in another encoding, the text itself bent; so only the first lines and the
columns that a person fills in are read again.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from etl import disk, quiet
from etl.errors import SourceError, StorageError

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")
_HEADER = re.compile(r'^"?id"?([,;\t])', re.MULTILINE)
_MACHINE = re.compile(r"# sample (\S+) of (.+?)[,;\t\r\"]*$", re.MULTILINE)
_MOST = 64 << 20  # bytes of a file that is read back


class Sheet(NamedTuple):
    """A file that came back.

    Attributes:
        sample: what it says it is a sample of.
        output: where that is kept: relative to the file, or `s3://bucket/prefix`.
        rows: column -> value, as filled in.
    """

    sample: str
    output: str
    rows: list[dict[str, str]]


def write(
    path: Path,
    head: Iterable[str],
    of: tuple[str, str],
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> None:
    """Write it, for its owner alone.

    Args:
        path: where.
        head: what to do, a line each.
        of: `sample` and `output` of the `Sheet`.
        columns: their names; the first is `id`.
        rows: their cells.
    """
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL)
    lines.writerows([f"# {line}"] for line in head)
    lines.writerow(["# sample {} of {}".format(*of)])
    lines.writerow(columns)
    lines.writerows([safe(cell) for cell in row] for row in rows)
    disk.put(path, out.getvalue().encode("utf-8-sig"))  # the mark tells Excel that it is UTF-8


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for a command."""
    shown = quiet.visible(cell)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def read(path: Path) -> Sheet:
    """Read it back.

    Raises:
        SourceError: there is no such file.
        StorageError: it is none that was written here, or its first lines are gone.
    """
    text = _text(path)
    header, machine = _HEADER.search(text), _MACHINE.search(text)
    if not header or not machine:
        what = "not a file to label, or its first lines are gone; take them from the one as drawn"
        raise StorageError(f"{path.name}: {what}")
    csv.field_size_limit(_MOST)
    lines = csv.reader(io.StringIO(text[header.start() :], newline=""), delimiter=header[1])
    return Sheet(machine[1], machine[2], list(_rows(lines)))


def _rows(lines: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    columns = [name.strip() for name in next(lines)]
    for line in lines:
        if any(cell.strip() for cell in line):
            yield {name: cell.strip() for name, cell in zip(columns, line, strict=False)}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except FileNotFoundError:
        raise SourceError(f"{path.name}: no such file; mend the path") from None
    except OSError:
        raise StorageError(f"{path.name}: cannot be read; see that it is yours") from None
    if len(content) > _MOST:
        raise StorageError(
            f"{path.name}: larger than any file to label; give the one that was drawn"
        )
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")  # another encoding: what is read again is ASCII
