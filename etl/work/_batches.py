"""What is written together: chunks of a part, as many as hold about as much text as a part of plain files does.

A compressed file is one part however long it is, so that its rows are never all in memory: 1 GB of text in one
`.zst` took 3.5 GB a worker, and takes 0.6 GB.
"""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from etl import frames
from etl.plan import Job, Part
from etl.work._sweep import written

TOGETHER = 56 << 20  # bytes of text: a part of plain files holds 64 MiB of lines


class Batch(NamedTuple):
    """Some lines of a part, one after another, and those of their rows that are to be written.

    Attributes:
        number: of the batch in its part.
        chunks: the numbers of its chunks.
        lines: every line, `LINE`.
        rows: the rows that no stage before `write` removed, with what `placed/attributes` says of each.
        dead: the verdicts on the others.
        attributes: `placed/attributes` of the lines.
    """

    number: int
    chunks: list[int]
    lines: pl.DataFrame
    rows: pl.DataFrame
    dead: pl.DataFrame
    attributes: pl.DataFrame


def batches(job: Job, part: Part) -> Iterator[Batch]:
    """The batches of a part in their order, one at least."""
    number, size, lines, rows = 0, 0, dict[int, pl.DataFrame](), list[pl.DataFrame]()
    for chunk, path in enumerate(frames.chunks(job, "lines", part)):
        if size > TOGETHER:
            yield _batch(job, number, lines, rows)
            number, size, lines, rows = number + 1, 0, {}, []
        lines[chunk] = pl.read_parquet(path, glob=False)
        rows.append(_left(job, part, chunk, lines[chunk]))
        size += _bytes(rows[-1])
    yield _batch(job, number, lines, rows)


def _batch(
    job: Job, number: int, chunks: dict[int, pl.DataFrame], rows: list[pl.DataFrame]
) -> Batch:
    lines = pl.concat(chunks.values())
    dead, attributes = (of(job, f"placed/{what}", lines) for what in ("dead", "attributes"))
    joined = pl.concat(rows).join(attributes, on="ordinal", how="left", maintain_order="left")
    return Batch(number, list(chunks), lines, joined, dead, attributes)


def _left(job: Job, part: Part, chunk: int, lines: pl.DataFrame) -> pl.DataFrame:
    """The rows of a chunk that are still alive, as they are to be written."""
    if job.options[part.task]["scrub"] is None:
        rows = pl.read_parquet(frames.chunks(job, "rows", part)[chunk], glob=False)
    else:
        rows = written(job, part, chunk)
    dead = of(job, "placed/dead", lines).select("ordinal")
    return rows.join(dead, on="ordinal", how="anti", maintain_order="left")


def of(job: Job, what: str, lines: pl.DataFrame) -> pl.DataFrame:
    """What a frame that the driver left for all parts says of these lines."""
    first = lines.item(0, "ordinal") if lines.height else 0
    return frames.between(job, what, first, first + lines.height)


def _bytes(rows: pl.DataFrame) -> int:
    said = rows["messages"].explode(empty_as_null=False, keep_nulls=False).struct
    texts = (rows["tools"], said.field("content"), said.field("tool_calls"))
    return sum(int(text.str.len_bytes().sum()) for text in texts)
