"""The block list: keyed hashes of who was erased, which `adapt` and `scrub` keep out of every run."""

from etl import blocklist, remote
from etl.config import Config
from etl.erase._sought import Sought


def block(config: Config, who: Sought, key_id: str) -> int:
    """Put who it is on the block lists, each in one step; returns how many hashes stand there now."""
    after = blocklist.known(config) | {(key_id, value) for value in who.users | who.values}
    for item in blocklist.lists(config):
        blocklist.add(item.path, after)
    remote.send_erased(config)
    return len(after)
