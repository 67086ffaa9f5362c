"""Which documents are duplicates by the definition: all pairs, exactly, without signatures.

Shingles are those of the slow reference of the tests (`near_reference`), as plain Python tuples. A
pair of similarity t or more shares one of the rarest `(1 - t) n + 1` shingles of each (prefix
filter: Chaudhuri, Ganti, Kaushik 2006), so only such pairs are counted out. 22 CPU s for 20,000
generated documents of 1.2 kB.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "dedup"))

from near_reference import shingles

Numbered = list[tuple[int, ...]]


def numbered(texts: list[str]) -> Numbered:
    """The shingles of each text as numbers, the rarest first."""
    sets = [shingles(text) for text in texts]
    often = Counter(shingle for one in sets for shingle in one)
    rank = {shingle: n for n, (shingle, _) in enumerate(reversed(often.most_common()))}
    return [tuple(sorted(rank[shingle] for shingle in one)) for one in sets]


def pairs(sets: Numbered, threshold: float) -> Iterator[tuple[int, int]]:
    """All pairs of at least that similarity, the earlier first."""
    holders: dict[int, list[int]] = defaultdict(list)
    whole = [frozenset(one) for one in sets]
    for number, one in enumerate(sets):
        met = set()
        for shingle in one[: int((1 - threshold) * len(one) + 1e-9) + 1]:
            met.update(holders[shingle])
            holders[shingle].append(number)
        for other in met:
            both = len(whole[number] & whole[other])
            if both >= threshold * (len(one) + len(sets[other]) - both):
                yield other, number


def gone(texts: list[str], threshold: float) -> set[int]:
    """Documents that are not the first of their connected component."""
    first = list(range(len(texts)))

    def root(n: int) -> int:
        while first[n] != n:
            first[n] = first[first[n]]
            n = first[n]
        return n

    for one, other in pairs(numbered(texts), threshold):
        a, b = root(one), root(other)
        first[max(a, b)] = min(a, b)
    return {n for n in range(len(texts)) if root(n) != n}
