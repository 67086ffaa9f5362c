"""The path of a run, top to bottom; read this file first.

    plan      which files, cut into which parts, under which key           etl.plan
    read      part by part   adapt, clean: lines -> rows, each by itself   etl.work
    judge     across rows    clean's `retried`, dedup: on narrow keys      etl.across
    scrub     part by part   what is alive, without personal data          etl.work
    judge     across rows    dedup's exact pass again, split, the limit    etl.across
    write     part by part   data/, the formats, the ledger                etl.work
    commit    all of it or nothing                                         etl.commit

A stage judges rows and gives every one of them back with its reasons. Rows are taken away in
`etl.work` alone, after a check that none is missing; every verdict names the stage, the reasons
and the record that is kept instead, and together the verdicts are the ledger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from etl import across, commit, frames, ledger, manifest, work, write
from etl.config import Config
from etl.engine.local import Local
from etl.plan import Job, Part, key_of, opted_out, plan, unchanged
from etl.schema import IDENTITY
from etl.work import Tally

Say = Callable[[str, int, int], None]  # pass, parts done, parts in all


@dataclass(frozen=True)
class Passes:
    """Have workers do passes over all parts."""

    job: Job
    parts: list[Part]
    engine: Local
    say: Say

    def each(self, name: str, do: Callable[[Job, Part], Tally]) -> list[Tally]:
        """What every part gave, in their order."""
        done: list[Tally] = []
        self.say(name, 0, len(self.parts))
        for tally in self.engine.map(partial(do, self.job), self.parts):
            done.append(tally)
            self.say(name, len(done), len(self.parts))
        return done


def run(config: Config, say: Say) -> dict[str, Any]:
    """Do a whole run and publish it.

    Returns:
        The manifest of the committed run.

    Raises:
        EtlError: see `etl.errors`; nothing is published then.
    """
    started = datetime.now(UTC)
    with commit.lock(config.output), Local(config.top.workers) as engine:
        commit.sweep(config.work, config.output / "runs")
        say("plan", 0, 1)
        parts, inputs = plan(config, engine)
        key, key_id = key_of(inputs)
        run_id = manifest.name_run(started, config, inputs)
        while (config.output / "runs" / run_id).exists():  # begun within one second
            started += timedelta(seconds=1)
            run_id = manifest.name_run(started, config, inputs)
        job = _job(config, run_id, key)
        passes = Passes(job, parts, engine, say)
        read = passes.each("read", work.read_part)
        unchanged(inputs)
        manifest.gate_unreadable(config, parts, read)
        scrubbed = judge(passes, config.top.task)
        written = passes.each("write", work.write_part)
        say("commit", 0, 1)
        write.assemble(job.staged, job.options[config.top.task]["write"]["formats"])
        told = manifest.describe(
            config=config, run_id=run_id, key_id=key_id, started=started, inputs=inputs,
            parts=parts, tallies=[*read, *scrubbed, *written], staged=job.staged,
        )  # fmt: skip
        manifest.gate_rows(config, told["counts"])
        manifest.explain(told, job.staged)
        commit.publish(job.staged, told, config.output)
        commit.empty(job.folder)
        return told


def judge(passes: Passes, task: str) -> list[Tally]:
    """All between reading and writing; leaves `dead` and `attributes` for the writers."""
    job, parts, tallies = passes.job, passes.parts, list[Tally]()
    names = frames.of_all(job, "keys-dedup", parts, across.NAMES)
    by_row = _verdicts(job, "verdicts", parts)
    dead = across.merged(by_row, across.retried(job, parts))
    attributes, doubled = across.duplicates(job, parts, dead)
    dead = pl.concat([dead, doubled])
    frames.leave(job, "dead", dead)
    if job.options[task]["scrub"] is not None:
        tallies = passes.each("scrub", work.scrub_part)
        again = across.duplicates_again(job, parts)
        attributes = across.join_clusters(attributes, again, names)
        dead = pl.concat([dead, _verdicts(job, "verdicts-scrub", parts), again])
    alive = across.without(attributes, dead)
    placed = across.splits(alive, names, job, task)
    dead = pl.concat([dead, across.over_limit(alive, job, task)])
    identity = frames.of_all(job, "identity", parts, IDENTITY)
    frames.leave(job, "dead", ledger.follow(dead, identity))
    supersedes = pl.lit(None, dtype=pl.String).alias("supersedes")
    attributes = attributes.join(placed, on="ordinal", how="left", maintain_order="left")
    frames.leave(job, "attributes", attributes.with_columns(supersedes))
    return tallies


def _verdicts(job: Job, what: str, parts: list[Part]) -> pl.DataFrame:
    return frames.of_all(job, what, parts, ledger.VERDICT).collect()


def _job(config: Config, run_id: str, key: bytes) -> Job:
    """The folders of a run, made for the owner alone, and what its workers must know."""
    folder, staged = config.work / run_id, config.output / "runs" / f".{run_id}"
    for path in (staged, folder):  # in this order, see `commit.sweep`
        path.mkdir(parents=True, mode=0o700)
    limits = config.limits
    return Job(
        folder=folder,
        staged=staged,
        key=key,
        seed=config.top.seed,
        options={task: config.stages(task) for task in config.tasks},
        excluded=opted_out(config),
        max_line_mib=limits.max_line_mib,
        keep_frames=config.stages(config.top.task)["write"]["keep_frames"],
    )
