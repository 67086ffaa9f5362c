"""Search files for who was erased.

Parquet is searched in its texts, row by row; all else as text, in blocks that overlap. A value is
looked for in every spelling that JSON has for it, and as HTML.
"""

import html
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from etl.erase._sought import Sought, holds

_BLOCK = 8 << 20
_ROWS = 4096


def scan(
    folders: Iterable[Path], who: Sought, passed_over: Collection[Path]
) -> tuple[int, dict[Path, int]]:
    """Search every file.

    Args:
        folders: with all below them; links are not followed.
        who: to be found.
        passed_over: files that name them on purpose: the block list.

    Returns:
        How many files were read, and of those that still hold something, in how many places.
    """
    told = (*who.users, *who.values, *who.texts, *(html.escape(text) for text in who.texts))
    anything = replace(who, texts=told, folded=(*who.folded, *map(html.escape, who.folded)))
    read, found = 0, dict[Path, int]()
    for path in sorted({p for folder in folders for p in folder.rglob("*")}):
        if path.is_file() and not path.is_symlink() and path not in passed_over:
            read += 1
            texts = _columns(path) if path.suffix == ".parquet" else _blocks(path, anything)
            count = sum(_count(column, anything) for column in texts)
            if count:
                found[path] = count
    return read, found


def _count(texts: pl.Series, who: Sought) -> int:
    return int(pl.select(holds(pl.lit(texts), who).sum()).item() or 0)


def _columns(path: Path) -> Iterator[pl.Series]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_ROWS):
            for column in pl.DataFrame(batch).iter_columns():
                yield from _texts(column)


def _texts(column: pl.Series) -> Iterator[pl.Series]:
    """The columns of text in a column of anything."""
    if column.dtype == pl.String:
        yield column
    elif isinstance(column.dtype, pl.List):
        yield from _texts(column.explode(empty_as_null=False, keep_nulls=False))
    elif isinstance(column.dtype, pl.Struct):
        for name in column.struct.fields:
            yield from _texts(column.struct.field(name))


def _blocks(path: Path, who: Sought) -> Iterator[pl.Series]:
    """The file as text; what lies across the end of a block is in the next one whole."""
    overlap = max((len(text.encode()) for text in (*who.texts, *who.folded)), default=0)
    with path.open("rb") as file:
        tail = b""
        while block := file.read(_BLOCK):
            block = tail + block
            yield pl.Series([block.decode(errors="replace")])
            tail = block[-overlap:] if overlap else b""
