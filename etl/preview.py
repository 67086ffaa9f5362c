"""`--dry-run`: read some rows of each source and say what they are; nothing is written.

For every source: its files and bytes, what its first lines were recognised as, which canonical
fields were filled, what `clean` would drop of them, and what a run will take. Never a text of a log.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from etl import adapt, clean, inputs, remote
from etl.adapt import Source
from etl.config import Config
from etl.forecast import forecast
from etl.inputs import Found
from etl.schema import CALL, Run

ROWS = 200


def preview(config: Config, rows: int = ROWS) -> str:
    """A page of text: one block a source."""
    return "\n\n".join("\n".join(_block(config, source, rows)) for source in config.sources)


def _block(config: Config, source: Source, rows: int) -> Iterator[str]:
    found = list(inputs.files(config, source))
    size = sum(item.bytes for item in found)
    yield f"{source.name} ({source.type}): {len(found):,} files, {size / 1e6:,.1f} MB"
    lines, expands = _first(config, found, rows)
    if lines.is_empty():
        yield "  no lines"
        return
    yield f"  of the first {lines.height:,} lines:"
    for dialect, count in lines.group_by("dialect").len().sort("dialect").iter_rows():
        yield f"    {count:>6,}  {dialect or 'no call'}"
    calls = lines.filter(pl.col("reasons").list.len() == 0)
    yield f"  filled: {', '.join(_filled(calls)) or 'nothing'}"
    task = config.task_of(source.name)
    options = config.stages(task)["clean"]
    judged = calls if options is None else clean.clean(calls, Run(b"preview", task=task), options)
    for stage, frame in (("adapt", lines), ("clean", judged)):
        for reason, count in _reasons(frame):
            yield f"    {count:>6,}  {stage}: {reason}"
    workers = config.top.workers or len(os.sched_getaffinity(0))
    guess = forecast(size * expands, calls, config.stages(task), len(config.formats))
    yield f"  a whole run: {guess.told(workers)}"


def _first(config: Config, found: list[Found], rows: int) -> tuple[pl.DataFrame, float]:
    """The first lines of the first, the last and the middle file; text in a byte of a file."""
    chosen = sorted({0, len(found) // 2, len(found) - 1})
    taken: list[pl.DataFrame] = []
    plain = True
    with TemporaryDirectory() as folder:
        for index in chosen:
            item, path = found[index], found[index].path
            if item.entry:
                path = Path(folder) / str(index)
                remote.fetch([(item.bucket, item.entry, path)])
            span = adapt.cut(item.source, path, item.file).spans[0]
            plain = plain and span.stop is not None
            limit = config.limits.max_line_mib
            frame = next(iter(adapt.read(span, Run(b"preview"), max_line_mib=limit)), None)
            if frame is not None:
                taken.append(frame.head(rows // len(chosen)))
    return pl.concat(taken) if taken else pl.DataFrame(), 1 if plain else inputs.EXPANDS


def _filled(calls: pl.DataFrame) -> Iterator[str]:
    for column in CALL:
        share = 1 - calls[column].null_count() / max(calls.height, 1)
        if share > 0:
            yield f"{column} {share:.0%}"


def _reasons(frame: pl.DataFrame) -> Iterator[tuple[str, int]]:
    reasons = frame.select(pl.col("reasons").explode(empty_as_null=False)).drop_nulls()
    yield from (
        reasons.group_by("reasons")
        .len()
        .sort("len", "reasons", descending=[True, False])
        .iter_rows()
    )
