"""An output and a state that lie in a bucket, brought here to be erased, and sent back.

    1  bring    every run and state, into `work/erasing`, 0700
    2  send     the states and the successors: nobody follows them yet
    3           LATEST is moved, if nobody moved it since; else all was for nothing (75)
    4  discard  the runs that were replaced, and their states
    5  drop     the copy

Killed before 3, the bucket holds the runs as they were, and successors that the next `erase` or `gc`
takes; killed behind it, the old ones are what they take. Price: the output and the state as disk
space and over the line once, and what changed sent back.
"""

import copy
import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl import commit, remote, runs, store
from etl.config import Config
from etl.erase._rows import Erasure
from etl.errors import LockedError
from etl.store import Latest, Store


def bring(config: Config) -> Config:
    """The same config, as if all of it lay on this machine."""
    here, folder = copy.copy(config), remote.copy_of(config)
    if config.remote_output or config.remote_state:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    if config.remote_output:
        at = store.connect(config.remote_output)
        here.output, here.remote_output = folder / "output", None
        (here.output / "runs").mkdir(parents=True, mode=0o700)
        store.pull(at, "runs", here.output / "runs")
        for run in (here.output / "runs").iterdir():
            if not (run / runs.MANIFEST).is_file():  # somebody is sending it
                shutil.rmtree(run)
        if seen := store.latest(at):
            commit.switch(here.output, seen.run_id)
    if config.remote_state:
        here.state, here.remote_state = folder / "state", None
        here.state.mkdir(mode=0o700)
        store.pull(store.connect(config.remote_state), "", here.state)
    return here


def send(
    config: Config, here: Config, manifests: Mapping[str, dict[str, Any]], erasure: Erasure,
    seen: Latest | None,
) -> None:  # fmt: skip
    """Send the successors, and make them count.

    Raises:
        LockedError: a run was committed meanwhile, or may be: none counts, and some are there.
    """
    if config.remote_output and erasure.names and seen is None:
        raise LockedError(
            f"{config.remote_output}: runs are there, but none counts yet; run once, then erase"
        )
    for old, new in erasure.names.items():
        if config.remote_state and here.state and (here.state / new).exists():
            store.push(store.connect(config.remote_state), here.state / new, new)
        if config.remote_output:
            at = store.connect(config.remote_output)
            same = {f["sha256"]: f"runs/{old}/{f['path']}" for f in manifests[old]["files"]}
            store.push(at, here.output / "runs" / new, f"runs/{new}", same)
    if config.remote_output and erasure.names:
        _move(store.connect(config.remote_output), erasure.names, seen)


def _move(at: Store, names: Mapping[str, str], seen: Latest | None) -> None:
    """Have the successor of the latest run count; or the run itself, but nothing sent meanwhile."""
    if seen is None or seen.run_id not in names:
        store.fence(at, seen)
        return
    try:
        store.move(at, names[seen.run_id], seen)
    except store.Changed:
        raise store.committed_meanwhile(at) from None


def drop(config: Config) -> None:
    """Remove the copy."""
    shutil.rmtree(remote.copy_of(config), ignore_errors=True)


def strangers(config: Config, here: Config) -> dict[Path, str]:
    """Fetch the objects that are not in the copy, whoever put them there: where each is, its name.

    An object that two uploads wrote is in the copy as it was when it was fetched or sent: runs never
    change, and a longer or shorter one is fetched again.
    """
    found, folder = dict[Path, str](), remote.copy_of(config) / "strangers"
    for where, mirror in ((config.remote_output, here.output), (config.remote_state, here.state)):
        if where is None or mirror is None:
            continue
        at = store.connect(where)
        for entry in store.listing(at):
            known = mirror / entry.key
            if not (known.is_file() and known.stat().st_size == entry.bytes):
                name = hashlib.sha256(f"{where}/{entry.key}".encode()).hexdigest()
                path = folder / f"{name}{Path(entry.key).suffix}"
                folder.mkdir(exist_ok=True, mode=0o700)
                store.download(at, entry, path)
                found[path] = f"{where}/{entry.key}"
    return found
