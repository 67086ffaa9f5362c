"""Find where a JSON object or array ends, line by line, without decoding it."""

import re
from dataclasses import dataclass, field

_DEEP = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_STRING = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.DOTALL)
_OPENS = {0x7B: 0x7D, 0x5B: 0x5D}  # { }, [ ]
QUOTE, BACKSLASH, COLON, SPACES = 0x22, 0x5C, 0x3A, b" \t\r\n"


@dataclass
class Value:
    """An object or array that has begun and has not ended yet."""

    row: int  # under which it counts
    line: int  # in which it begins
    indent: int  # of that line
    closers: list[int] = field(default_factory=list)  # what is still to come, innermost last
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    in_string: bool = False
    escaped: bool = False  # a piece ended between a backslash and what it escapes
    deeper: bool | None = None  # whether the second line is indented deeper than the first

    def read(self, line: bytes, pos: int) -> int:
        """Take what belongs to the value from `pos` on; the position behind its end, or -1."""
        end = self._end(line, pos)
        taken = line[pos:end] if end >= 0 else line[pos:] if pos else line
        self.parts.append(taken)
        self.size += len(taken)
        return end

    def takes(self, line: bytes) -> bool:
        """Whether a line that begins with `{` may go on with the value.

        It may in an array, and behind a colon where it is that bracket alone: no printer breaks
        the line there and then goes on in it, but a line cut there is followed by one like this.
        """
        if not self.closers or self.closers[-1] == _OPENS[0x5B]:
            return True
        if line.strip() != b"{":
            return False
        tail = b"".join(part for part in self.parts[-3:]).rstrip(SPACES)
        return bool(tail) and tail[-1] == COLON

    def _end(self, line: bytes, pos: int) -> int:
        if self.escaped:
            self.escaped = not line
            pos += 1
        while pos < len(line):
            pattern = _STRING if self.in_string else _DEEP
            match = pattern.match(line, pos)
            pos = match.end() if match else pos
            if pos >= len(line):
                break
            byte, pos = line[pos], pos + 1
            if self.in_string and byte == BACKSLASH:  # the last byte of a piece
                self.escaped = True
            elif byte == QUOTE:
                self.in_string = not self.in_string
            elif byte in _OPENS:
                self.closers.append(_OPENS[byte])
            elif byte in self.closers:
                while self.closers.pop() != byte:
                    pass
                if not self.closers:
                    return pos
            else:  # closes what the value did not open: it ends before
                return pos - 1
        return -1
