"""What went wrong at a store, said without its answers: they may hold a secret."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from etl.errors import EtlError, LockedError, SourceError, StorageError

_STATUS = re.compile(r"status code: (\d{3})")
_PANIC = "pyo3_runtime"  # the module of PanicException, which is no Exception (obstore 0.12.1)

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


@contextmanager
def saying(name: str) -> Iterator[None]:
    """Turn obstore's errors, which hold the store's answers, into ours, which do not.

    Raises:
        SourceError: there is no such bucket.
        Changed: the condition of a put or a get was not met.
        StorageError: anything else, a panic of its Rust too.
    """
    from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

    try:
        yield
    except (BaseError, FileNotFoundError, ValueError) as error:
        raise _said(_shown(name), error) from None
    except BaseException as error:
        if type(error).__module__ != _PANIC:
            raise
        fault = "its library broke off; check the AWS_* variables"
        raise StorageError(f"{_shown(name)}: {fault}") from None


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)


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
