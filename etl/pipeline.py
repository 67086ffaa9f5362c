"""The path of a run, top to bottom; read this file first.

    prepare   what earlier runs know, which files, what is new in them    etl.prepare
    read      part by part   adapt, clean: lines -> rows, each by itself   etl.work
    judge     across rows    clean's `retried`, dedup: on narrow keys      etl.judge
    scrub     part by part   what is alive, without personal data          etl.work
    seek      across rows    what was found that is worth seeking          etl.seek
    sweep     part by part   what was found in one row goes from all       etl.work
    place     across rows    dedup's exact pass again, split, the limit    etl.place
    write     part by part   data/, the formats, the ledger                etl.work
    scan      part by part   is anything left that was found               etl.work
    count     across rows    figures of the manifest, what to remember     etl.counted
    publish   all of it or nothing                                         etl.publish

A stage judges rows and gives every one of them back with its reasons. Rows are taken away in
`etl.work` alone, after a check that none is missing; every verdict names the stage, the reasons
and the record that is kept instead, and together the verdicts are the ledger.

Every step leaves a committed folder in `<work>/<run_id>` (`etl.checkpoint`): killed anywhere, a run
goes on from there. Nothing depends on code that runs when a run ends.
"""

import shutil
from datetime import UTC, datetime
from functools import partial
from typing import Any

from etl import attempt, commit, gates, inputs, leftovers, manifest, oddities, remote
from etl.config import Config
from etl.counted import count
from etl.engine.local import Local
from etl.judge import judge, nothing_new
from etl.place import place
from etl.prepare import Begun, prepare
from etl.publish import finish, publish
from etl.seek import seek
from etl.steps import Say, across, each, rows


def run(
    config: Config,
    say: Say,
    *,
    resume: bool = True,
    full: bool = False,
    since: datetime | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Do a whole run and publish it.

    Args:
        config: what to do.
        say: told of the progress.
        resume: go on from what a killed run of the same input and config has finished.
        full: read all input, also what `state` knows.
        since: calls before it are left out.
        now: when the run begins; default: the clock.

    Returns:
        The manifest of the committed run; or that of the last one, with `new_input` false.

    Raises:
        EtlError: see `etl.errors`; nothing is published then.
    """
    now = now or datetime.now(UTC)
    with commit.lock(config.output), Local(config.top.workers) as engine:
        leftovers.sweep(config, now)
        say("plan", 0, 1)
        seen = remote.pull(config)
        begun = prepare(config, engine, now, resume=resume, full=full, since=since)
        told = _path(config, begun, engine, say)
        if told is None:
            odd = oddities.oddities(config, begun)
            attempt.clear(begun.job.folder)
            shutil.rmtree(remote.kept_objects(config), ignore_errors=True)
            return {**begun.history.previous, "new_input": False, "warnings": odd}
        remote.push(config, told["run_id"], seen)
        finish(config, begun)
        return told


def _path(config: Config, begun: Begun, engine: Local, say: Say) -> dict[str, Any] | None:
    """The steps in their order: the manifest of the run; None where there is nothing new."""
    parts = partial(each, engine, say, begun)
    read = parts("read")
    inputs.unchanged(begun.inputs)
    whole = partial(across, engine, begun, rows(begun, read))
    whole("judged", judge)
    passed = manifest.of_input(config, begun)
    gates.hold(passed, str(begun.job.folder))
    if nothing_new(begun):
        return None
    done = [*read]
    if begun.scrubs:
        done += parts("scrub")
        whole("sought", seek)
        done += parts("sweep")
    whole("placed", place)
    done += parts("write")
    if begun.scans:
        done += parts("scan")
    say("commit", 0, 1)
    counted = whole("counted", count)
    return publish(config, begun, done, counted, passed)
