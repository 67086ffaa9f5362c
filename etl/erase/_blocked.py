"""The block list: keyed hashes of who was erased, which `adapt` and `scrub` keep out of every run."""

import os

from etl import checkpoint, keys
from etl.config import Config
from etl.erase._sought import Sought


def block(config: Config, who: Sought) -> int:
    """Put who it is on the block list, in one step; returns how many hashes stand there now."""
    before = keys.blocked(config)
    after = before | who.users | who.values
    if after != before:
        path = keys.erased_list(config)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_name(f".{path.name.removeprefix('.')}.new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("".join(f"{item}\n" for item in sorted(after)))
        checkpoint.sync(new)
        new.replace(path)
        checkpoint.sync(path.parent)
    return len(after)
