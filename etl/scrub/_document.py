r"""A text as slots: the pieces that may be replaced, and how to put them together again.

Plain text is one slot. A JSON object or array has a slot for each string, key and long number; a string that
holds JSON in turn (the arguments of a tool call) is opened too:

    {"name":"send","arguments":"{\"to\":\"a@b.example\"}"}      the text
    name: send\nto: a@b.example\n                               what is analysed, `flat`

The model and the patterns see `key: value` lines, so that `password` says what its value is. When filled again,
only tokens that changed are written anew; the rest stays byte for byte, so it is valid JSON and no number is
rounded. A number with a value to hide in it becomes a string.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.scrub._json import is_json

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}\[\],:]|\s+', re.DOTALL)
_LONG_NUMBER = re.compile(r"-?\d{7,24}", re.ASCII)  # a phone or card logged without quotes
_MAX_DEPTH = 8  # JSON in JSON in JSON: deeper is text


@dataclass(frozen=True)
class _Slot:
    index: int
    token: str  # as it stands in the text


@dataclass
class _Json:
    """JSON text cut at its tokens; a nested one carries the token it came from."""

    pieces: list["str | _Slot | _Json"] = field(default_factory=list)
    token: str = ""

    def filled(self, old: Sequence[str], new: Sequence[str]) -> str:
        return "".join(_piece(piece, old, new) for piece in self.pieces)


@dataclass(frozen=True)
class Document:
    """`flat` is what is analysed; `slots` are the [start, end) in it that stand in the text."""

    flat: str
    slots: tuple[tuple[int, int], ...]
    _json: _Json | None = None

    def filled(self, new: Sequence[str]) -> str:
        """The text with `new` in its slots, one text for each slot."""
        if self._json is None:
            return new[0]
        return self._json.filled([self.flat[start:end] for start, end in self.slots], new)


def document(text: str) -> Document:
    """Take a text apart; what is no JSON object or array, or is broken, is plain text."""
    if is_json(text):
        reader = _Reader()
        template = reader.read(text, depth=0)
        return Document("".join(reader.flat), tuple(reader.slots), template)
    return Document(text, ((0, len(text)),))


def _piece(piece: "str | _Slot | _Json", old: Sequence[str], new: Sequence[str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, _Slot):
        changed = new[piece.index] != old[piece.index]
        return json.dumps(new[piece.index], ensure_ascii=False) if changed else piece.token
    inner, before = piece.filled(old, new), piece.filled(old, old)
    return piece.token if inner == before else json.dumps(inner, ensure_ascii=False)


class _Reader:
    """Collects the slots and the flat text of one JSON text, nested ones included."""

    def __init__(self) -> None:
        self.flat: list[str] = []
        self.slots: list[tuple[int, int]] = []
        self.length = 0

    def read(self, text: str, depth: int) -> _Json:
        template = _Json()
        tokens = _TOKEN.findall(text)
        for at, token in enumerate(tokens):
            if token[0] == '"':
                template.pieces.append(self._string(token, depth, is_key=_is_key(tokens, at)))
            elif _LONG_NUMBER.fullmatch(token):
                template.pieces.append(self._slot(token, token, "\n"))
            else:
                template.pieces.append(token)
        return template

    def _string(self, token: str, depth: int, *, is_key: bool) -> "_Slot | _Json":
        value = json.loads(token, strict=False)
        if depth < _MAX_DEPTH and not is_key and is_json(value):
            self._add("\n")
            nested = self.read(value, depth + 1)
            nested.token = token
            return nested
        return self._slot(value, token, ": " if is_key else "\n")

    def _slot(self, value: str, token: str, after: str) -> _Slot:
        self.slots.append((self.length, self.length + len(value)))
        self._add(value + after)
        return _Slot(len(self.slots) - 1, token)

    def _add(self, text: str) -> None:
        self.flat.append(text)
        self.length += len(text)


def _is_key(tokens: list[str], at: int) -> bool:
    after = tokens[at + 1 : at + 3]  # at most one run of white space stands before the colon
    return bool(after) and (after[0] == ":" or (after[0].isspace() and after[1:] == [":"]))
