"""The key and the lists of the erased: objects in a bucket that belong to no run."""

from contextlib import suppress
from pathlib import Path

from etl import blocklist, disk, keyfile, runs, store
from etl.config import Config
from etl.errors import ConfigError

_KEY = "key"
_TRIES = 5  # of machines that write to one list at once


def pull_key(config: Config) -> None:
    """Fetch the key.

    Raises:
        ConfigError: the one in the bucket is damaged, or not the one that the runs were made with,
            which is here; it stays as it was.
    """
    if not (config.remote_state and config.state):
        return
    config.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    if found := store.read(store.connect(config.remote_state), _KEY):
        theirs, here = keyfile.key_id(keyfile.decoded(found[0])), config.state / _KEY
        if (
            here.exists()
            and (ours := _id_of(here)) not in {None, theirs}
            and ours == _made_with(config)
        ):
            raise ConfigError(
                "state/key: the one in the bucket is not the one that the runs were made with, "
                "which is on this machine; remove the object, and the next run puts it there"
            )
        disk.put(here, found[0])


def send_key(config: Config) -> None:
    """Put a key that was just made into the bucket, or take the one that another run was faster with."""
    if not (config.remote_state and config.state) or not (config.state / _KEY).exists():
        return
    at, key = store.connect(config.remote_state), (config.state / _KEY).read_bytes()
    try:
        if store.read(at, _KEY) is None:
            store.swap(at, _KEY, key, None)
    except store.Changed:
        pull_key(config)


def _made_with(config: Config) -> str | None:
    """Id of the key that the latest run was made with."""
    if config.remote_output:
        at = store.connect(config.remote_output)
        last = store.latest(at)
        told = store.manifest(at, last.run_id) if last else None
        return told["key_id"] if told else None
    here = runs.latest(config.output)
    return runs.read(here)["key_id"] if here else None


def _id_of(path: Path) -> str | None:
    with suppress(ConfigError):
        return keyfile.key_id(keyfile.decoded(path.read_bytes()))
    return None


def pull_erased(config: Config) -> None:
    """Know everybody who was erased, by whatever machine: nobody ever leaves such a list."""
    for item in blocklist.lists(config):
        if item.where and (found := store.read(store.connect(item.where), item.key)):
            blocklist.add(item.path, blocklist.decoded(found[0]))


def send_erased(config: Config) -> None:
    """Have the lists in the bucket name everybody whom the ones here name.

    Raises:
        LockedError: others wrote to a list all the time.
    """
    for item in blocklist.lists(config):
        if item.where and (ours := blocklist.read(item.path)):
            _send(store.connect(item.where), item.key, ours)


def _send(at: store.Store, key: str, ours: set[blocklist.Entry]) -> None:
    for _ in range(_TRIES):
        found = store.read(at, key)
        both = ours | (blocklist.decoded(found[0]) if found else set())
        text = blocklist.encoded(both)
        if found and found[0] == text:
            return
        try:
            store.swap(at, key, text, found[1].e_tag if found else None)
        except store.Changed as error:
            failed = error
        else:
            return
    raise failed
