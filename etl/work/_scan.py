"""The pass `scan`: whether anything that was found is left in the files of a part, byte for byte what is published.

Parquet is read back column by column, lines of formats as they stand. Columns of keyed hashes are passed over where
they hold nothing else: a hash may be a valid card number by chance.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from etl import checkpoint, frames, scrub
from etl.plan import Job, Part
from etl.work._sweep import of_part
from etl.work._tally import Tally

_HASHES = (
    "record_id", "call_key", "kept_as", "supersedes", "cluster_id", "conversation_id", "user_key", "value",
)  # fmt: skip
_HASH = "^[0-9a-f]{16,64}$"
_TOGETHER = 16 << 20  # bytes of text that are looked through at once


def scan_part(job: Job, part: Part, folder: Path) -> Tally:  # noqa: ARG001 - it leaves no file
    """Look through `data/`, the formats and `audit/` of a part; counts by file and entity."""
    written = frames.folder_of(job, "write", part)
    options, run = job.options[part.task]["scrub"], job.run(part.task)
    found: Counter[tuple[str, str]] = Counter()
    for texts in together(_published(written)):
        found += scrub.leaks(
            texts, job.folder / "sought", run, options, partial(_issued, job, part)
        )
    return Tally(leaks=[(*place, count) for place, count in sorted(found.items())])


def together(texts: Iterable[tuple[str, pl.Series]]) -> Iterator[pl.DataFrame]:
    """`file`, `text` of many small pieces, as much at a time as `_TOGETHER`: each look has its price."""
    batch, size = list[pl.DataFrame](), 0
    for name, some in texts:
        batch.append(pl.DataFrame({"text": some}).select(pl.lit(name).alias("file"), "text"))
        size += int(some.str.len_bytes().sum())
        if size > _TOGETHER:
            yield pl.concat(batch)
            batch, size = [], 0
    if batch:
        yield pl.concat(batch)


def _published(written: Path) -> Iterator[tuple[str, pl.Series]]:
    for path in sorted(p for p in written.rglob("*") if p.is_file()):
        name = path.relative_to(written).as_posix()
        if name != checkpoint.MANIFEST and not name.startswith(("kept-", "names-")):
            yield name, pl.Series([name])
            yield from ((name, texts) for texts in texts_of(path))


def texts_of(path: Path) -> Iterator[pl.Series]:
    """The texts of a file, some at a time: columns of Parquet, lines of all else."""
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_rows_together(file)):
                for column in pl.DataFrame(batch).iter_columns():
                    yield from _texts(column)
        return
    with path.open("rb") as file:
        while lines := file.readlines(_TOGETHER):
            yield pl.Series([line.decode(errors="replace") for line in lines])


def _rows_together(file: pq.ParquetFile) -> int:
    """How many rows of a file make about `_TOGETHER`."""
    groups = [file.metadata.row_group(i) for i in range(file.num_row_groups)]
    widest = max((g.total_byte_size // max(g.num_rows, 1) for g in groups), default=0)
    return max(1, min(65_536, _TOGETHER // max(widest, 1)))


def _texts(column: pl.Series) -> Iterator[pl.Series]:
    """The columns of text in a column of anything."""
    if column.dtype == pl.String:
        column = column.drop_nulls()
        if column.name in _HASHES:
            column = column.filter(~column.str.contains(_HASH))
        yield column.unique(maintain_order=True)
    elif isinstance(column.dtype, pl.List):
        yield from _texts(column.explode(empty_as_null=False, keep_nulls=False))
    elif isinstance(column.dtype, pl.Struct):
        for name in column.struct.fields:
            yield from _texts(column.struct.field(name))


def _issued(job: Job, part: Part, texts: Collection[str]) -> Collection[str]:
    """Which of these texts stand in place of values."""
    instead = of_part(job, part, "raw", "raw-sweep")["instead"]
    return instead.filter(instead.is_in(list(texts))).to_list()
