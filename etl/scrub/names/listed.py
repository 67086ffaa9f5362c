"""Names of a list of which the model found the others: 加藤清正、福島正則、石田三成、淺野幸長.

Beside two that it found, another item of 2 to 5 Han characters is a name too, where those found are at least two in
five and one of them is as long; of up to 3 characters it must begin with a surname. So 三國志 stays beside
曹操、劉備; a word of 4 characters beside two names of 4 goes.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from etl.scrub.names.artifacts import Name
from etl.scrub.names.not_names import NO_NAME, NO_PERSON
from etl.scrub.recognizers.person_title import SURNAMES

_LIST = regex.compile(
    r"\p{Han}{2,20}+(?:、\p{Han}{2,5})+、\p{Han}{2,5}?(?=$|[^\p{Han}\p{L}]|等|和|與|与|及)"
)
_ITEM = regex.compile(r"\p{Han}+")
_FOUND, _SHARE = 2, 0.4
_CHINESE = 3  # characters of a Chinese name at most


def others(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The names that stand in one list with two that were found."""
    persons = {(name.start, name.end) for name in names if name.entity == "PERSON"}
    if len(persons) < _FOUND or "、" not in text:
        return
    taken = sorted((name.start, name.end) for name in names)
    by_end = {end: (start, end) for start, end in persons}
    for found in _LIST.finditer(text):
        items = [item.span() for item in _ITEM.finditer(text, found.start(), found.end())]
        items[0] = by_end.get(items[0][1], items[0])  # 有王小明、李美華
        known = [item for item in items if item in persons]
        if len(known) < max(_FOUND, _SHARE * len(items)):
            continue
        sizes = {end - start for start, end in known}
        for start, end in items:
            before = bisect_left(taken, (end, end)) - 1  # the last that begins before the item ends
            free = before < 0 or taken[before][1] <= start
            if free and end - start in sizes and _may_be_one(text[start:end]):
                yield Name(start, end, "PERSON")


def _may_be_one(value: str) -> bool:
    has_surname = len(value) > _CHINESE or value[0] in SURNAMES
    return has_surname and value not in NO_PERSON and value not in NO_NAME
