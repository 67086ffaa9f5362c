"""What was read of a settings file."""

from dataclasses import dataclass, field
from typing import Any

Key = tuple[str | int, ...]


@dataclass
class Settings:
    """Plain values, where each stands as `file:line:column` (1-based), and which came from outside.

    `faults` are what is wrong so far, as (place, what): all are reported at once.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    secret: set[Key] = field(default_factory=set)  # filled from the environment: masked when shown
    filled: set[str] = field(default_factory=set)  # the texts of the environment themselves
    faults: list[tuple[str, str]] = field(default_factory=list)

    def masked(self, text: str) -> str:
        """`text` without what came from the environment."""
        for found in sorted(self.filled, key=len, reverse=True):
            text = text.replace(found, "***")
        return text

    def place(self, key: Key) -> str:
        """Where `key` stands, or the nearest thing above it that does."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, f"{self.name}:1:1")

    def blame(self, key: Key, what: str) -> None:
        """Note what is wrong with the value of `key`."""
        named = f"{'.'.join(map(str, key))}: {what}" if key else what
        self.faults.append((self.place(key), named))
