"""Have the mirrors hold what counts, and nothing on which the next run does not build."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from etl import commit, runs, stock, store
from etl.config import Config
from etl.errors import StorageError


def follow(config: Config, at: store.Store, run_id: str) -> None:
    """Mirror a run that was committed elsewhere, as far as the next run reads it."""
    folder = config.output / "runs"
    told = store.manifest(at, run_id)
    if told is None:
        raise StorageError(f"{at.where}: LATEST names a run that is not there; mend it")
    members = (told.get("set") or {}).get("runs", []) if config.state else []
    for run in dict.fromkeys([*members, run_id]):
        (folder / run).mkdir(parents=True, exist_ok=True, mode=0o700)
        if members:
            store.pull(at, f"runs/{run}/audit", folder / run / "audit")
        if members and config.remote_state and config.state:
            store.pull(store.connect(config.remote_state), run, config.state / run)
    for name in config.formats if members else ():
        store.pull(at, f"runs/{run_id}/{name}", folder / run_id / name)
    (folder / run_id / runs.MANIFEST).write_bytes(msgspec.json.encode(told))
    commit.switch(config.output, run_id)
    for path in unneeded(config):
        stock.discard(stock.Folder(path))


def level(config: Config) -> None:
    """Of an output here: send the last state if a kill kept it here, fetch those that are not here."""
    here = runs.latest(config.output)
    if here is None or not (config.remote_state and config.state):
        return
    at = store.connect(config.remote_state)
    if (config.state / here.name / runs.MANIFEST).is_file():
        store.push(at, config.state / here.name, here.name)
    for run in runs.members(runs.read(here)):
        if not (config.state / run / runs.MANIFEST).is_file():
            store.pull(at, run, config.state / run)


def unneeded(config: Config) -> Iterator[Path]:
    """Runs and states in the mirrors on which the next run does not build."""
    if not config.remote_output:
        return
    here = runs.latest(config.output)
    needed = {here.name, *runs.members(runs.read(here))} if here else set()
    folders = [config.output / "runs"]
    folders += [config.state] if config.remote_state and config.state else []
    for folder in folders:
        for path in sorted(folder.glob("*")):
            if path.name not in needed and (runs.ids([path]) or runs.is_hidden(path)):
                yield path
