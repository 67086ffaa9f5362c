r"""JSON text cut at its tokens: which of them may be replaced, and what is analysed in their place.

    {"pin":4821,"password":{"type":"string"}}      the text
    pin: 4821\npassword: { type: string\n         flat

A value that is no text stands in the flat text as well, so that no word announces what follows it; a number is a slot
where it is long, or a whole one beside its key. What a schema calls `value` or `default` stands beside the key of its
object, which says what it is.
"""

import json
from dataclasses import dataclass

from etl.scrub._json import is_json
from etl.scrub._numbers import LONG, WHOLE, by_value
from etl.scrub._pieces import Json, Slot, tokens

_MAX_DEPTH = 8  # JSON in JSON in JSON: deeper is text
_SAYS_NOTHING = frozenset({"value", "default", "const", "example"})
_NAMES = frozenset({"required", "propertyOrdering"})  # of a JSON schema: their items are keys
_MOST = 64  # characters of a key that is told twice


@dataclass
class _Open:
    """An object or array that is not closed yet."""

    number: int
    key: str  # beside which it stands, an item of an array too
    is_array: bool
    is_names: bool
    is_named: bool = False  # its `name` or `key` says what its `value` is


class Reader:
    """Collects the slots and the flat text of one JSON text, nested ones included."""

    def __init__(self) -> None:
        self.flat: list[str] = []
        self.slots: list[tuple[int, int]] = []
        self.keys: list[tuple[int, int]] = []  # index of a slot that is a key, and its object
        self._length = 0
        self._opened = 0
        self._key = ""  # beside which the next value stands

    def read(self, text: str, depth: int) -> Json:
        """Take a text apart."""
        template, within = Json(), list[_Open]()
        for token, is_key in tokens(text):
            template.pieces.append(self._told(token, within, depth, is_key=is_key))
        return template

    def _told(
        self, token: str, within: list[_Open], depth: int, *, is_key: bool
    ) -> "str | Slot | Json":
        match token[0]:
            case '"' if is_key:
                return self._keyed(token, within[-1])
            case '"':
                return self._string(token, within, depth)
            case "{" | "[":
                self._opens(token, within)
            case "}" | "]":
                within.pop()
                self._beside("[]")  # of nothing: else the first item stands beside the key
            case sign if sign not in ",:" and not sign.isspace():
                return self._plain(token)
        return token

    def _opens(self, token: str, within: list[_Open]) -> None:
        self._opened += 1
        is_array, key = token.startswith("["), self._key
        if not key and within and within[-1].is_array:
            key = within[-1].key
        within.append(_Open(self._opened, key, is_array, is_array and self._key in _NAMES))
        if not is_array:
            self._beside("{", " ")  # one line: `bankAccount: { no: 12345678`

    def _keyed(self, token: str, inside: _Open) -> Slot:
        key = json.loads(token, strict=False)
        self.keys.append((len(self.slots), inside.number))
        inside.is_named |= key in {"name", "key"}
        again = key in _SAYS_NOTHING and inside.key and not inside.is_named
        self._key = key
        return self._slot(key, token, f"\n{inside.key[:_MOST]}: " if again else ": ")

    def _string(self, token: str, within: list[_Open], depth: int) -> "Slot | Json":
        value, self._key = json.loads(token, strict=False), ""
        if depth < _MAX_DEPTH and is_json(value):
            self._add("\n")
            nested = self.read(value, depth + 1)
            nested.token = token
            return nested
        if within and within[-1].is_names:
            self.keys.append((len(self.slots), 0))
        return self._slot(value, token, "\n")

    def _plain(self, token: str) -> "str | Slot":
        """A number, true, false or null."""
        shown = by_value(token)
        if LONG.fullmatch(shown) or (self._key and WHOLE.fullmatch(shown)):
            self._key = ""
            return self._slot(shown, token, "\n")
        self._beside(shown)
        return token

    def _beside(self, shown: str, after: str = "\n") -> None:
        if self._key:
            self._add(shown + after)
        self._key = ""

    def _slot(self, value: str, token: str, after: str) -> Slot:
        self.slots.append((self._length, self._length + len(value)))
        self._add(value + after)
        return Slot(len(self.slots) - 1, token)

    def _add(self, text: str) -> None:
        self.flat.append(text)
        self._length += len(text)
