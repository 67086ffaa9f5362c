"""What a text is made of: something to see, and how much one of its characters says."""

import polars as pl

VISIBLE = r"[^\s\p{Cf}]"  # neither space nor a format character such as U+200B or U+FEFF

_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_SHARE = 0.3  # of all characters: a Chinese text with some Latin names and digits is Chinese


def limit(text: pl.Expr, chars: int, chars_cjk: int) -> pl.Expr:
    """Give `chars`, or `chars_cjk` where at least three characters in ten of `text` are CJK."""
    dense = text.str.count_matches(_CJK) >= _SHARE * text.str.len_chars().clip(lower_bound=1)
    return pl.when(dense).then(pl.lit(chars_cjk)).otherwise(pl.lit(chars))
