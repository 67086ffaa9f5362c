r"""Which values are worth seeking in other rows than their own, and what they look like there.

What a recognizer found is sought wherever else it stands in the run, in any case, width and grouping, and within
longer tokens (`user_0912345678_log`). Not sought, since it would eat text that is nobody's:

- names, places and organisations, which are words elsewhere; dates, of which there are few; `scrub.deny`, which is
  sought everywhere by itself;
- numbers of fewer than 8 digits or fewer than 3 different ones, and those that may be a day (20260315);
- other values of fewer than 8 characters without marks (a Han character counts twice; an e-mail: 6, a plate: 7) or 4
  different ones; of fewer than 16 those without a digit that are not of three kinds of characters: `happy`.

Values of fewer than 12 characters must stand between other characters than ASCII letters and digits.
"""

import polars as pl
import regex

from etl.scrub._entities import DENIED, NAMES, rank
from etl.scrub.again import digits
from etl.scrub.again.folded import compact, folded, unescaped
from etl.scrub.find.shadow import plain
from etl.scrub.find.shape import END, START
from etl.scrub.replace.echo import CODES, normal

STAYS = (*NAMES, DENIED, "DATE_OF_BIRTH", "DATE_TIME")
_PHONE = "PHONE_NUMBER"
_SHORT, _LONG, _LEAST_MAIL, _LEAST_CODE, _KINDS = 8, 16, 6, 7, 4  # characters
_FREE = 12
_MARKS = r"[\s\p{Pd}\u2212.:()_/]{0,2}"
RAW = {"entity": pl.String, "text": pl.String}
# What kind of key, a form in which it may stand, what it is, and the value.
SOUGHT = {"kind": pl.String, "key": pl.String, **RAW}


def sought(values: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The numbers and the other values that are sought elsewhere: `SOUGHT`, a key once, by key.

    Args:
        values: `RAW`, each once. The key of a `number` is its digits, those of a `phone` its cores, that of a
            `text` its compact form. Of two values with one key the more telling entity stands for both.
    """
    frame = values.filter(~pl.col("entity").is_in(STAYS))
    meant = frame.with_columns(unescaped(frame["text"]).alias("form"))
    both = [frame.with_columns(form="text"), meant.filter(pl.col("form").is_not_null())]
    frame = pl.concat(both)
    frame = frame.with_columns(folded(frame["form"]).alias("folded"))
    is_machine = pl.col("entity") == "IP_ADDRESS"
    number = pl.when(~is_machine).then(digits.number(pl.col("folded")))
    frame = frame.with_columns(digits=number, key=compact(frame["folded"]))
    others = frame.filter(_distinctive()).with_columns(kind=pl.lit("text")).select(SOUGHT.keys())
    return _first(_keys(frame.filter(pl.col("digits").is_not_null()))), _first(others)


def _keys(numbers: pl.DataFrame) -> pl.DataFrame:
    as_it_is = numbers.with_columns(kind=pl.lit("number"), key="digits")
    phones = numbers.filter(pl.col("entity") == _PHONE).with_columns(
        kind=pl.lit("phone"), key=digits.cores(pl.col("digits"))
    )
    phones = phones.explode("key")
    return pl.concat([frame.select(SOUGHT.keys()) for frame in (as_it_is, phones)])


def _distinctive() -> pl.Expr:
    text, key = pl.col("text"), pl.col("key")
    size = key.str.len_chars() + key.str.count_matches(r"\p{Han}")
    kinds = sum(
        text.str.contains(kind).cast(pl.Int8) for kind in (r"\p{Ll}", r"\p{Lu}", r"[^\p{L}\p{N}\s]")
    )
    mail = (pl.col("entity") == "EMAIL_ADDRESS") & (size >= _LEAST_MAIL)
    telling = text.str.contains(r"\p{Nd}") | (kinds == 3) | (size >= _LONG)  # noqa: PLR2004 - all of them
    varied = key.str.split("").list.n_unique() >= _KINDS
    only_digits = pl.col("folded").str.contains(r"^[0-9\s().+/\-]*$") & (
        pl.col("entity") != "IP_ADDRESS"
    )
    code = pl.col("entity").is_in(list(CODES)) & (size >= _LEAST_CODE)
    return ~only_digits & varied & (mail | ((code | (size >= _SHORT)) & telling))


def _first(found: pl.DataFrame) -> pl.DataFrame:
    ranks = {entity: rank(entity) for entity in found["entity"].unique()}
    order = {entity: n for n, entity in enumerate(sorted(ranks, key=lambda e: ranks[e]))}
    by = found.with_columns(
        rank=pl.col("entity").replace_strict(order, default=len(order), return_dtype=pl.UInt32)
    )
    by = by.sort("kind", "key", "rank", "text")
    first = by.unique(["kind", "key"], keep="first", maintain_order=True)
    return first.select(pl.col(name).cast(kind) for name, kind in SOUGHT.items())


def shape(kind: str, key: str, entity: str, text: str) -> str:
    """A pattern of one value."""
    if kind != "text":
        return digits.shape(key, phone=kind == "phone")
    if entity in CODES:
        spelled = _MARKS.join(map(regex.escape, key))
    else:
        spelled = r"\s+".join(map(regex.escape, plain(text).split()))
    return f"(?i:{spelled})" if len(key) >= _FREE else f"(?i:{START}{spelled}{END})"


def identity(entity: str, text: str) -> str:
    """By what two spellings of one value are the same."""
    form = normal(entity, text)
    number = form.removeprefix("+")
    return digits.core(number) if entity == _PHONE and number.isdigit() else form
