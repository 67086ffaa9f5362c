"""Open a place in a bucket."""

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from etl.errors import ConfigError
from etl.store import _settings
from etl.store._saying import saying

_PLACE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/(?!\.{1,2}(?:/|\Z))[^/?#]+)*)/?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:/{1,2})")
_LIMITS = {"connect_timeout": "5s", "read_timeout": "30s", "timeout": "60s"}
_RETRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


@dataclass(frozen=True)
class Store:
    """A place in a bucket. Holds no secret; sent to another process it is opened there anew.

    Attributes:
        where: `s3://bucket/prefix`.
        client: obstore's, with the prefix in it.
    """

    where: str
    client: Any = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Only the place: obstore's own pickle would carry its settings along."""
        return connect, (self.where,)


def connect(where: str) -> Store:
    """Open `s3://bucket/prefix`; nothing is asked of the store yet.

    Raises:
        ConfigError: it is no such place, a variable of the environment is not what it must be, or
            obstore is not installed.
    """
    place = _PLACE.fullmatch(where)
    if place is None:
        scheme = _SCHEME.match(where)
        told = scheme[1] if scheme and scheme[1] != "s3://" else "something else"
        raise ConfigError(
            "object stores other than s3 are not supported, "
            f"got '{told}'; write s3://bucket/prefix, without credentials"
        )
    try:
        from obstore.store import S3Store  # noqa: PLC0415 - an extra, and 60 ms for who needs none
    except ImportError:
        raise ConfigError(
            "s3:// needs obstore, which is not installed; pip install 'etl[s3]'"
        ) from None
    _settings.check()
    bucket, prefix = place[1], place[2].lstrip("/")
    limits = {k: v for k, v in _LIMITS.items() if f"AWS_{k.upper()}" not in os.environ}
    with saying(where.rstrip("/")):
        client = S3Store(bucket, prefix=prefix or None, config=limits, retry_config=_RETRIES)
    return Store(where.rstrip("/"), client)


def endpoint() -> str | None:
    """Where the store is, if the environment says it."""
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
