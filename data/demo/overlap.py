"""How much two conversations share: Jaccard over shingles of five tokens, as the contract defines it.

A token is a run of letters and digits or one Chinese character. A text shorter than a shingle is
one shingle of itself. Written apart from the product on purpose: the truth must not depend on it.
"""

import re
from collections import Counter

TOKEN = re.compile(r"[一-鿿]|[^\W_一-鿿]+")
SIZE = 5


def shingles(texts: list[str]) -> set[str]:
    """The shingles of all texts, none across two texts."""
    found: set[str] = set()
    for text in texts:
        tokens = TOKEN.findall(text.casefold())
        found.update(" ".join(tokens[i : i + SIZE]) for i in range(max(1, len(tokens) - SIZE + 1)))
    return found


def jaccard(one: list[str], other: list[str]) -> float:
    """Shared shingles by all shingles, 0 to 1."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


class Seen:
    """All conversations so far; says whether another one is unlike each of them."""

    def __init__(self, limit: float = 0.42) -> None:
        self.limit = limit
        self.sizes: list[int] = []
        self.holders: dict[str, list[int]] = {}

    def take(self, texts: list[str]) -> bool:
        """Add the conversation unless it is too much like an earlier one."""
        new = shingles(texts)
        shared = Counter(who for one in new for who in self.holders.get(one, ()))
        if any(n / (len(new) + self.sizes[w] - n) > self.limit for w, n in shared.items()):
            return False
        for one in new:
            self.holders.setdefault(one, []).append(len(self.sizes))
        self.sizes.append(len(new))
        return True
