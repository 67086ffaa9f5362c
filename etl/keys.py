"""The key of all keyed hashes.

From `ETL_KEY`, else one made once in `state`, else derived from the input's bytes. A key from
outside or from `state` knows a person again in every later run; lost, nobody can be found any
more, and hashes of old and new runs do not meet. To change it, rebuild with `--full`.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from pathlib import Path

from etl import disk, keyfile, remote
from etl.config import Config
from etl.errors import StorageError
from etl.inputs import Input

DERIVED = "derived"  # the id of a key that cannot find anybody


def key_of(config: Config, inputs: Iterable[Input]) -> tuple[bytes, str]:
    """The key, and the name by which the manifest knows it.

    Derived from the input, the same input gives the same output, and nobody without the input can
    compute a hash. Such a key cannot find a person again later.
    """
    if (key := lasting(config)) is not None:
        return key, key_id(key)
    digest = hashlib.blake2b(digest_size=32, person=b"etl derived key")
    for item in inputs:
        digest.update(f"{item.source}\0{item.file}\0{item.cut.sha256}\n".encode())
    return digest.digest(), DERIVED


def lasting(config: Config) -> bytes | None:
    """The key from `ETL_KEY` or `state`, made there at the first time; None without both.

    Raises:
        ConfigError: the one in `state` is damaged.
        StorageError: it cannot be read or made.
    """
    given = os.environ.get("ETL_KEY")
    if given:
        return hashlib.blake2b(given.encode(), digest_size=32, person=b"etl key").digest()
    if config.state is None:
        return None
    _make(config.state / "key")
    _kept(config.state / "key")  # before a bucket gets one that is damaged
    remote.send_key(config)
    return _kept(config.state / "key")


def key_id(key: bytes) -> str:
    """A name of the key that tells nothing of it."""
    return hmac.new(key, b"id", hashlib.sha256).hexdigest()[:8]


def _make(path: Path) -> None:
    try:
        if not path.exists():
            disk.put(path, keyfile.new())
    except OSError:
        raise StorageError("state/key: cannot be made; see that the folder is yours") from None


def _kept(path: Path) -> bytes:
    try:
        return keyfile.decoded(path.read_bytes())
    except OSError:
        raise StorageError("state/key: cannot be read; see that it is yours") from None
