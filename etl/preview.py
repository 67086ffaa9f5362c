"""`--dry-run`: read some rows of each source and say what they are; nothing is written.

For every source: its files and bytes, what its first lines were recognised as, which canonical
fields were filled, and what `clean` would drop of them. Never a text of a log.
"""

from collections.abc import Iterator

import polars as pl

from etl import adapt, clean
from etl.adapt import Source
from etl.config import Config
from etl.schema import CALL, Run

ROWS = 200


def preview(config: Config, rows: int = ROWS) -> str:
    """A page of text: one block a source."""
    return "\n\n".join("\n".join(_block(config, source, rows)) for source in config.sources)


def _block(config: Config, source: Source, rows: int) -> Iterator[str]:
    found = adapt.find(source, config.folder)
    size = sum(path.stat().st_size for path, _ in found)
    yield f"{source.name} ({source.type}): {len(found):,} files, {size / 1e6:,.1f} MB"
    lines = _first(config, source, rows)
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


def _first(config: Config, source: Source, rows: int) -> pl.DataFrame:
    """The first lines of each of a few files, from the first, the last and the middle."""
    found = adapt.find(source, config.folder)
    chosen = sorted({0, len(found) // 2, len(found) - 1})
    taken: list[pl.DataFrame] = []
    for index in chosen:
        path, file = found[index]
        span = adapt.cut(source, path, file).spans[0]
        limit = config.limits.max_line_mib
        frame = next(iter(adapt.read(span, Run(b"preview"), max_line_mib=limit)), None)
        if frame is not None:
            taken.append(frame.head(rows // len(chosen)))
    return pl.concat(taken) if taken else pl.DataFrame()


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
