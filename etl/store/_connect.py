"""Open a place in a bucket, and say what went wrong there without saying a secret."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from etl.errors import ConfigError, EtlError, LockedError, SourceError, StorageError

_PLACE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/(?!\.{1,2}(?:/|\Z))[^/?#]+)*)/?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:/{1,2})")
_STATUS = re.compile(r"status code: (\d{3})")
_LIMITS = {"connect_timeout": "5s", "read_timeout": "30s", "timeout": "60s"}
_RETRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}

# What an answer holds -> what is wrong; the first that fits. The answer itself is never repeated.
_FAULTS = (
    (("169.254.", "/latest/api/token", "/latest/meta-data", "fd00:ec2::254"),
     "no credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (profiles are not read)"),
    (("status code: 401", "status code: 403"), "access was denied; check the credentials and the bucket's policy"),
    (("redirect",), "the bucket is in another region; set AWS_REGION"),
    (("BadScheme",), "the endpoint is no https://; set AWS_ALLOW_HTTP=true where that is meant"),
    (("status code: 503", "status code: 429", "SlowDown"), "the store is overloaded; try again later"),
)  # fmt: skip


class Changed(LockedError):  # noqa: N818 - as its parents: a state, no fault
    """Somebody else wrote this object since it was looked at."""


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
        ConfigError: it is no such place, or obstore is not installed.
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
    bucket, prefix = place[1], place[2].lstrip("/")
    limits = {k: v for k, v in _LIMITS.items() if f"AWS_{k.upper()}" not in os.environ}
    with saying(where.rstrip("/")):
        client = S3Store(bucket, prefix=prefix or None, config=limits, retry_config=_RETRIES)
    return Store(where.rstrip("/"), client)


def endpoint() -> str | None:
    """Where the store is, if the environment says it."""
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")


@contextmanager
def saying(name: str) -> Iterator[None]:
    """Turn obstore's errors, which hold the store's answers, into ours, which do not.

    Raises:
        SourceError: there is no such bucket.
        Changed: the condition of a put or a get was not met.
        StorageError: anything else.
    """
    from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

    try:
        yield
    except (BaseError, FileNotFoundError, ValueError) as error:
        shown = "".join(c if c.isprintable() else "?" for c in name)
        raise _said(shown, error) from None


def _said(name: str, error: Exception) -> EtlError:
    from obstore import exceptions  # noqa: PLC0415 - an extra

    text = str(error)
    if "NoSuchBucket" in text:
        return SourceError(f"{name}: there is no such bucket; mend its name or make it")
    if isinstance(error, exceptions.AlreadyExistsError | exceptions.PreconditionError):
        return Changed(f"{name}: somebody else wrote it meanwhile; run again")
    for parts, fault in _FAULTS:
        if any(part in text for part in parts):
            return StorageError(f"{name}: {fault}")
    if isinstance(error, FileNotFoundError):
        fault = "it is not there, or its bucket is not"
    elif isinstance(error, exceptions.InvalidPathError | ValueError):
        fault = "a name with an empty, '.' or '..' folder, or a wrong AWS_* setting"
    elif status := _STATUS.search(text):
        fault = f"the store answered {status[1]}; try again later"
    else:
        fault = "the store did not answer; try again later"
    return StorageError(f"{name}: {fault}")
