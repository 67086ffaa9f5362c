"""The key as a file: 32 random bytes as hexadecimal digits, for its owner alone.

    <state>/key    0600    5f2c...    64 digits and a newline

It is there whole or not at all, and anything else than such a line is refused: of an empty key
everybody could compute the hashes, and another one than before knows nobody again.
"""

import os
import re
import secrets
from pathlib import Path

from etl import checkpoint
from etl.errors import ConfigError

_LINE = re.compile(rb"([0-9a-f]{64})\s*")


def new() -> bytes:
    """The text of a key that nobody has had."""
    return secrets.token_hex(32).encode() + b"\n"


def decoded(text: bytes) -> bytes:
    """The 32 bytes of the key.

    Raises:
        ConfigError: the text is not what `new` gives.
    """
    line = _LINE.fullmatch(text)
    if line is None:
        raise ConfigError(
            "state/key: damaged, it is not 64 hexadecimal digits; restore the file, or remove it "
            "and run with --full, which makes a new key and all hashes anew"
        )
    return bytes.fromhex(line[1].decode())


def write(path: Path, text: bytes) -> None:
    """Have `text` at `path` and on the disk, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hidden = path.with_name(f".{path.name}")
    hidden.unlink(missing_ok=True)
    descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    checkpoint.sync(hidden)
    hidden.replace(path)
    checkpoint.sync(path.parent)
