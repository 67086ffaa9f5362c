"""What is judged once more, on scrubbed text: masking makes new copies, and retries across runs.

Like `etl.across`: keys that workers saved in, verdicts out.
"""

from collections.abc import Sequence

import polars as pl

from etl import across, clean, dedup, frames, ledger
from etl.across import KEYS, beside, earlier, tasks, without
from etl.history import History
from etl.plan import Job, Part
from etl.prepare import Begun


def judged(
    begun: Begun, dead: pl.DataFrame, attributes: pl.LazyFrame, taken: pl.DataFrame
) -> tuple[pl.DataFrame, pl.LazyFrame, pl.DataFrame]:
    """The three frames after what is judged on scrubbed text: copies, and retries across runs."""
    job, parts, mine = begun.job, begun.parts, across.new(begun.parts)
    known = begun.history.without(taken.filter(pl.col("because") != "superseded"))
    if begun.scrubs:
        late = (frames.of_all(job, f"verdicts-{name}", parts, ledger.VERDICT).collect()
                for name in ("scrub", "sweep"))  # fmt: skip
        dead = pl.concat([dead, *late])
        copies = _duplicates(job, parts, dead, known)
        attributes = _joined(attributes, copies)
        dead = pl.concat([dead, copies])
    asked = _retried(job, parts, _unasked(dead), begun.history.without(taken))
    asked = asked.filter(~mine | ~pl.col("ordinal").is_in(dead["ordinal"].implode()))
    back = asked.filter(~mine).with_columns(because=pl.lit("retried"))
    return pl.concat([dead, asked.filter(mine)]), attributes, pl.concat([taken, back])


def _unasked(dead: pl.DataFrame) -> pl.DataFrame:
    """The rows that cannot show that somebody asked again: not those for which another one stands."""
    return dead.filter(pl.col("kept_as").is_null())


def _joined(attributes: pl.LazyFrame, gone: pl.DataFrame) -> pl.LazyFrame:
    """`attributes` after the clusters of the rows in `gone` became part of those they repeat."""
    onto = attributes.select("ordinal", cluster_id="record_id")
    onto = onto.join(
        gone.lazy().select("ordinal", onto="kept_as"), on="ordinal", maintain_order="left"
    )
    moved = onto.select("cluster_id", "onto").collect(engine="streaming").lazy()
    touched = pl.concat([moved.select("cluster_id"), moved.select(cluster_id="onto")]).unique()
    sizes = (
        attributes.select("cluster_id", "cluster_size")
        .join(touched, on="cluster_id", how="semi", maintain_order="left")
        .unique("cluster_id", maintain_order=True)
        .join(moved, on="cluster_id", how="left", maintain_order="left")
        .group_by(pl.coalesce("onto", "cluster_id").alias("cluster_id"))
        .agg(size=pl.col("cluster_size").sum())
        .collect(engine="streaming").lazy()
    )  # fmt: skip
    led = attributes.join(moved, on="cluster_id", how="left", maintain_order="left")
    led = led.with_columns(pl.coalesce("onto", "cluster_id").alias("cluster_id"))
    led = led.join(sizes, on="cluster_id", how="left", maintain_order="left")
    return led.with_columns(pl.coalesce("size", "cluster_size").alias("cluster_size")).drop(
        "onto", "size"
    )


def _duplicates(
    job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History
) -> pl.DataFrame:
    """Verdicts of dedup's exact pass."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in tasks(parts):
        options = {"superseded": False, "exact": job.options[task]["dedup"]["exact"], "near": None}
        if options["exact"] is not None:
            alive = without(frames.of_all(job, "keys-again", mine, KEYS), dead)
            both = beside(earlier(job, history, "keys-again", task), alive)
            judged = dedup.verdicts(both, job.run(task), **options)
            gone = judged.filter(pl.col("reasons").list.len() > 0).collect(engine="streaming")
            found.append(ledger.verdict("dedup", gone))
    return pl.concat(found)


def _retried(job: Job, parts: Sequence[Part], dead: pl.DataFrame, history: History) -> pl.DataFrame:
    """Verdicts of clean's filters that look at more rows, between new rows and earlier ones."""
    found = [pl.DataFrame(schema=ledger.VERDICT)]
    for task, mine in tasks(parts):
        options = job.options[task]["clean"]
        before = earlier(job, history, "keys-asked", task)
        if options is not None and before:
            both = beside(before, asked(job, task, mine, dead))
            found.append(ledger.verdict("clean", clean.verdicts(both, job.run(task), options)))
    return pl.concat(found)


def asked(job: Job, task: str, parts: Sequence[Part], dead: pl.DataFrame) -> pl.LazyFrame:
    """What the rows that are not in `dead` ask, scrubbed where they are; keys of clean's filters."""
    keys = frames.of_all(job, "keys-clean", parts, clean.KEYS)
    if job.options[task]["scrub"] is not None:
        scrubbed = frames.of_all(job, "keys-asked", parts, clean.KEYS)
        done = scrubbed.select("ordinal")
        rest = keys.join(done, on="ordinal", how="anti", maintain_order="left").filter("passes")
        keys = pl.concat([scrubbed, rest])
    return without(keys, dead)
