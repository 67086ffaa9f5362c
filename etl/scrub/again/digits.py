"""Numbers by their digits, however they are grouped, and phones with and without the code of a country.

    "+886 912-345-678"  ->  886912345678, 912345678        "0912345678"  ->  0912345678, 912345678

A number of a text is every run of up to `_PIECES` groups of digits with at most three marks between; so a number is
found in a longer row of numbers, but never within a longer run of digits.
"""

import polars as pl

from etl.scrub.recognizers._phone_rules import CALLING_CODES

LEAST, MOST = 8, 24  # digits
KINDS = 3  # different digits at least: 00000000 and 10000000 stand everywhere
MARKS = r"[ ().+/\p{Pd}\u2212]{0,3}"  # between the digits of one number
_RUN = r"[0-9](?:[ ().+/\-]{0,3}[0-9]){7,}"
_PIECES = 8
_EXTENSION = r"\s?(?:,?\s?(?:ext\.?|extension|x)|#|分機|分机|转|轉)\s?[0-9]{1,6}$"
_NUMBER = r"^[0-9\s().+/\-]+$"
_DAY = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"
_LONG_CODES = "|".join(code for code in CALLING_CODES if len(code) > 2)  # noqa: PLR2004 - 886
_SHORT_CODES = "|".join(sorted((c for c in CALLING_CODES if len(c) < 3), reverse=True))  # noqa: PLR2004 - 86


def number(folded: pl.Expr) -> pl.Expr:
    """The digits of a value that is a number worth seeking elsewhere, else null: 20260315 may be a day."""
    main = folded.str.replace(_EXTENSION, "")
    digits = main.str.replace_all("[^0-9]", "")
    kinds = digits.str.split("").list.n_unique()
    sound = main.str.contains(_NUMBER) & digits.str.len_bytes().is_between(LEAST, MOST)
    return pl.when(sound & (kinds >= KINDS) & ~digits.str.contains(_DAY)).then(digits)


def cores(digits: pl.Expr) -> pl.Expr:
    """What of a phone's digits may be all that is written elsewhere: as they are, without 0 or the code; a list."""
    bare = digits.str.replace(r"^(?:00|011)", "")
    ways = [
        digits,
        pl.when(digits.str.contains("^0[1-9]")).then(digits.str.slice(1)),
        _behind(bare, _LONG_CODES, LEAST),
        _behind(bare, _SHORT_CODES, LEAST + 1),
    ]
    return pl.concat_list(ways).list.drop_nulls().list.unique()


def _behind(digits: pl.Expr, codes: str, least: int) -> pl.Expr:
    rest = digits.str.replace(f"^(?:{codes})0?", "")
    return pl.when((rest != digits) & (rest.str.len_bytes() >= least)).then(rest)


def core(digits: str) -> str:
    """The shortest of `cores`: by which two spellings of a phone are one."""
    ways = pl.DataFrame({"digits": [digits]}).select(cores(pl.col("digits")))["digits"][0]
    found: list[str] = ways.to_list()
    return min(found, key=lambda way: (len(way), way))


def shape(digits: str, *, phone: bool) -> str:
    """A pattern of a number in any grouping; of a phone with any code before it."""
    spelled = MARKS.join(digits)
    if not phone:
        return rf"(?<!\d)\+?{spelled}(?!\d)"
    code = "|".join(sorted(CALLING_CODES, key=lambda c: (-len(c), c)))
    return rf"(?<!\d)[+(]?(?:(?:(?:00|011){MARKS})?(?:{code}){MARKS})?(?:0{MARKS})?{spelled}(?!\d)"


def windows(folded: pl.Series) -> pl.DataFrame:
    """`place`, `digits`: every number that may stand in these texts, once a text."""
    runs = folded.str.extract_all(_RUN).alias("run").to_frame().with_row_index("place")
    runs = runs.explode("run", empty_as_null=False, keep_nulls=False).with_row_index("row")
    pieces = runs.select("place", "row", piece=pl.col("run").str.extract_all("[0-9]+"))
    pieces = pieces.explode("piece")
    found = [_joined(pieces, count) for count in range(1, _PIECES + 1)]
    return pl.concat(found).unique(maintain_order=True)


def _joined(pieces: pl.DataFrame, count: int) -> pl.DataFrame:
    ahead = (pl.col("piece").shift(-n) for n in range(count))
    same = pl.col("row").shift(1 - count) == pl.col("row")
    joined = pieces.select("place", digits=pl.when(same).then(pl.concat_str(*ahead)))
    return joined.filter(pl.col("digits").str.len_bytes().is_between(LEAST, MOST))
