"""Evaluation texts as the kernel of `contaminated` looks them up (`_overlap`).

A gram that more than 10 texts have is what their template says ("Answer with one letter"), and counts
for no text that has others: GPT-3 left out such n-grams too. Of the texts that share a shingle or a gram
the first 10 are looked at.

Price: 155 MB and 2.5 CPU s for a million tokens of texts, 17 MB of it whatever there is.
"""

from typing import TypeVar

import numpy as np

from etl.dedup import _overlap
from etl.dedup._hashing import I64, U32, U64
from etl.dedup._overlap import Index, Marks, Postings
from etl.dedup._scan import SIZE

MANY = 10  # texts, Brown et al. 2020, appendix C
LEAST = 8 - SIZE + 1  # shingles: 8 tokens, same


Numbers = TypeVar("Numbers", U32, U64)


def marks(index: Index) -> Marks:
    """Room for the kernel to count in."""
    never, texts = np.full(index.size.size, -1, np.int64), index.size.size
    return Marks(
        gram=np.full(index.grams.text.size, -1, np.int64),
        row=never,
        times=np.zeros(texts, np.int64),
        message=never.copy(),
        texts=np.zeros(texts, np.int64),
        others=np.zeros(texts, np.int64),
        shared=np.zeros(texts, np.int64),
    )


def index(shingle: U32, size: I64, longest: int) -> Index:
    """Of texts: their shingles, how many each has, and how many the `longest` gram has."""
    offset = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    text = np.repeat(np.arange(size.size), size)
    whose_set, member = _pairs(text, shingle)
    length = np.where(size < LEAST, size + 1, np.minimum(size, longest))  # of short ones no gram
    many = int((size - length + 1).sum())
    number, whose = np.zeros(many, np.uint64), np.zeros(many, np.int64)
    _overlap.grams(shingle, offset, length, number, whose)
    number, whose = _telling(number, whose)
    table = np.zeros(1 << 24, np.uint8)
    table[shingle >> _overlap.SHIFT] = 1
    listed = _postings(member.astype(np.uint64), whose_set)
    sets = np.bincount(whose_set, minlength=size.size)
    return Index(
        known=table,
        shingles=listed,
        grams=_postings(number, whose),
        lengths=np.unique(length[size >= LEAST]),
        size=np.bincount(whose, minlength=size.size),
        begin=np.searchsorted(whose_set, np.arange(size.size + 1)).astype(np.int64),
        member=member,
        unlisted=sets - np.bincount(listed.text, minlength=size.size),
    )


def _telling(number: U64, text: I64) -> tuple[U64, I64]:
    """Each gram of a text once, without those of many texts where the text has others."""
    text, number = _pairs(text, number)
    _, which, times = np.unique(number, return_inverse=True, return_counts=True)
    rare = times[which] <= MANY
    has = np.bincount(text[rare], minlength=int(text.max(initial=-1)) + 1) > 0
    stays = rare | ~has[text]
    return number[stays], text[stays]


def _pairs(text: I64, number: Numbers) -> tuple[I64, Numbers]:
    """Each pair once, by text, then number."""
    order = np.lexsort((number, text))
    text, number = text[order], number[order]
    stays = np.append(True, (text[1:] != text[:-1]) | (number[1:] != number[:-1]))[: text.size]
    return text[stays], number[stays]


def _postings(number: U64, text: I64) -> Postings:
    """Sorted by number, then text, the first `MANY` texts of each."""
    order = np.lexsort((text, number))
    number, text = number[order], text[order]
    numbers, begin = np.unique(number, return_index=True)
    place = np.arange(number.size) - np.repeat(begin, np.diff(np.append(begin, number.size)))
    first = place < MANY
    starts = np.concatenate(
        [[0], np.cumsum(np.add.reduceat(first.astype(np.int64), begin) if begin.size else [])]
    )
    return Postings(numbers, starts.astype(np.int64), text[first])
