"""Plan a run: the input cut into parts, and what every worker must know.

A part is what one worker does at a time: pieces of files of one source, about 64 MB of text. Parts
depend on the input alone, never on the number of workers, and are numbered in the ledger's order,
on from the last run's where there is `state`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etl import inputs
from etl.adapt import Span
from etl.config import Config
from etl.inputs import Input
from etl.plugins import Plugin
from etl.schema import Run


@dataclass(frozen=True)
class Part:
    """Some pieces of the files of one source; `number` is its place in the order of the ledger."""

    number: int
    source: str
    task: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Job:
    """What every worker of a run knows; picklable and small.

    Attributes:
        folder: `<work>/<run_id>`, where parts rest; raw text, readable by the owner alone.
        options: task -> stage -> keyword arguments, None where the stage is off.
        excluded: raw ids of users who opted out.
        blocked: keyed hashes of users and values that were erased.
        remembers: later runs are to know of the rows.
        since: calls before it are left out.
        plugins: the user's own parts, which every worker loads.
        found_before: what earlier runs found in texts, `scrub.KNOWN`.
    """

    folder: Path
    key: bytes
    seed: int
    options: Mapping[str, Mapping[str, Any]]
    excluded: frozenset[str]
    blocked: frozenset[str]
    max_line_mib: int
    keep_frames: bool
    remembers: bool
    since: datetime | None
    plugins: tuple[Plugin, ...] = ()
    found_before: tuple[Path, ...] = ()

    def run(self, task: str) -> Run:
        """What a stage may know of the run when it works on rows of `task`."""
        return Run(self.key, self.seed, task, self.blocked, self.plugins)


def plan(config: Config, found: Sequence[Input], first: int = 0) -> list[Part]:
    """Cut the input into parts, the first of which has the number `first`."""
    parts: list[Part] = []
    for source in config.sources:
        mine = [span for item in found if item.source == source.name for span in item.cut.spans]
        for group in _groups(mine):
            task = config.task_of(source.name)
            parts.append(Part(first + len(parts), source.name, task, tuple(group)))
    return parts


def _groups(spans: list[Span]) -> Iterator[list[Span]]:
    """Pieces of about the size of a part; a source without any still has one, empty part."""
    group: list[Span] = []
    size = 0
    for span in spans:
        group.append(span)
        size += inputs.weight(span)
        if size >= inputs.PART_BYTES:
            yield group
            group, size = [], 0
    if group or not spans:
        yield group
