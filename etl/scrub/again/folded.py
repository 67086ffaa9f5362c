r"""Texts as they are looked through by the thousand: without case, width, hidden characters and marks between.

    folded    "ＭＥＩ\u200b@chen.example"  ->  "mei@chen.example"
    compact   "gb82 west-1234"  ->  "gb82west1234"

Values and texts go through the same expressions, so that what is a value in any of these forms has its characters in
them. They say where it may stand; `elsewhere` looks whether it does. Price, one core: 100 MB of text a CPU second for
each; NFKC 80 MB, only for texts that it may change.
"""

import polars as pl

from etl.scrub.find.shadow import shadow

# All but ASCII, Han, kana, hangul and what NFKC leaves of their marks.
_ODD = r"[^\x00-\x7f\u3001\u3002\u300c-\u300f\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3]"
_HIDDEN = r"[\p{Cf}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]"
_DASH = r"[\p{Pd}\u2212]"  # and the sign for minus
_BROKEN = r"\\+(?:u[0-9A-Fa-f]{4}|[nrtbf])"  # what JSON writes for a control character
_ESCAPED = (
    r"%[0-9A-Fa-f]{2}|&(?:#|commat|period|lowbar|colon|sol|quot|apos|equals|nbsp)"
    r"|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\[[.@]\]"
)
_MARKS = r'[\s\-.:()_/\\"]+'


def unescaped(texts: pl.Series) -> pl.Series:
    """What the texts with escapes (`%40`) stand for, else null; rare, and no expression unescapes."""
    frame = texts.alias("text").to_frame().with_row_index("place")
    some = frame.filter(pl.col("text").str.contains(_ESCAPED))
    plain = [seen.text if (seen := shadow(text)) else None for text in some["text"]]
    found = some.select("place", plain=pl.Series(plain, dtype=pl.String))
    return frame.join(found, on="place", how="left", maintain_order="left")["plain"]


def folded(texts: pl.Series) -> pl.Series:
    """Each text in one form."""
    frame = texts.alias("text").to_frame().with_row_index("place")
    text = pl.col("text")
    broken = frame.filter(text.str.contains("\\", literal=True))
    frame = _put(frame, broken.with_columns(text.str.replace_all(_BROKEN, " ")))
    odd = frame.filter(text.str.contains(_ODD))
    plain = text.str.normalize("NFKC").str.replace_all(_HIDDEN, "").str.replace_all(_DASH, "-")
    return _put(frame, odd.with_columns(plain))["text"].str.to_lowercase()


def compact(folded: pl.Series) -> pl.Series:
    """Folded texts without space and without the marks that stand between letters and digits."""
    return folded.str.replace_all(_MARKS, "")


def _put(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `rows` in the places of its own."""
    if rows.is_empty():
        return frame
    rest = frame.join(rows, on="place", how="anti", maintain_order="left")
    return pl.concat([rest, rows]).sort("place")
