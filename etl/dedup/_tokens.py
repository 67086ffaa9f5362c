"""What a token is: a run of letters and digits, or a single CJK character; case folded.

One table over all code points says for each character what it is and what it folds to, so that
the kernel in `_shingles` needs no Unicode rules. Folding is simple lower case, and full-width
letters and digits (U+FF01 to U+FF5E) are folded to their usual form. Scripts without spaces that
are not CJK (Thai, Lao, Khmer) make long tokens: they are compared sentence by sentence.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

SCHEME = 3  # of tokens and all keys that are made of them: a state of another one is refused
SINGLE = 1 << 31  # this character is a token by itself
BREAK = 0  # this character ends a token
LAST = 0x323AF  # no letter is assigned behind it: Unicode 15.1, CJK extension H

CJK = (
    (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x303C),
    (0x3041, 0x318F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC), (0x1AFF0, 0x1B16F),
    (0x20000, LAST),
)  # fmt: skip


@cache
def table() -> npt.NDArray[np.uint32]:
    """For each code point BREAK, what it folds to, or itself with the bit SINGLE set; 0.1 s."""
    out = np.zeros(0x110000, np.uint32)
    for low, high in ((0, 0xD7FF), (0xE000, LAST)):
        for code in range(low, high + 1):
            if chr(code).isalnum():
                out[code] = folded(code)
    for low, high in CJK:
        out[low : high + 1] |= np.where(out[low : high + 1] > 0, SINGLE, 0).astype(np.uint32)
    return out


def folded(code: int) -> int:
    """The code point whose character counts as the same as that of `code`."""
    lower = chr(code).lower()
    code = ord(lower) if len(lower) == 1 else code
    return code - 0xFEE0 if 0xFF01 <= code <= 0xFF5E else code  # noqa: PLR2004 - see above
