"""Text as dedup compares it: NFC and trimmed, never lower-cased (case carries meaning in code).

Normalising all text costs eight times as much as hashing it, so only texts that hold a character
which NFC could change are normalised: about none in English and Chinese, all in Hindi.
"""

import polars as pl

# What NFC may replace, join to the character before it, or put in another order. Wider than
# needed (all marks but variation selectors, whole blocks of presentation forms), because one
# character too many costs microseconds and one too few makes two texts of one. A test holds it
# against unicodedata. Source: Unicode Standard Annex 15, NFC_Quick_Check and combining classes.
MAY_CHANGE = (
    r"[\p{M}--[\x{FE00}-\x{FE0F}]]|[\x{0374}\x{037E}\x{0387}\x{0958}-\x{095F}\x{09DC}-\x{09DF}"
    r"\x{0A33}-\x{0A5E}\x{0B5C}\x{0B5D}\x{0F43}-\x{0F69}\x{1161}-\x{1175}\x{11A8}-\x{11C2}"
    r"\x{1F71}-\x{1FFF}\x{2000}\x{2001}\x{2126}\x{212A}\x{212B}\x{2329}\x{232A}\x{2ADC}"
    r"\x{F900}-\x{FAFF}\x{FB1D}-\x{FB4E}\x{1D15E}-\x{1D1C0}\x{2F800}-\x{2FA1D}]"
)


def normalised(text: pl.Series) -> pl.Series:
    """NFC and trimmed; null stays null."""
    col = pl.col("text")
    frame = text.alias("text").to_frame()
    wide = frame.with_row_index("at").filter(col.str.len_bytes() != col.str.len_chars())
    doubtful = wide.filter(col.str.contains(MAY_CHANGE))
    if doubtful.height:
        mended = doubtful["text"].str.normalize("NFC")
        frame = pl.DataFrame([frame["text"].scatter(doubtful["at"], mended)])
    return frame["text"].str.strip_chars()
