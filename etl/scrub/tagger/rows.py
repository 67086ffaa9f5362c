"""The embedding tables that a token has a row of, and the bits it may have.

| slot | Latin word | Han character (all simplified but `form`) |
|---|---|---|
| word | lower case, digits as 0 | character |
| form | first three characters | the character as written |
| left, right | last three, last four | bigram to the left, to the right |
| shape | `Xxxx`, `dd` | one for all |
| class | Brown class as written | the word that it lies in |
| part | Brown class of lower case | place in that word (B, M, E, S) and class of it |
| rank | frequency, share of capitals, case here | frequency of that word |

Bits: listed Chinese words that begin, go on or end here, by class; surnames; gazetteers, of one word and of phrases.
"""

import re
from zlib import crc32

TABLES = {"word": 40000, "pre": 6000, "bi": 70000, "shape": 1200, "seg": 36000}
TABLES |= {"segtag": 1500, "freq": 1200}
SLOTS = ("word", "pre", "bi", "bi", "shape", "seg", "segtag", "freq")
SURNAME, LATIN, PHRASE, BITS = 36, 38, 47, 56  # where each kind of bit begins, and their number
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def row(text: str, slot: int) -> int:
    """Hash a text into the table of a slot; row 0 is for none, row 1 for what is not listed."""
    return crc32(text.encode("utf-8", "surrogatepass")) % (TABLES[SLOTS[slot]] - 1) + 1
