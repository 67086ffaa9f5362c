"""Prepare a run: what is known, what is new, and whether a killed run can be gone on with."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from etl import attempt, history, inputs, keys, plan, work
from etl.attempt import Attempt
from etl.config import Config
from etl.engine.local import Local
from etl.history import History
from etl.inputs import Input
from etl.plan import Job, Part
from etl.work import Tally

# Parts: with more, the driver needs the memory that workers hold between two passes (0.4 GB each);
# with fewer, starting them again (a second each) is not worth it.
MANY = 16
Say = Callable[[str, int, int], None]  # pass, parts done, parts in all


@dataclass(frozen=True)
class Begun:
    """A run that was prepared: what is to be done, and what is known."""

    config: Config
    attempt: Attempt
    history: History
    inputs: list[Input]
    parts: list[Part]
    job: Job
    key_id: str
    engine: Local
    say: Say

    def each(self, name: str) -> list[Tally]:
        """Have workers do a pass over all parts: what every part gave, in their order."""
        done: list[Tally] = []
        self.say(name, 0, len(self.parts))
        for tally in self.engine.map(partial(work.committed, self.job, name), self.parts):
            done.append(tally)
            self.say(name, len(done), len(self.parts))
        if len(self.parts) > MANY:
            self.engine.rest()
        return done

    @property
    def scrubs(self) -> bool:
        """Whether any row is scrubbed."""
        return any(options["scrub"] is not None for options in self.job.options.values())

    @property
    def young(self) -> datetime | None:
        """Calls after it wait for the next run; None: none do."""
        hold = self.config.hold
        return None if hold is None else self.attempt.started - hold


def prepare(
    config: Config, engine: Local, say: Say, now: datetime, *,
    resume: bool, full: bool, since: datetime | None,
) -> Begun:  # fmt: skip
    """Find out what is known, what is new, and whether a killed run can be gone on with."""
    lasting = keys.lasting(config)
    scheme = history.scheme_of(config, keys.key_id(lasting)) if lasting else {}
    oldest = now - config.retention if config.retention else None
    known = history.load(config, scheme, f"{oldest:%Y%m%dT%H%M%SZ}" if oldest else "", full=full)
    found = inputs.find(config, engine, known)
    parts = plan.plan(config, found, known.next_part)
    key, key_id = keys.key_of(config, found)
    excluded, blocked = keys.opted_out(config), keys.blocked(config, key_id)
    content = [(i.source, i.file, i.cut.sha256, i.cut.change, i.cut.resume) for i in found]
    same = attempt.key_of(
        config.sha256, content, hashlib.sha256(key).hexdigest(), sorted(excluded), sorted(blocked),
        str(since), str(config.hold), known.runs, known.expired,
        known.previous.get("run_id") if config.state else None,
    )  # fmt: skip
    begun = attempt.begin(
        config.work, config.output, same, _free(config, found, now), now, resume=resume
    )
    job = Job(
        folder=begun.folder,
        key=key,
        seed=config.top.seed,
        options={task: config.stages(task) for task in config.tasks},
        excluded=excluded,
        blocked=blocked,
        max_line_mib=config.limits.max_line_mib,
        keep_frames=config.stages(config.top.task)["write"]["keep_frames"],
        remembers=config.state is not None,
        since=since,
    )
    return Begun(config, begun, known, found, parts, job, key_id, engine, say)


def _free(config: Config, found: list[Input], now: datetime) -> str:
    """A run id that no run has: another may have begun within the same second."""
    while (config.output / "runs" / (run_id := name_of(now, config, found))).exists():
        now += timedelta(seconds=1)
    return run_id


def name_of(started: datetime, config: Config, found: list[Input]) -> str:
    """`20260315T020000Z-1a2b3c`: start in UTC, digest of config and input."""
    digest = hashlib.sha256(config.public_sha256.encode())
    for item in found:
        digest.update(f"{item.source}\0{item.file}\0{item.cut.sha256}\n".encode())
    return f"{started:%Y%m%dT%H%M%SZ}-{digest.hexdigest()[:6]}"
