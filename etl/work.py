"""What a worker does with one part: three passes, between which the driver judges across rows.

    read_part    lines -> rows, judged one by one, with the keys that the driver compares
    scrub_part   what is still alive, without personal data, and its keys once more
    write_part   data/, the formats and the ledger of the part

Each fills a folder of its own, committed as a whole (`committed`), a chunk at a time, so that
memory does not grow with the input; nothing but counts is handed back to the driver.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import adapt, checkpoint, clean, dedup, frames, ledger, scrub, write
from etl.plan import Job, Part
from etl.schema import IDENTITY, ROW

# One row for each line read: who it is, and what the driver must know to say whether it is input.
LINE: dict[str, Any] = {
    **IDENTITY,
    "timestamp": pl.Datetime("us", "UTC"),
    "dialect": pl.String,
    "document": pl.String,
    "content": pl.String,
    "unread": pl.Boolean,  # set aside as unreadable
    "cut": pl.Boolean,  # broken off: the rest may still come
}
# What later runs must know of a kept row: `history.ROWS` but for the run.
KEPT = (
    "ordinal", "record_id", "call_key", "conversation_id", "history_id", "cluster_id", "user_key",
    "split",
)  # fmt: skip
VALUES: dict[str, Any] = {"record_id": pl.String, "value": pl.String}
_CUT = ("truncated_event", "truncated_file")


@dataclass
class Tally:
    """Counts of one part: everything that a worker says to the driver."""

    lines: int = 0
    entities: dict[str, int] = field(default_factory=dict)
    formats: dict[str, int] = field(default_factory=dict)


def committed(job: Job, name: str, part: Part) -> Tally:
    """Do the pass `name` on `part`, or take what a killed run has committed of it."""
    told = checkpoint.once(
        frames.folder_of(job, name, part),
        lambda folder: msgspec.to_builtins(_DO[name](job, part, folder)),
    )
    return msgspec.convert(told, Tally)


def read_part(job: Job, part: Part, folder: Path) -> Tally:
    """Read and judge the rows of `part`; what stays alive goes to `rows`, keys to `keys-*`."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    for chunk, lines in enumerate(_lines(job, part)):
        tally.lines += lines.height
        removed = [ledger.verdict("adapt", lines)]
        rows = _alive(lines).select(ROW.keys())
        frames.keep(job, "adapt", part, chunk, rows)
        if options["clean"] is not None:
            judged = ledger.judged("clean", rows, clean.clean(rows, run, options["clean"]))
            frames.save(folder, "keys-clean", chunk, clean.keys(judged))
            removed.append(ledger.verdict("clean", judged))
            frames.keep(job, "clean", part, chunk, judged)
            rows = _alive(judged)
        frames.save(folder, "keys-dedup", chunk, dedup.keys(rows, run, **options["dedup"]))
        frames.save(folder, "rows", chunk, rows)
        frames.save(folder, "lines", chunk, _told(lines))
        frames.save(folder, "verdicts", chunk, pl.concat(removed))
    return tally


def scrub_part(job: Job, part: Part, folder: Path) -> Tally:
    """Scrub what is alive in `part` into `scrubbed`; keys of the scrubbed text to `keys-again`."""
    run, options, found = job.run(part.task), job.options[part.task], Counter[str]()
    dead = frames.of_part(job, "judged/dead", part).select("ordinal")
    for chunk, path in enumerate(frames.chunks(job, "rows", part)):
        rows = pl.read_parquet(path, glob=False).join(
            dead, on="ordinal", how="anti", maintain_order="left"
        )
        frames.keep(job, "dedup", part, chunk, rows)
        judged = ledger.judged("scrub", rows, scrub.scrub(rows, run, **options["scrub"]))
        frames.keep(job, "scrub", part, chunk, judged)
        for entity, count in _entities(judged):
            found[entity] += count
        alive = _alive(judged).drop("entities")
        exact = None if options["dedup"] is None else options["dedup"]["exact"]
        again = dedup.keys(alive, run, superseded=False, exact=exact, near=None)
        frames.save(folder, "keys-again", chunk, again)
        if options["clean"] is not None and job.remembers:
            frames.save(folder, "keys-asked", chunk, clean.keys(alive))
        frames.save(folder, "values", chunk, _values(alive))
        frames.save(folder, "scrubbed", chunk, alive.drop("values", strict=False))
        frames.save(folder, "verdicts-scrub", chunk, ledger.verdict("scrub", judged))
    return Tally(entities=dict(found))


def write_part(job: Job, part: Part, folder: Path) -> Tally:
    """Write the rows of `part` that are kept, and the ledger of all its lines."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    dead = frames.of_part(job, "placed/dead", part)
    attributes = frames.of_part(job, "placed/attributes", part)
    stage = "scrubbed" if options["scrub"] is not None else "rows"
    chunks = [pl.read_parquet(path, glob=False) for path in frames.chunks(job, stage, part)]
    rows = pl.concat(chunks) if chunks else pl.DataFrame(schema=ROW)
    rows = rows.join(dead.select("ordinal"), on="ordinal", how="anti", maintain_order="left")
    rows = rows.join(attributes, on="ordinal", how="left", maintain_order="left")
    frames.keep(job, "split", part, 0, rows)
    written, lines = write.write(rows, run, **options["write"])
    ledger.judged("write", rows, written)
    frames.keep(job, "write", part, 0, written)
    kept = written["reasons"].list.len() == 0
    partition_by, timestamps = options["write"]["partition_by"], options["write"]["timestamps"]
    taken = {name: frame.filter(kept) for name, frame in lines.items()}
    write.save(part.number, written.filter(kept), taken, folder,
               partition_by=partition_by, timestamps=timestamps)  # fmt: skip
    for name, frame in taken.items():
        tally.formats[name] = frame.height - frame["line"].null_count()
    known = written.filter(kept)
    if job.remembers:
        frames.save(folder, "kept", 0, known.select(KEPT))
    _write_ledger(job, part, pl.concat([dead, ledger.verdict("write", written)]),
                  attributes.drop("split").join(known.select("ordinal", "split", "not_in"), on="ordinal", how="left"),
                  folder / "audit")  # fmt: skip
    return tally


def _write_ledger(
    job: Job, part: Part, dead: pl.DataFrame, attributes: pl.DataFrame, audit: Path
) -> None:
    """The ledger of a part, and the keyed hashes of what was scrubbed in its kept rows."""
    aside = frames.of_part(job, "judged/aside", part).select("ordinal")
    lines = pl.concat(pl.read_parquet(p, glob=False) for p in frames.chunks(job, "lines", part))
    lines = lines.join(aside, on="ordinal", how="anti", maintain_order="left")
    known = attributes.select("ordinal", "supersedes", "cluster_id", "split", "not_in")
    entries = ledger.entries(lines.select(IDENTITY.keys()), dead, known)
    found = [pl.read_parquet(p, glob=False) for p in frames.chunks(job, "values", part)]
    kept = entries.filter(pl.col("fate") == "kept").select("record_id")
    values = pl.concat([pl.DataFrame(schema=VALUES), *found]).join(kept, on="record_id", how="semi")
    for name, frame in {"ledger": entries, "values": values.sort("record_id", "value")}.items():
        (audit / name).mkdir(parents=True, exist_ok=True)
        path = audit / name / f"part-{part.number:06}.parquet"
        frame.write_parquet(path, row_group_size=8192)


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


def _entities(judged: pl.DataFrame) -> Iterator[tuple[str, int]]:
    found = judged.select("entities").explode("entities", empty_as_null=False)
    counted = found.unnest("entities").group_by("entity").agg(pl.col("count").sum())
    yield from counted.filter(pl.col("entity").is_not_null()).sort("entity").iter_rows()


def _values(alive: pl.DataFrame) -> pl.DataFrame:
    """Keyed hashes of what was replaced, one a row: so that it can be found to be erased."""
    found = alive.select("record_id", value="values").explode("value", empty_as_null=False)
    return found.filter(pl.col("value").is_not_null())


def _alive(rows: pl.DataFrame) -> pl.DataFrame:
    """The one place where a row leaves its stage: its verdict is saved beside it."""
    return rows.filter(pl.col("reasons").list.len() == 0)


_DO = {"read": read_part, "scrub": scrub_part, "write": write_part}
