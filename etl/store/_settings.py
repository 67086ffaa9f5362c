"""What of the environment says how a store is reached: told as wrong before obstore meets it.

A newline behind a key that was read from a file, an endpoint that is no address: object_store
(0.14.2 in obstore 0.12.1) panics of them, which is no error that a run could tell.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from etl.errors import ConfigError

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_OTHERS = (
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_TOKEN", "AWS_REGION",
    "AWS_DEFAULT_REGION", "AWS_METADATA_ENDPOINT", "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)  # fmt: skip


def check() -> None:
    """See that the variables can be what they stand for; a value is never repeated.

    Raises:
        ConfigError: one line for each that cannot.
    """
    if faults := list(_faults()):
        raise ConfigError("\n".join(faults))


def _faults() -> Iterator[str]:
    for name in (*_ENDPOINTS, *_OTHERS):
        value = os.environ.get(name)
        if value is None:
            continue
        if not all("!" <= character <= "~" for character in value):
            yield (
                f"environment: {name}: holds a space, a line's end or another character that cannot "
                "stand there; set it anew without"
            )
        elif name in _ENDPOINTS and not _is_address(value):
            yield f"environment: {name}: no address; write https://host or https://host:port, or unset it"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.scheme and parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is none, half an IPv6 address
        return False
