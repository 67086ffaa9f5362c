"""A line before it is written, and the folder that it is written to."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rows import Row


@dataclass
class Entry:
    """One event of an export: its time, its bytes and the rows that it holds."""

    at: int
    data: bytes
    rows: Sequence[Row] = ()  # none: a blank line
    channel: str = ""

    def lies(self, source: str, file: str, row: int, item: int = 0) -> None:
        """Note where the rows stand."""
        for offset, one in enumerate(self.rows):
            one.source, one.file, one.row, one.item = source, file, row, item + offset

    def becomes(self, fate: str, reason: str) -> None:
        """Replace the rows by a single one that is no call."""
        old = self.rows[0]
        self.rows = [Row(old.source, old.file, old.row, old.item, fate, "adapt", [reason])]


class Folder:
    """Where the exports go; every file is written once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, name: str, data: bytes) -> None:
        """Write a file below the folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def packed(data: bytes) -> bytes:
    """Gzip without a time, so that the same bytes come out every day."""
    return gzip.compress(data, 9, mtime=0)


def rows_of(entries: list[Entry]) -> list[Row]:
    """Every row of every entry."""
    return [row for entry in entries for row in entry.rows]
