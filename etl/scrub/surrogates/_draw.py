"""Draw from a key: the same for a value each time, and telling nothing of it to who has no key."""

import hashlib
import hmac
import string
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
_WIDE = 0xFEE0  # from ASCII to its full-width form


class Draw:
    """Numbers from HMAC-SHA256(key, entity, value, attempt), as many as are asked for."""

    def __init__(self, key: bytes, entity: str, form: str, attempt: int = 0) -> None:
        """`form` is the value as it is compared; `attempt` counts draws that could not be taken."""
        told = f"surrogate\0{entity}\0{form}\0{attempt}".encode()
        self._seed, self._drawn = hmac.digest(key, told, hashlib.sha256), 0

    def below(self, number: int) -> int:
        """A number from 0 to `number` - 1."""
        self._drawn += 1
        block = hmac.digest(self._seed, self._drawn.to_bytes(4, "big"), hashlib.sha256)
        return int.from_bytes(block[:8], "big") % number

    def choice(self, items: Sequence[Item]) -> Item:
        """One of several."""
        return items[self.below(len(items))]

    def digits(self, count: int) -> list[int]:
        """As many digits."""
        return [self.below(10) for _ in range(count)]

    def like(self, text: str) -> str:
        """Other letters and digits of the same kind and width; all else stays."""
        return "".join(map(self._like, text))

    def _like(self, character: str) -> str:
        plain = narrow(character)
        kind = next((kind for kind in _KINDS if plain in kind), "")
        return wide(self.choice(kind), character) if kind else character


def narrow(character: str) -> str:
    """A full-width letter, digit or mark as its ASCII form; others as they are."""
    return chr(ord(character) - _WIDE) if "\uff01" <= character <= "\uff5e" else character


def wide(new: str, old: str) -> str:
    """`new` in the width of `old`."""
    return chr(ord(new) + _WIDE) if "\uff01" <= old <= "\uff5e" else new


def digits_of(value: str) -> list[int]:
    """The digits of a value, of either width."""
    return [int(character) for character in map(narrow, value) if "0" <= character <= "9"]


def poured(value: str, digits: Sequence[int]) -> str:
    """The value with these digits in place of its own, each in its width; it needs as many."""
    left = iter(digits)
    return "".join(
        wide(str(next(left)), character) if "0" <= narrow(character) <= "9" else character
        for character in value
    )
