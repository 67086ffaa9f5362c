import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from etl.dedup._text import MAY_CHANGE, normalised

SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
KNOWN = st.characters(exclude_categories=["Cs", "Cn"])  # of the Unicode version of this Python
TRICKY = st.sampled_from(
    "e\u0301\u0300\u0323 a\u1100\u1161\u11a8\u09c7\u09be\u2126\uf900\ufe0f가각好"
)


def test_ascii_chinese_and_emoji_are_not_normalised_for_nothing():
    texts = pl.Series(["plain text", "你好，世界。", "naïve café", "👍🏽 ok ☎️", "（全角）ＡＢＣ"])
    assert not texts.str.contains(MAY_CHANGE).any()


def test_every_character_that_nfc_could_touch_is_in_the_class():
    points = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
    inside = pl.Series([chr(c) for c in points]).str.contains(MAY_CHANGE).to_list()
    outside = {chr(c) for c, is_in in zip(points, inside, strict=True) if not is_in}
    assert not {c for c in outside if unicodedata.normalize("NFC", c) != c}
    assert not {c for c in outside if unicodedata.combining(c)}
    assert not {second for second in second_halves() if second in outside}


def second_halves():
    """Characters that NFC may join to the one before: of canonical pairs, and Hangul's."""
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            yield chr(int(parts[1], 16))
    yield from map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)])


@given(st.lists(st.none() | st.text(KNOWN | TRICKY, max_size=12), max_size=6))
def test_texts_are_what_unicodedata_makes_of_them(texts):
    expected = [t and unicodedata.normalize("NFC", t).strip(SPACE) for t in texts]
    assert normalised(pl.Series(texts, dtype=pl.String)).to_list() == expected
