"""The key as a file: 32 random bytes as hexadecimal digits, for its owner alone.

    <state>/key    0600    5f2c...    64 digits and a newline

It is there whole or not at all, and anything else than such a line is refused: of an empty key
everybody could compute the hashes, and another one than before knows nobody again.
"""

import hashlib
import hmac
import re
import secrets

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
            "state/key: damaged, it is not 64 hexadecimal digits; restore the file, or (unless "
            "somebody was erased) remove it and run with --full, which makes all hashes anew"
        )
    return bytes.fromhex(line[1].decode())


def key_id(key: bytes) -> str:
    """A name of the key that tells nothing of it."""
    return hmac.new(key, b"id", hashlib.sha256).hexdigest()[:8]
