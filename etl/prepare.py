"""Prepare a run: what is known, what is new, and whether a killed run can be gone on with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from etl import attempt, barred, history, inputs, keyfile, keys, plan, runs
from etl.attempt import Attempt
from etl.config import Config
from etl.engine.local import Local
from etl.history import History
from etl.inputs import Input
from etl.plan import Job, Part


@dataclass(frozen=True)
class Begun:
    """A run that was prepared: what is to be done, and what is known; picklable and small.

    Attributes:
        task: the config's own.
        snapshots: the sources whose every export holds all.
        young: calls after it wait for the next run; None: none do.
        key_id: the name of the key in the manifest.
    """

    attempt: Attempt
    history: History
    inputs: list[Input]
    parts: list[Part]
    job: Job
    task: str
    snapshots: frozenset[str]
    young: datetime | None
    key_id: str

    @property
    def scans(self) -> bool:
        """Whether what is written is looked through for what was found."""
        return any(o["scrub"] is not None and o["scrub"]["gate"] for o in self.job.options.values())

    @property
    def scrubs(self) -> bool:
        """Whether any row is scrubbed."""
        return any(options["scrub"] is not None for options in self.job.options.values())


def prepare(
    config: Config, engine: Local, now: datetime, *,
    resume: bool, full: bool, since: datetime | None,
) -> Begun:  # fmt: skip
    """Find out what is known, what is new, and whether a killed run can be gone on with."""
    lasting = keys.lasting(config, full=full)
    scheme = history.scheme_of(config, keyfile.key_id(lasting)) if lasting is not None else {}
    oldest = runs.stamp(now - config.retention) if config.retention else ""
    known = history.load(config, scheme, oldest, full=full)
    found = inputs.find(config, engine, known)
    parts = plan.plan(config, found, known.next_part)
    key, key_id = keys.key_of(lasting, found)
    excluded, blocked = barred.opted_out(config), barred.blocked(config, key_id)
    content = [(i.source, i.file, i.cut.sha256, i.cut.change, i.cut.resume) for i in found]
    same = attempt.key_of(
        config.sha256, content, hashlib.sha256(key).hexdigest(), sorted(excluded), sorted(blocked),
        str(since), str(config.hold), known.runs, known.expired,
        known.previous.get("run_id") if config.state else None,
    )  # fmt: skip
    begun = attempt.begin(
        config.work, config.output, same, _free(config, found, now), now, resume=resume
    )
    return Begun(
        attempt=begun,
        history=known,
        inputs=found,
        parts=parts,
        job=replace(
            _job(config, begun, key, (excluded, blocked), since), found_before=known.known()
        ),
        task=config.top.task,
        snapshots=frozenset(s.name for s in config.sources if s.mode == "snapshot"),
        young=None if config.hold is None else begun.started - config.hold,
        key_id=key_id,
    )


def _job(
    config: Config,
    begun: Attempt,
    key: bytes,
    barring: Sequence[frozenset[str]],
    since: datetime | None,
) -> Job:
    return Job(
        folder=begun.folder,
        key=key,
        seed=config.top.seed,
        options={task: config.stages(task) for task in config.tasks},
        excluded=barring[0],
        blocked=barring[1],
        max_line_mib=config.limits.max_line_mib,
        keep_frames=config.stages(config.top.task)["write"]["keep_frames"],
        remembers=config.state is not None,
        since=since,
        plugins=config.plugins,
    )


def _free(config: Config, found: list[Input], now: datetime) -> str:
    """A run id that no run and no attempt has: another may have begun within the same second."""
    while True:
        run_id = name_of(now, config, found)
        places = config.output / "runs" / run_id, config.work / run_id, config.work / f".{run_id}"
        if not any(place.exists() for place in places):
            return run_id
        now += timedelta(seconds=1)


def name_of(started: datetime, config: Config, found: list[Input]) -> str:
    """`20260315T020000Z-1a2b3c`: start in UTC, digest of config and input."""
    digest = hashlib.sha256(config.public_sha256.encode())
    for item in found:
        digest.update(f"{item.source}\0{item.file}\0{item.cut.sha256}\n".encode())
    return f"{runs.stamp(started)}-{digest.hexdigest()[:6]}"
