"""The proof: every byte of the output, the state and the work is searched for who was erased."""

from collections.abc import Iterator
from pathlib import Path

from etl import attempt, blocklist, remote
from etl.config import Config
from etl.erase import _copy
from etl.erase._scan import scan
from etl.erase._sought import Sought
from etl.errors import GateError


def prove(config: Config, here: Config, who: Sought) -> dict[str, int]:
    """Search all that is left; `here` is the copy of what lies in a bucket.

    Raises:
        GateError: with the places where something is left.
    """
    others = _copy.strangers(config, here)
    folders = list(_folders(config, here))
    named = {item.path for at in (config, here) for item in blocklist.lists(at)}
    named |= {path for path, name in others.items() if name in set(_lists(config))}
    read, found = scan([*folders, *{path.parent for path in others}], who, named)
    if found:
        raise GateError("\n".join(
            f"erase: {others.get(path) or _shown(path, folders)}: still holds what was to be erased, "
            f"in {found[path]:,} places; see the config and the names of input files"
            for path in found
        ))  # fmt: skip
    return {"files": read, "hits": 0}


def _folders(config: Config, here: Config) -> Iterator[Path]:
    yield here.output
    if here.state is not None:
        yield here.state
    yield from attempt.folders(config.work, config.output)
    yield remote.kept_objects(config)
    if config.remote_output:
        yield config.output
    if config.remote_state and config.state:
        yield config.state


def _lists(config: Config) -> Iterator[str]:
    """The block lists in a bucket, which name them on purpose."""
    for item in blocklist.lists(config):
        if item.where:
            yield f"{item.where}/{item.key}"


def _shown(path: Path, folders: list[Path]) -> str:
    folder = next(folder for folder in folders if path.is_relative_to(folder))
    return f"{folder.name}/{path.relative_to(folder)}"
