"""What a worker does with one part: three passes, between which the driver judges across rows.

    read_part    lines -> rows, judged one by one, with the keys that the driver compares
    scrub_part   what is still alive, without personal data, and its keys once more
    write_part   data/, the formats and the ledger of the part

Rows rest in `<work>/<run_id>/<what>/<part>-<chunk>.parquet`, a chunk at a time, so that memory does
not grow with the input; nothing but counts is handed back to the driver.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from etl import adapt, clean, dedup, frames, ledger, scrub, write
from etl.plan import Job, Part
from etl.schema import IDENTITY, ROW


@dataclass
class Tally:
    """Counts of one part: everything that a worker says to the driver."""

    lines: int = 0
    files: dict[str, Counter[str]] = field(
        default_factory=dict
    )  # file -> rows, quarantined, dialect:x
    entities: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)


def read_part(job: Job, part: Part) -> Tally:
    """Read and judge the rows of `part`; what stays alive goes to `rows/`, keys to `keys-*/`."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    for chunk, lines in enumerate(_lines(job, part)):
        _count(tally, lines)
        removed = [ledger.verdict("adapt", lines)]
        rows = _alive(lines).select(ROW.keys())
        frames.keep(job, "adapt", part, chunk, rows)
        if options["clean"] is not None:
            judged = ledger.judged("clean", rows, clean.clean(rows, run, options["clean"]))
            frames.save(job, "keys-clean", part, chunk, clean.keys(judged))
            removed.append(ledger.verdict("clean", judged))
            frames.keep(job, "clean", part, chunk, judged)
            rows = _alive(judged)
        frames.save(job, "keys-dedup", part, chunk, dedup.keys(rows, run, **options["dedup"]))
        frames.save(job, "rows", part, chunk, rows)
        frames.save(job, "identity", part, chunk, lines.select(IDENTITY.keys()))
        frames.save(job, "verdicts", part, chunk, pl.concat(removed))
    return tally


def scrub_part(job: Job, part: Part) -> Tally:
    """Scrub what is alive in `part` into `scrubbed/`; keys of the scrubbed text to `keys-again/`."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    dead = frames.of_part(job, "dead", part).select("ordinal")
    for chunk, path in enumerate(frames.chunks(job, "rows", part)):
        rows = pl.read_parquet(path).join(dead, on="ordinal", how="anti", maintain_order="left")
        frames.keep(job, "dedup", part, chunk, rows)
        judged = ledger.judged("scrub", rows, scrub.scrub(rows, run, **options["scrub"]))
        frames.keep(job, "scrub", part, chunk, judged)
        for entity, count in _entities(judged):
            tally.entities[entity] += count
        alive = _alive(judged).drop("entities")
        exact = None if options["dedup"] is None else options["dedup"]["exact"]
        again = dedup.keys(alive, run, superseded=False, exact=exact, near=None)
        frames.save(job, "keys-again", part, chunk, again)
        frames.save(job, "scrubbed", part, chunk, alive)
        frames.save(job, "verdicts-scrub", part, chunk, ledger.verdict("scrub", judged))
    return tally


def write_part(job: Job, part: Part) -> Tally:
    """Write the rows of `part` that are kept, and the ledger of all its lines."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    dead, attributes = frames.of_part(job, "dead", part), frames.of_part(job, "attributes", part)
    stage = "scrubbed" if options["scrub"] is not None else "rows"
    chunks = [pl.read_parquet(path) for path in frames.chunks(job, stage, part)]
    rows = pl.concat(chunks) if chunks else pl.DataFrame(schema=ROW)
    rows = rows.join(dead.select("ordinal"), on="ordinal", how="anti", maintain_order="left")
    rows = rows.join(attributes, on="ordinal", how="left", maintain_order="left")
    frames.keep(job, "split", part, 0, rows)
    written, lines = write.write(rows, run, **options["write"])
    ledger.judged("write", rows, written)
    frames.keep(job, "write", part, 0, written)
    unwritable = ledger.verdict("write", written)
    kept = written["reasons"].list.len() == 0
    partition_by, timestamps = options["write"]["partition_by"], options["write"]["timestamps"]
    taken = {name: frame.filter(kept) for name, frame in lines.items()}
    write.save(part.number, written.filter(kept), taken, job.staged,
               partition_by=partition_by, timestamps=timestamps)  # fmt: skip
    for name, frame in taken.items():
        tally.formats[name] += frame.height - frame["line"].null_count()
    _write_ledger(job, part, pl.concat([dead, unwritable]), attributes, written)
    return tally


def _write_ledger(
    job: Job, part: Part, dead: pl.DataFrame, attributes: pl.DataFrame, written: pl.DataFrame
) -> None:
    kept = written.filter(pl.col("reasons").list.len() == 0).select("ordinal", "split", "not_in")
    known = attributes.select("ordinal", "supersedes", "cluster_id")
    known = known.join(kept, on="ordinal", how="left", maintain_order="left")
    identity = pl.concat(pl.read_parquet(p) for p in frames.chunks(job, "identity", part))
    folder = job.staged / "audit" / "ledger"
    folder.mkdir(parents=True, exist_ok=True)
    entries = ledger.entries(identity, dead, known)
    entries.write_parquet(folder / f"part-{part.number:05}.parquet", row_group_size=8192)


def _lines(job: Job, part: Part) -> Iterator[pl.DataFrame]:
    """Frames of every input line of `part`, numbered in their order; an empty one where it has none."""
    ordinal = first = part.number << 32
    for span in part.spans:
        limit, out = job.max_line_mib, job.excluded
        for rows in adapt.read(span, job.run(part.task), max_line_mib=limit, exclude_users=out):
            numbers = pl.int_range(ordinal, ordinal + rows.height, dtype=pl.UInt64)
            yield rows.with_columns(numbers.alias("ordinal"))
            ordinal += rows.height
    if ordinal == first:  # so that every frame of every part exists, with its columns
        yield pl.DataFrame(schema={**ROW, "dialect": pl.String})


def _count(tally: Tally, lines: pl.DataFrame) -> None:
    """Rows, quarantined rows and dialects by file."""
    tally.lines += lines.height
    seen = lines.select("source_file", "dialect", aside=ledger.fate() == "quarantined")
    for file, dialect, aside, rows in (
        seen.group_by("source_file", "dialect", "aside", maintain_order=True).len().iter_rows()
    ):
        counter = tally.files.setdefault(file, Counter())
        counter["rows"] += rows
        counter["quarantined"] += rows if aside else 0
        if dialect is not None:
            counter[f"dialect:{dialect}"] += rows


def _entities(judged: pl.DataFrame) -> Iterator[tuple[str, int]]:
    found = judged.select("entities").explode("entities", empty_as_null=False)
    counted = found.unnest("entities").group_by("entity").agg(pl.col("count").sum())
    yield from counted.filter(pl.col("entity").is_not_null()).sort("entity").iter_rows()


def _alive(rows: pl.DataFrame) -> pl.DataFrame:
    """The one place where a row leaves its stage: its verdict is saved beside it."""
    return rows.filter(pl.col("reasons").list.len() == 0)
