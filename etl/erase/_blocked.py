"""The block list: keyed hashes of who was erased, which `adapt` and `scrub` keep out of every run."""

import os
from pathlib import Path

from etl import checkpoint, keys
from etl.config import Config
from etl.erase._sought import Sought


def block(config: Config, who: Sought, key_id: str) -> int:
    """Put who it is on the block lists, each in one step; returns how many hashes stand there now."""
    after = keys.erased(config) | {(key_id, value) for value in who.users | who.values}
    text = "".join(f"{key} {value}\n" for key, value in sorted(after))
    for path in keys.erased_lists(config):
        if not path.exists() or path.read_text() != text:
            _write(path, text)
    return len(after)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name.removeprefix('.')}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    checkpoint.sync(new)
    new.replace(path)
    checkpoint.sync(path.parent)
