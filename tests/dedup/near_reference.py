"""The slow truth for `near`: tokens, shingles and similarity as plain Python sets."""

import unicodedata
from itertools import combinations

import polars as pl

SINGLE = (
    "CJK UNIFIED", "CJK COMPAT", "CJK RADICAL", "KANGXI", "HIRAGANA", "KATAKANA", "HANGUL",
    "BOPOMOFO", "HALFWIDTH KATAKANA", "HALFWIDTH HANGUL", "IDEOGRAPHIC", "HENTAIGANA", "HANGZHOU",
    "VERTICAL KANA", "VERTICAL IDEOGRAPHIC", "MASU",
)  # fmt: skip


def is_single(char):
    return char.isalpha() and unicodedata.name(char, "").startswith(SINGLE)


def fold(char):
    lower = char.lower() if len(char.lower()) == 1 else char
    return unicodedata.normalize("NFKC", lower) if "！" <= lower <= "～" else lower


def tokens(text):
    words = []
    inside = False
    for char in text:
        if not char.isalnum():
            inside = False
        elif is_single(char):
            words.append(fold(char))
            inside = False
        else:
            words[-1:] = [words[-1] + fold(char)] if inside else [*words[-1:], fold(char)]
            inside = True
    return words


def shingles(text):
    words = tokens(text)
    if not words:
        plain = pl.Series([text]).str.strip_chars().item()  # U+001C to U+001F are space to Python
        return {("plain", plain)} if plain else set()
    if len(words) < 5:
        return {tuple(words)}
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def similarity(one, other):
    """Jaccard of two conversations from the message on in which they part, or of their ends."""
    one, other = ([t for t in turns if t[0] != "system"] for turns in (one, other))
    if one and one == other:
        return 1.0
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    whole = jaccard(*(spoken(turns) for turns in (one, other)))
    ends = tuple(spoken(turns[-1:]) for turns in (one, other))
    return min(whole, jaccard(*ends)) if any(ends) else whole


def spoken(turns):
    return set().union(*(shingles(t) for role, t in turns if role in {"user", "assistant"}))


def jaccard(a, b):
    return len(a & b) / len(a | b) if a | b else 0.0


def clusters(conversations, threshold):
    """Row -> the first row of its connected component."""
    label = list(range(len(conversations)))
    for i, j in combinations(range(len(conversations)), 2):
        if similarity(conversations[i], conversations[j]) >= threshold:
            old, new = max(label[i], label[j]), min(label[i], label[j])
            label = [new if x == old else x for x in label]
    return label
