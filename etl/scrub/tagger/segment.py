"""Cut a run of simplified Chinese characters into listed words, the likeliest way (a unigram Viterbi, like jieba)."""

from etl.scrub.tagger.knowledge import CLASSES, Knowledge

UNKNOWN = 358  # cost of a character that is no listed word: of a word counted once


def words(run: str, known: Knowledge) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """Give [start, end) of the words of the best cut, and (start, end, class) of every listed word of two or more."""
    size = len(run)
    best, ends = [0] * (size + 1), [0] * size
    listed = list[tuple[int, int, int]]()
    for start in range(size - 1, -1, -1):
        single = known.chinese.get(run[start])
        least = best[start + 1] + (UNKNOWN if single is None else single // CLASSES)
        end = start + 1
        last = min(size, start + known.longest.get(run[start : start + 2], 0))
        for stop in range(start + 2, last + 1):
            entry = known.chinese.get(run[start:stop])
            if entry is not None:
                cost, kind = divmod(entry, CLASSES)
                listed.append((start, stop, kind))
                if best[stop] + cost < least:
                    least, end = best[stop] + cost, stop
        best[start], ends[start] = least, end
    return _followed(ends), listed


def _followed(ends: list[int]) -> list[tuple[int, int]]:
    found, at = list[tuple[int, int]](), 0
    while at < len(ends):
        found.append((at, ends[at]))
        at = ends[at]
    return found
