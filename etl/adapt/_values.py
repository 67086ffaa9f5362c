"""Read single values of a log as what they mean: times, numbers, flags, ids, places in an object.

A value that does not fit is null: the columns they fill are hints for filters, not the data.
"""

import math
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2b
from typing import Any

from etl.adapt._json import decoded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = ((1e9, 0), (1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (1e20, 1e-3))  # below: to microseconds
_LAST = 253_402_300_800_000_000  # the year 10000
_TRUE = {"true", "yes", "1", "ok", "success", "succeeded", "up", "thumbs_up", "positive", "like"}
_FALSE = {"false", "no", "0", "error", "failure", "failed", "down", "thumbs_down", "negative",
          "dislike"}  # fmt: skip
_MISSING = object()


class Keys:
    """Keyed hashes of ids: what is equal stays equal, and nothing can be read back."""

    def __init__(self, key: bytes) -> None:
        self._blank = blake2b(key=key, digest_size=10)

    def __call__(self, text: str) -> str:
        digest = self._blank.copy()
        digest.update(text.encode())
        return digest.hexdigest()


def user_key(raw: str, key: bytes) -> str | None:
    """What stands in a run for a raw user id; None for what is no id."""
    found = identity(raw)
    return Keys(key)(found) if found else None


def at(root: object, path: str) -> Any:  # noqa: ANN401 - a log holds any value
    """The value at a dotted path, JSON text decoded on the way; None where there is none.

    A key may hold dots itself: the longest one that is there is taken.
    """
    value = _at(root, path.split("."))
    return None if value is _MISSING else value


def _at(node: object, steps: list[str]) -> object:
    if not steps:
        return node
    node = decoded(node) if isinstance(node, str) else node
    if isinstance(node, list) and steps[0].isdigit() and int(steps[0]) < len(node):
        return _at(node[int(steps[0])], steps[1:])
    if isinstance(node, dict):
        for end in range(len(steps), 0, -1):
            key = ".".join(steps[:end])
            if key in node and (found := _at(node[key], steps[end:])) is not _MISSING:
                return found
    return _MISSING


def micros(value: object, zone: tzinfo = UTC) -> int | None:
    """A time as microseconds since 1970 in UTC; the size of a number tells its unit.

    Sizes: 1e9 to 1e11 are seconds, to 1e14 milliseconds, to 1e17 microseconds, above nanoseconds.
    A pair of numbers is seconds and nanoseconds, as OpenTelemetry for JavaScript dumps them.
    """
    if isinstance(value, str):
        return _of_text(value.strip(), zone)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=zone)
        return (aware - _EPOCH) // _MICROSECOND
    if isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value):  # noqa: PLR2004 - a pair
        return micros(value[0] * 1_000_000_000 + value[1])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _of_number(value)


def _of_number(value: float) -> int | None:
    for limit, factor in _UNITS:
        if value < limit:
            whole_units = isinstance(value, int) and factor >= 1
            found = int(value) * int(factor) if whole_units else round(value * factor)
            return found if 0 < found < _LAST else None
    return None


def _of_text(text: str, zone: tzinfo) -> int | None:
    try:
        return micros(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        pass
    try:
        return micros(float(text))
    except (ValueError, OverflowError):
        return None


def number(value: object) -> float | None:
    """A finite number, also one written as text."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: object, limit: int = 2**63 - 1) -> int | None:
    """A whole number between 0 and `limit`."""
    if type(value) is int:
        return value if 0 <= value < limit else None
    found = number(value)
    return int(found) if found is not None and 0 <= found < limit else None


def flag(value: object) -> bool | None:
    """True or false, also as a word or as 1 and 0."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def rating(value: object) -> float | None:
    """A rating as logged; thumbs are 1 and -1."""
    if isinstance(value, dict):
        return rating(next((value[k] for k in ("score", "rating", "value") if k in value), None))
    if (found := number(value)) is not None:
        return found
    thumb = flag(value)
    return None if thumb is None else 1.0 if thumb else -1.0


def identity(value: object) -> str | None:
    """An id as text: a word, a whole number, or an object that holds one."""
    if value is None:
        return None
    if isinstance(value, dict):
        return next(
            (i for k in ("id", "_id", "user_id", "$oid") if (i := identity(value.get(k)))), None
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # pandas writes whole numbers so where some are missing
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return str(value).strip() or None
