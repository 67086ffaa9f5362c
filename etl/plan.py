"""Plan a run: which files, cut into which parts, under which key.

A part is what one worker does at a time: pieces of files of one source, about 64 MB of text. Parts
depend on the input alone, never on the number of workers, and are numbered in the ledger's order.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from etl import adapt
from etl.adapt import Source, Span
from etl.config import Config
from etl.engine.local import Local
from etl.errors import ConfigError, StorageError
from etl.schema import Run

PART_BYTES = 64 << 20
_EXPANDS = 8  # text in a byte of compressed log, about; only for how much a part gets


@dataclass(frozen=True)
class Input:
    """One input file: as `inputs` in the manifest name it, before it is read."""

    source: str
    file: str
    bytes: int
    sha256: str
    path: Path


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
        staged: where the run is staged for its commit.
        options: task -> stage -> keyword arguments, None where the stage is off.
        excluded: raw ids of users who opted out.
    """

    folder: Path
    staged: Path
    key: bytes
    seed: int
    options: Mapping[str, Mapping[str, Any]]
    excluded: frozenset[str]
    max_line_mib: int
    keep_frames: bool

    def run(self, task: str) -> Run:
        """What a stage may know of the run when it works on rows of `task`."""
        return Run(key=self.key, seed=self.seed, task=task)


def plan(config: Config, engine: Local) -> tuple[list[Part], list[Input]]:
    """Find, hash and cut the input.

    Raises:
        SourceError: a path matches nothing.
        ConfigError: two files would have one name in the ledger.
    """
    own = (config.output.resolve(), config.work.resolve())
    found = [
        (source, path, file)
        for source in config.sources
        for path, file in adapt.find(source, config.folder)
        if not any(path.is_relative_to(folder) for folder in own)  # what runs wrote is no input
    ]
    cuts = engine.map(_cut, found)
    parts: list[Part] = []
    inputs: list[Input] = []
    pieces: list[Span] = []
    for (source, path, file), (spans, sha256, size) in zip(found, cuts, strict=True):
        inputs.append(Input(source.name, file, size, sha256, path))
        pieces += spans
    for source in config.sources:
        mine = [span for span in pieces if span.source.name == source.name]
        for group in _groups(mine):
            task = config.task_of(source.name)
            parts.append(Part(len(parts), source.name, task, tuple(group)))
    return parts, inputs


def unchanged(inputs: list[Input]) -> None:
    """Make sure that what was read is what was planned: a file may still be written to.

    Raises:
        StorageError: a file has another size now, or is gone.
    """
    for item in inputs:
        try:
            now = item.path.stat().st_size
        except OSError:
            now = -1
        if item.bytes and now != item.bytes:
            raise StorageError(f"{item.source}: {item.file} changed while it was read; run again")


def key_of(inputs: list[Input]) -> tuple[bytes, str]:
    """The key of all keyed hashes, and the name by which the manifest knows it.

    From `ETL_KEY`, else derived from the input's bytes: the same input gives the same output, and
    nobody without the input can compute a hash. Such a key cannot find a person again later.
    """
    given = os.environ.get("ETL_KEY")
    if given:
        key = hashlib.blake2b(given.encode(), digest_size=32, person=b"etl key").digest()
        return key, hmac.new(key, b"id", hashlib.sha256).hexdigest()[:8]
    digest = hashlib.blake2b(digest_size=32, person=b"etl derived key")
    for item in inputs:
        digest.update(f"{item.source}\0{item.file}\0{item.sha256}\n".encode())
    return digest.digest(), "derived"


def opted_out(config: Config) -> frozenset[str]:
    """Raw ids of the users who opted out: the lines of `adapt.exclude_users`, blank ones aside.

    Raises:
        ConfigError: the file cannot be read; a run must not go on without it.
    """
    name = config.limits.exclude_users
    if name is None:
        return frozenset()
    try:
        lines = (config.folder / name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError):
        raise ConfigError(f"adapt.exclude_users: {name} cannot be read; give a text file") from None
    return frozenset(line.strip() for line in lines if line.strip())


def _cut(found: tuple[Source, Path, str]) -> tuple[list[Span], str, int]:
    source, path, file = found
    return partial(adapt.cut, target_bytes=PART_BYTES)(source, path, file)


def _groups(spans: list[Span]) -> Iterator[list[Span]]:
    """Pieces of about the size of a part; a source without any still has one, empty part."""
    group: list[Span] = []
    weight = 0
    for span in spans:
        group.append(span)
        weight += _weight(span)
        if weight >= PART_BYTES:
            yield group
            group, weight = [], 0
    if group or not spans:
        yield group


def _weight(span: Span) -> int:
    if span.stop is not None:
        return span.stop - span.start
    return (Path(span.path).stat().st_size - span.start) * _EXPANDS
