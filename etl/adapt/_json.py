"""Decode and encode JSON: strict, numbers kept as they were written.

msgspec and not orjson: 975 and 877 MB per CPU second on 6 KB chat lines (64 MB, one core,
November 2026); it keeps integers of any size and tells by itself what a lone surrogate, NaN, 1e400
or invalid UTF-8 is. A duplicate key: the last wins. The hook for numbers costs 3 %. What nests
deeper than Python recurses, somewhat under 1,000 levels, is no JSON here; counting the brackets
of every line to draw that line sharper cost 7 % of reading.
"""

import math
import re
from typing import Any

import msgspec

FAULTS = (ValueError, RecursionError)  # what `decode` raises; msgspec's errors are ValueErrors

_NOT_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[^{}\[\]"]++', re.DOTALL)


class Number(float):
    """A float that remembers its text: tool arguments are never reformatted."""

    __slots__ = ("text",)
    text: str


def _number(text: str) -> Number:
    number = Number(text)
    if math.isinf(number):
        raise ValueError("out of range")
    number.text = text
    return number


_decode = msgspec.json.Decoder(float_hook=_number).decode


def _raw(number: Number) -> msgspec.Raw:
    return msgspec.Raw(number.text.encode())


_encode = msgspec.json.Encoder(enc_hook=_raw).encode
_sorted = msgspec.json.Encoder(enc_hook=_raw, order="sorted").encode


def decode(text: bytes | str) -> Any:  # noqa: ANN401 - JSON is any value
    """The value of a whole JSON text.

    Raises:
        ValueError, RecursionError: one of `FAULTS`; never show its message, it may quote the text.
    """
    return _decode(text)


def decoded(text: object) -> Any:  # noqa: ANN401 - JSON is any value
    """The value of a JSON text that may be encoded again, up to 3 times; None where it is none."""
    for _ in range(3):
        if not isinstance(text, str) or text.lstrip()[:1] not in ("{", "[", '"'):
            break
        try:
            text = decode(text)
        except FAULTS:
            return None
    return None if isinstance(text, str) else text


def encode(value: object) -> str:
    """JSON text of a decoded value."""
    return _encode(value).decode()


def canonical(value: object) -> str:
    """JSON text of a decoded value in which the order of keys does not show."""
    return _sorted(value).decode()


def unfinished(text: bytes | str) -> bool:
    """Whether a text that is no JSON ends before its strings and brackets are closed."""
    rest = _NOT_BRACKETS.sub(b"", text if isinstance(text, bytes) else text.encode())
    opened = rest.count(b"{") + rest.count(b"[")
    return b'"' in rest or opened > rest.count(b"}") + rest.count(b"]")


def is_closed(line: bytes) -> bool:
    """Whether a line ends with the bracket that closes its first one, be it JSON or not."""
    brackets = _NOT_BRACKETS.sub(b"", line)
    return line.rstrip().endswith(b"}") and b'"' not in brackets and _closes_at_end(brackets)


def _closes_at_end(brackets: bytes) -> bool:
    depth = 0
    for i, bracket in enumerate(brackets):
        depth += 1 if bracket in b"{[" else -1
        if depth == 0:
            return i == len(brackets) - 1
    return False


def ends_in_string(line: bytes) -> bool:
    """Whether a line ends before its last string does."""
    return b'"' in _NOT_BRACKETS.sub(b"", line)
