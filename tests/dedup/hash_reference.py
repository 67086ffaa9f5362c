"""The slow truth for the kernels of `_words` and `_scan`: hashes of tokens and shingles in plain Python."""

from near_reference import is_single, tokens

MASK = 2**64 - 1
BASE, BASE_2 = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F


def grown(word, piece):
    word = (word ^ piece) * BASE & MASK
    return word ^ word >> 32


def token_hash(word):
    """Eight bytes at a time; a single character by its number and the mark of such."""
    data = word.encode()
    pieces = [data[at : at + 8] for at in range(0, len(data), 8)]
    numbers = [int.from_bytes(piece, "little") for piece in pieces]
    if is_single(word[0]):
        numbers = [(ord(word) | 1 << 31) << 32]
    whole = 0
    for number in numbers:
        whole = grown(whole, number)
    whole = whole * BASE_2 & MASK
    return whole ^ whole >> 32


def mix(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def shingle_hashes(text):
    """In order, as often as they come; of a text with at least one token."""
    hashes = [token_hash(word) for word in tokens(text)]
    sums = [
        sum(hashes[at + n] * BASE ** (4 - n) for n in range(5)) & MASK
        for at in range(len(hashes) - 4)
    ]
    if sums:
        return [one >> 32 for one in sums]
    whole = sum(one * BASE ** (len(hashes) - 1 - n) for n, one in enumerate(hashes)) & MASK
    return [mix(whole ^ (0x5851F42D4C957F2D + len(hashes))) >> 32]
