"""Whose a state is: of one output alone, as `gc` of another would take its runs.

<state>/output      the output: where it is from the state, so that both may be moved together;
                    an output in a bucket by its place; of one here whose state is in a bucket a
                    digest of its folder, which nobody else is to know
"""

import hashlib
import os
from pathlib import Path

from etl import disk, store
from etl.config import Config
from etl.errors import ConfigError

_CARD = "output"


def own(config: Config) -> None:
    """Make sure that the state serves this output, and have it say so.

    Raises:
        ConfigError: it belongs to another one.
    """
    owned(config)
    if config.remote_state:
        _claim(config, store.connect(config.remote_state))
    elif config.state is not None:
        # In one step, since half a path may lead to another folder.
        disk.put(config.state / _CARD, os.fsencode(_name(config)) + b"\n")


def owned(config: Config) -> None:
    """Make sure that the state is of no other output; nothing is written.

    Raises:
        ConfigError: it is.
    """
    if config.remote_state:
        found = store.read(store.connect(config.remote_state), _CARD)
        if found and found[0].strip() != os.fsencode(_name(config)):
            raise _of_another()
    elif config.state is not None and (config.state / _CARD).is_file():
        named = os.fsdecode((config.state / _CARD).read_bytes().strip())
        moved = not (named.startswith("s3://") or (config.state.resolve() / named).exists())
        if not moved and Path(named) != Path(_name(config)):
            raise _of_another()


def _claim(config: Config, at: store.Store) -> None:
    try:
        if store.read(at, _CARD) is None:
            store.swap(at, _CARD, os.fsencode(_name(config)) + b"\n", None)
    except store.Changed:
        owned(config)  # by whom it was claimed meanwhile


def _name(config: Config) -> str:
    output = config.output.resolve()
    if config.remote_output:
        return config.remote_output.rstrip("/")
    if config.remote_state:
        return f"here:{hashlib.sha256(os.fsencode(output)).hexdigest()[:16]}"
    return os.path.relpath(output, config.state.resolve()) if config.state else ""


def _of_another() -> ConfigError:
    return ConfigError(
        "state: it belongs to another output; give each output a state of its own (if it was "
        "copied or moved, remove the file `output` in it)"
    )
