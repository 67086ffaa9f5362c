"""Find the JSON events in a text: JSON Lines, arrays, objects one after another, pretty-printed.

The usual line is one whole object and is decoded at once; only what is not goes the slow way.
Each event is `(row, value, reason)`: the row it begins in, and either its object or why there is
none. A line that begins in column 0 with a whole object always begins an event, whatever came
before; so a file may be cut before any such line, and a broken event costs itself alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from etl.adapt._bytes import Text
from etl.adapt._json import FAULTS, decode, ends_in_string, is_closed
from etl.adapt._scan import Value
from etl.adapt._split import split

Framed = tuple[int, Any, str | None]

_SPACE = re.compile(rb"\s*")
_WORD = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[^\s,\[\]{}"]++|"', re.DOTALL)


class Framer:
    """The state between two lines."""

    def __init__(self, first_row: int, cap: int, *, begun: bool = False) -> None:
        self.row = first_row - 1  # of the line at hand
        self.cap = cap
        self.array_row = 0  # of the array whose elements are read; 0 outside of one
        self.array_file = False  # the first thing in the file is an array
        self._begun = begun
        self._open: Value | None = None
        self._held: tuple[int, bytes] | None = None  # ended; what follows decides
        self._base: int | None = None  # indent of a broken event, whose other lines are passed over
        self._within = False  # pieces of the line at hand were read
        self._skipping = False  # the rest of the line at hand is of no use

    def frame(self, text: Text) -> Iterator[Framed]:
        """Every event of the text, in its order."""
        for lines, ended in split(text, self.cap):
            for line in lines:
                if self._between() and ended and len(line) <= self.cap:
                    whole = line.rstrip().removesuffix(b",") if self.array_row else line
                    try:
                        value = decode(whole)
                    except FAULTS:
                        value = None
                    if type(value) is dict:
                        self.row += 1
                        self._begun = True
                        yield self.array_row or self.row, value, None
                        continue
                yield from self._line(line, ended=ended)
        yield from self._end(text.fault)

    def _between(self) -> bool:
        return self._open is None and self._base is None and not self._within

    def _line(self, line: bytes, *, ended: bool) -> Iterator[Framed]:
        pos = 0
        if not self._within:
            self.row += 1
            if line.strip():
                if broken := self._breaks(line):
                    yield broken
                pos = self._begin(line)
        self._within = not ended
        long = not ended or len(line) > self.cap
        yield from self._values(line, pos, long=long)
        if ended:
            yield from self._line_end()

    def _breaks(self, line: bytes) -> Framed | None:
        """The open event, where this line shows that it never ended."""
        value, indent = self._open, _indent(line)
        if value is None:
            return None
        if line[indent : indent + 1] == b"{":
            whole = indent == 0 and not self.array_row and is_closed(line)
            at_base = indent == value.indent
            apart = value.deeper or not value.takes(line) or ends_in_string(line)
            if whole or (at_base and apart):
                self._open = None
                return value.row, None, cut_reason(b"".join(value.parts))
        if value.deeper is None:
            value.deeper = indent > value.indent
        return None

    def _begin(self, line: bytes) -> int:
        """Prepare for the line; the position where its values begin."""
        indent = _indent(line)
        first = line[indent : indent + 1]
        if self._base is not None:
            if indent > self._base or (indent == self._base and first in b"}]"):
                self._skipping = True
            else:
                self._base = None
        opens = first == b"[" and self._open is None and not self.array_row
        if opens and (self.array_file or not self._begun):
            self.array_row, self.array_file = self.row, True
            indent += 1
        self._begun = True
        return indent if self._open is None else 0

    def _values(self, line: bytes, pos: int, *, long: bool) -> Iterator[Framed]:
        indent = _indent(line)
        while not self._skipping:
            if self._open:
                value = self._open
                pos = value.read(line, pos)
                if value.size > self.cap:
                    yield value.row, None, "too_large"
                    self._open, self._skipping = None, True
                    self._base = value.indent if value.line != self.row else None
                    return
                if pos < 0:
                    return
                self._held, self._open = (value.row, b"".join(value.parts)), None
            pos = _skip_space(line, pos)
            if pos == len(line):
                return
            first = line[pos : pos + 1]
            if first == b"," and (self._held or self.array_row):
                pos += 1
            elif first == b"{" or (self.array_row and first == b"["):
                yield from self._release()
                self._open = Value(self.array_row or self.row, self.row, indent)
            elif self.array_row:
                yield from self._release()
                pos = self._element(line, pos)
            elif first == b"[" and not self._held and pos == indent:
                self._open = Value(self.row, self.row, indent)
            else:
                yield self._garbage(line, long=long)

    def _element(self, line: bytes, pos: int) -> int:
        """Take an element that is no object, or the array's end; the position behind it."""
        if line[pos : pos + 1] == b"]":
            self.array_row = 0
            return pos + 1
        match = _WORD.match(line, pos)
        end = match.end() if match else pos + 1
        self._held = (self.array_row, line[pos:end])
        return end

    def _garbage(self, line: bytes, *, long: bool) -> Framed:
        self._skipping = True
        if self._held:
            row, self._held = self._held[0], None
            return row, None, fault(line)
        if long:
            return self.row, None, "too_large"
        _, value, reason = judge(self.row, line)
        return self.row, None, "not_json" if value is not None else reason

    def _release(self) -> Iterator[Framed]:
        if self._held:
            yield judge(*self._held)
            self._held = None

    def _line_end(self) -> Iterator[Framed]:
        yield from self._release()
        self._skipping = False
        if self._open and self._open.in_string:  # no string goes on in the next line
            value, self._open = self._open, None
            yield value.row, None, cut_reason(b"".join(value.parts))
            self._base = value.indent if value.line != self.row else None
        elif self._open:
            self._open.parts.append(b"\n")

    def _end(self, why: str | None) -> Iterator[Framed]:
        value = self._open
        if why:
            row = value.row if value else self.array_row or self.row + 1
            yield row, None, why
        elif value:
            yield value.row, None, cut_reason(b"".join(value.parts))
        elif self.array_row:
            yield self.array_row, None, "truncated_file"


def judge(row: int, text: bytes) -> Framed:
    """A text that should be one object."""
    try:
        value = decode(text)
    except FAULTS:
        return row, None, fault(text)
    return (row, value, None) if type(value) is dict else (row, None, "not_an_event")


def fault(text: bytes) -> str:
    """Why a text is no JSON."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return "not_utf8"
    return "not_json"


def cut_reason(text: bytes) -> str:
    """Why a text is no JSON that ends too early; it may end inside a character."""
    try:
        text.rstrip().decode()
    except UnicodeDecodeError as error:
        if "unexpected end" not in error.reason:
            return "not_utf8"
    return "truncated_event"


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t"))


def _skip_space(line: bytes, pos: int) -> int:
    match = _SPACE.match(line, pos)
    return match.end() if match else pos
