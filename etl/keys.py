"""The key of all keyed hashes.

From `ETL_KEY`, else one made once in `state`, else derived from the input's bytes. A key from
outside or from `state` knows a person again in every later run; lost, nobody can be found any
more, and hashes of old and new runs do not meet. To change it, rebuild with `--full`.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from etl import checkpoint, remote
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
        StorageError: it cannot be read or made.
    """
    given = os.environ.get("ETL_KEY")
    if given:
        return hashlib.blake2b(given.encode(), digest_size=32, person=b"etl key").digest()
    if config.state is None:
        return None
    _make(config.state / "key")
    remote.send_key(config)
    return _kept(config.state / "key")


def key_id(key: bytes) -> str:
    """A name of the key that tells nothing of it."""
    return hmac.new(key, b"id", hashlib.sha256).hexdigest()[:8]


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            new = path.with_name(".key")
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32) + "\n")
            checkpoint.sync(new)
            new.rename(path)
            checkpoint.sync(path.parent)
    except OSError:
        raise StorageError("state/key: cannot be made; see that the folder is yours") from None


def _kept(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise StorageError("state/key: cannot be read; see that it is yours and whole") from None
