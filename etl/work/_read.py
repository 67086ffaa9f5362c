"""The pass `read`: lines to rows, judged one by one, with the keys that the driver compares."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from etl import adapt, clean, dedup, frames, ledger
from etl.plan import Job, Part
from etl.schema import ROW
from etl.work._tally import LINE, Tally, alive

_CUT = ("truncated_event", "truncated_file")


def read_part(job: Job, part: Part, folder: Path) -> Tally:
    """Read and judge the rows of `part`; what stays alive goes to `rows`, keys to `keys-*`."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    for chunk, lines in enumerate(_lines(job, part)):
        tally.lines += lines.height
        removed = [ledger.verdict("adapt", lines)]
        rows = alive(lines).select(ROW.keys())
        frames.keep(job, "adapt", part, chunk, rows)
        if options["clean"] is not None:
            judged = ledger.judged("clean", rows, clean.clean(rows, run, options["clean"]))
            frames.save(folder, "keys-clean", chunk, clean.keys(judged))
            removed.append(ledger.verdict("clean", judged))
            frames.keep(job, "clean", part, chunk, judged)
            rows = alive(judged)
        frames.save(folder, "keys-dedup", chunk, dedup.keys(rows, run, **options["dedup"]))
        frames.save(folder, "rows", chunk, rows)
        frames.save(folder, "lines", chunk, _told(lines))
        frames.save(folder, "verdicts", chunk, pl.concat(removed))
    return tally


def _lines(job: Job, part: Part) -> Iterator[pl.DataFrame]:
    """Frames of every input line of `part`, numbered in their order; an empty one where it has none."""
    ordinal = first = part.number << 32
    for span in part.spans:
        for rows in adapt.read(
            span, job.run(part.task), max_line_mib=job.max_line_mib, exclude_users=job.excluded,
            blocked=job.blocked, since=job.since,
        ):  # fmt: skip
            numbers = pl.int_range(ordinal, ordinal + rows.height, dtype=pl.UInt64)
            yield rows.with_columns(numbers.alias("ordinal"))
            ordinal += rows.height
    if ordinal == first:  # so that every frame of every part exists, with its columns
        yield pl.DataFrame(schema={**ROW, **{k: v for k, v in LINE.items() if k not in ROW}})


def _told(lines: pl.DataFrame) -> pl.DataFrame:
    """What the driver must know of each line: `LINE`."""
    cut = pl.col("reasons").list.eval(pl.element().is_in(_CUT)).list.any()
    unread = ledger.fate() == "quarantined"
    return lines.with_columns(unread=unread, cut=cut).select(LINE.keys())
