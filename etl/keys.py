"""The key of all keyed hashes, and the people whose lines stay out.

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
from etl.errors import ConfigError, StorageError
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


def opted_out(config: Config) -> frozenset[str]:
    """Raw ids of the users who opted out: the lines of `adapt.exclude_users`, blank ones aside.

    Raises:
        ConfigError: the file cannot be read; a run must not go on without it.
    """
    name = config.limits.exclude_users
    if name is None:
        return frozenset()
    try:
        lines = (config.folder / name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError):
        raise ConfigError(f"adapt.exclude_users: {name} cannot be read; give a text file") from None
    return frozenset(line.strip() for line in lines if line.strip())


def erased_lists(config: Config) -> list[Path]:
    """Where it stands who was erased: by the output and, where there is one, by the state.

    In both, so that neither a new state nor one that is left out lets anybody back in.
    """
    state = [] if config.state is None else [config.state / "erased"]
    return [config.output / ".erased", *state]


def erased(config: Config) -> set[tuple[str, str]]:
    """Key id and keyed hash of every person and value that was erased.

    Raises:
        StorageError: a list is there and cannot be read; a run must not go on without it.
    """
    found: set[tuple[str, str]] = set()
    try:
        for path in erased_lists(config):
            lines = path.read_text().splitlines() if path.exists() else []
            found.update((line.split()[0], line.split()[1]) for line in lines)
    except (OSError, UnicodeError, IndexError):
        raise StorageError("erased: the list of erased people cannot be read") from None
    return found


def blocked(config: Config, known_by: str) -> frozenset[str]:
    """Keyed hashes of the people and values that must not come back.

    Raises:
        ConfigError: somebody was erased under another key and could not be recognised.
    """
    found = erased(config)
    if other := sorted({key for key, _ in found} - {known_by}):
        raise ConfigError(
            f"erased: people were erased under key {', '.join(other)}, and this run's is "
            f"{known_by}: they would come back; give that key (ETL_KEY, or state with its key)"
        )
    return frozenset(value for _, value in found)
