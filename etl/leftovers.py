"""Where runs that did not end leave something, and which runs the data set still needs.

Killed at any moment, a run, a `gc` or an `erase` leaves folders with hidden names, attempts in
`work` and folders in `state` that no run owns. None of them counts for any reader.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from etl import attempt, commit
from etl.config import Config
from etl.dataset import members


def committed(output: Path) -> dict[str, dict[str, Any]]:
    """The manifest of every committed run, by run id, oldest first.

    Raises:
        StorageError: one cannot be read.
    """
    runs = output / "runs"
    return {run: commit.read_manifest(runs / run) for run in attempt.run_ids(list(runs.glob("*")))}


def living(output: Path) -> set[str]:
    """Ids of the runs that the data set of `latest` needs."""
    folder = commit.latest(output)
    return {folder.name, *members(commit.read_manifest(folder))} if folder else set()


def attempts(config: Config) -> list[Path]:
    """Folders in `work` that runs of this output left.

    Others may share `work`, so a card says whose a folder is. Within the output all is its own: it
    may have been moved, and the cards with it; and a card may be gone before what it names.
    """
    own = str(config.output.resolve())
    alone = config.work.resolve().is_relative_to(own)
    runs = set(attempt.run_ids(list((config.output / "runs").glob("*"))))
    named = [path for path in sorted(config.work.glob("*")) if _is_run(path)]
    return [
        path
        for path in named
        if alone or path.name in runs or _card(path / attempt.CARD).get("output") == own
    ]


def stagings(config: Config) -> list[Path]:
    """Folders in `runs` that were never committed, or are half removed."""
    return list(_hidden(config.output / "runs"))


def orphans(config: Config, owners: Collection[str]) -> list[Path]:
    """Folders in `state` that belong to none of the runs `owners`, and half-made ones."""
    if config.state is None:
        return []
    named = [config.state / run for run in attempt.run_ids(list(config.state.glob("*")))]
    return [*(folder for folder in named if folder.name not in owners), *_hidden(config.state)]


def halves(runs: Mapping[str, dict[str, Any]], needed: Collection[str]) -> list[str]:
    """Of the pairs of run and successor that a killed `erase` left, those that nobody needs."""
    heirs = {told["replaces"]: run for run, told in runs.items() if told.get("replaces") in runs}
    kept = with_members(runs, {*needed, *(run for run in runs if run not in heirs)})
    return [new if old in kept else old for old, new in heirs.items()]


def with_members(runs: Mapping[str, dict[str, Any]], some: Collection[str]) -> set[str]:
    """Some runs and all in their sets, and in the sets of those."""
    found = set(some)
    for run in sorted(runs, reverse=True):  # a set holds no younger run
        if run in found:
            found.update(members(runs[run]))
    return found


def remove(folder: Path) -> None:
    """Remove a folder in `runs` or `state` so that nobody sees half of it."""
    if not folder.name.startswith("."):
        commit.discard(folder)
    elif folder.exists():  # not gone with the folder whose hidden half it was
        shutil.rmtree(folder)


def _card(path: Path) -> dict[str, Any]:
    try:
        card = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return card if isinstance(card, dict) else {}


def _hidden(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob(".*")) if _is_run(path))


def _is_run(path: Path) -> bool:
    return commit.RUN_ID.fullmatch(path.name.removeprefix(".")) is not None
