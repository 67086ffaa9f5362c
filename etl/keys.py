"""The key of all keyed hashes.

From `ETL_KEY`, else one made once in `state`, else derived from the input's bytes. A key from
outside or from `state` knows a person again in every later run; lost, nobody can be found any
more, and hashes of old and new runs do not meet. To change it, rebuild with `--full`.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from etl import blocklist, disk, history, keyfile, remote
from etl.config import Config
from etl.errors import ConfigError, StorageError
from etl.inputs import Input

DERIVED = "derived"  # the id of a key that cannot find anybody


def key_of(lasting: bytes | None, inputs: Iterable[Input]) -> tuple[bytes, str]:
    """The key, and the name by which the manifest knows it.

    Derived from the input where there is no lasting one, the same input gives the same output, and
    nobody without the input can compute a hash. Such a key cannot find a person again later.
    """
    if lasting is not None:
        return lasting, keyfile.key_id(lasting)
    digest = hashlib.blake2b(digest_size=32, person=b"etl derived key")
    for item in inputs:
        digest.update(f"{item.source}\0{item.file}\0{item.cut.sha256}\n".encode())
    return digest.digest(), DERIVED


def lasting(config: Config, *, full: bool = False) -> bytes | None:
    """The key from `ETL_KEY` or `state`, made there at the first time; None without both.

    Args:
        config: names the state.
        full: a new one may be made though runs were made with another.

    Raises:
        ConfigError: the one in `state` is damaged, or lost.
        StorageError: it cannot be read or made.
    """
    given = os.environ.get("ETL_KEY")
    if given:
        return hashlib.blake2b(given.encode(), digest_size=32, person=b"etl key").digest()
    if config.state is None:
        return None
    path = config.state / "key"
    if not path.exists():
        _make(path, config, full=full)
    _kept(path)  # before a bucket gets one that is damaged
    remote.send_key(config)
    return _kept(path)


def _make(path: Path, config: Config, *, full: bool) -> None:
    """Make a key, unless runs were made with one that is lost: in its place nobody would miss it."""
    lost = (
        "state/key: it is not there; name the state of this output, restore the key from a backup, "
        "or give the ETL_KEY of before"
    )
    if blocklist.known(config):
        raise ConfigError(f"{lost}: the people who were erased are known by it alone")
    if history.previous_manifest(config.output).get("set") and not full:
        raise ConfigError(f"{lost}, or run with --full, which makes a new key and all hashes anew")
    try:
        disk.put(path, keyfile.new())
    except OSError:
        raise StorageError("state/key: cannot be made; see that the folder is yours") from None


def _kept(path: Path) -> bytes:
    try:
        return keyfile.decoded(path.read_bytes())
    except OSError:
        raise StorageError("state/key: cannot be read; see that it is yours") from None
