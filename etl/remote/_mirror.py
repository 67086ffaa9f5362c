"""The mirror of an output and a state that lie in a bucket: pulled before a run, pushed behind it."""

import shutil
from collections.abc import Sequence

from etl import runs as known
from etl import store
from etl.config import Config
from etl.remote._follow import follow, level
from etl.remote._secrets import pull_erased, pull_key, send_erased
from etl.remote._seen import SEEN, note, waits
from etl.store import Latest


def know(config: Config) -> None:
    """Fetch what belongs to no run: the key, and who was erased."""
    pull_key(config)
    pull_erased(config)


def pull(config: Config) -> Latest | None:
    """Bring the mirrors to what counts in the bucket; send what was committed here and not sent.

    Returns:
        The run on which the next one builds.
    """
    know(config)
    if not config.remote_output:
        level(config)
        return None
    at = store.connect(config.remote_output)
    seen, here = store.latest(at), known.latest(config.output)
    if here and waits(config, here, seen):
        push(config, here.name, seen)
        seen = store.latest(at)
    if seen and (here is None or here.name != seen.run_id):
        follow(config, at, seen.run_id)
    elif here and seen is None:  # the bucket was emptied
        (config.output / "latest").unlink()
    note(config, seen)
    return seen


def push(config: Config, run_id: str, seen: Latest | None) -> None:
    """Send a run and its state, and make it count; then the mirror keeps what later runs read.

    Raises:
        LockedError: another run was committed meanwhile.
        StorageError: something could not be sent; the next run goes on from there.
    """
    if config.remote_state and config.state:
        at = store.connect(config.remote_state)
        store.push(at, config.state / run_id, run_id)
    send_erased(config)
    if config.remote_output:
        run = config.output / "runs" / run_id
        at = store.connect(config.remote_output)
        store.publish(at, run, seen)
        shutil.rmtree(run / "data", ignore_errors=True)  # later runs do not read its rows


def runs(config: Config) -> set[str]:
    """Ids of all runs of which anything lies in the bucket, of the output or the state."""
    found = set()
    for where, prefix in ((config.remote_output, "runs/"), (config.remote_state, "")):
        for entry in store.listing(store.connect(where), prefix.rstrip("/")) if where else ():
            name = entry.key.removeprefix(prefix).partition("/")[0]
            found |= {name} if known.RUN_ID.fullmatch(name) else set()
    return found


def forget(config: Config, expired: Sequence[str]) -> None:
    """Delete runs in the bucket."""
    for where, prefix in ((config.remote_output, "runs/"), (config.remote_state, "")):
        for run in expired if where else ():
            store.discard(store.connect(where or ""), f"{prefix}{run}")


def drop(config: Config) -> None:
    """Remove the mirrors; the next run pulls what it needs."""
    if config.remote_output:
        for name in ("runs", "latest", "LATEST", SEEN):
            path = config.output / name
            shutil.rmtree(path) if name == "runs" and path.exists() else path.unlink(
                missing_ok=True
            )
    if config.remote_state and config.state:
        for path in config.state.glob("*"):
            if path.is_dir():
                shutil.rmtree(path)
