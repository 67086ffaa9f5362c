"""The pass `sweep`: what was found in any row of the run goes from all others, and keys are made once more.

Only rows that are hit are saved again (`swept`); `written` puts them in their places.
"""

from pathlib import Path
from typing import Any

import polars as pl

from etl import clean, dedup, frames, ledger, scrub
from etl.plan import Job, Part
from etl.schema import ROW
from etl.work._scrub import RAW, entities, raw, values
from etl.work._tally import Tally, alive


def sweep_part(job: Job, part: Part, folder: Path) -> Tally:
    """Sweep `scrubbed` rows of `part`; keys of what they say then to `keys-again`."""
    run, options = job.run(part.task), job.options[part.task]
    rows = scrubbed(job, part)
    known: dict[int, list[dict[str, Any]]] = {}
    for value in of_part(job, part, "raw").iter_rows(named=True):
        known.setdefault(value["ordinal"], []).append(value)
    judged = scrub.sweep(rows, known, job.folder / "sought", run, options["scrub"])
    frames.save(folder, "raw-sweep", 0, raw(judged))
    frames.save(folder, "verdicts-sweep", 0, ledger.verdict("scrub", judged))
    frames.save(folder, "values-sweep", 0, values(alive(judged)))
    changed = judged.select(rows.columns)
    frames.save(folder, "swept", 0, changed)
    left = alive(put(rows, changed))
    exact = None if options["dedup"] is None else options["dedup"]["exact"]
    again = dedup.keys(left, run, superseded=False, exact=exact, near=None)
    frames.save(folder, "keys-again", 0, again)
    if options["clean"] is not None and job.remembers:
        frames.save(folder, "keys-asked", 0, clean.keys(left))
    return Tally(entities=entities(judged))


def written(job: Job, part: Part) -> pl.DataFrame:
    """The rows of a part as they are to be written, in their order."""
    changed = [pl.read_parquet(path, glob=False) for path in frames.chunks(job, "swept", part)]
    return put(scrubbed(job, part), *changed)


def scrubbed(job: Job, part: Part) -> pl.DataFrame:
    """The rows of a part that passed `scrub`."""
    found = [pl.read_parquet(path, glob=False) for path in frames.chunks(job, "scrubbed", part)]
    return pl.concat(found) if found else pl.DataFrame(schema=ROW)


def put(rows: pl.DataFrame, *changed: pl.DataFrame) -> pl.DataFrame:
    """`rows` with those that were `changed` in their places."""
    for some in changed:
        if some.height:
            rest = rows.join(some, on="ordinal", how="anti", maintain_order="left")
            rows = pl.concat([rest, some.select(rest.columns)]).sort("ordinal")
    return rows


def of_part(job: Job, part: Part, *whats: str) -> pl.DataFrame:
    """`RAW` of a part: what was found in its rows, and in the second pass."""
    found = [pl.read_parquet(p, glob=False) for w in whats for p in frames.chunks(job, w, part)]
    return pl.concat([pl.DataFrame(schema=RAW), *found])
