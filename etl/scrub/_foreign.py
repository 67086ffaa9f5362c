r"""Which texts of a row are in a language that is not named: judged alone, and all of a row together.

    ["ผมชื่อสมชาย", "ครับ"]                      three letters of a script that no named language has, two of them in a row
    ["Hola, soy Ana", "¿Qué tal?", "Muy bien"]   short messages say together what none says alone
    {"text": "Cher Monsieur, ..."}               values in arguments and definitions of tools, escaped ones as well

A script decides by its letters, wherever in a row they stand. Latin letters decide nothing: there only frequent words
tell a language (`etl.language`), of 20 letters or more together, with signs that a short text has (`is_not_english`).
What passes for English all the same: names, single words, sentences in Latin letters without such a word, what stands
after 2,000 characters of a message, and another language within an English message.

Measured (November 2026, `languages: [en, zh]`): set aside of 17,193 chats in English 5 (`Dolla Van`, `El Alfa ... El
Hombre`, three of them before as well), of 900 in simplified Chinese 3, which quote Japanese, of 7,017 in traditional
Chinese none. 0.18 s for a million characters of short messages.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from etl.language import is_not_english, language_of, scripts_of
from etl.scrub._document import document
from etl.scrub._rows import Texts

LETTERS = 20  # texts with fewer do not tell a language by words
_SHORT = 200  # characters: messages up to here are read together as well
_FOREIGN_LETTERS = 3  # in a row: a name in Hangul or Han
_FILLERS = "[\u115f\u1160\u3164\uffa0]"  # letters of Korean that nobody sees
_ESCAPED = r"\\u[0-9a-fA-F]{4}"
_GREEK = r"\p{Greek}"  # letters of formulas, but for a word
_UNSAID: Final = "und"


class Languages(NamedTuple):
    """What the texts of all rows are written in."""

    names: list[str]  # of each message, "und" where it has too few letters to tell
    rows: list[bool]  # whether a row holds a text in a language that is not named


def languages_of(texts: Texts, named: Sequence[str]) -> Languages:
    """Tell the language of each message by itself, and judge each row by all of its texts together."""
    height = len(texts.bounds)
    rows = [row for row, (start, end) in enumerate(texts.bounds) for _ in range(start, end)]
    nothing = pl.repeat(None, height, dtype=pl.String, eager=True)
    said, name = (pl.Series(texts.columns[f], dtype=pl.String) for f in ("content", "name"))
    called = pl.Series([*texts.columns["tool_calls"], *texts.tools], dtype=pl.String)
    both = pl.DataFrame(
        {
            "row": pl.Series([*rows, *range(height)], dtype=pl.UInt32),
            "said": _read(pl.concat([said, nothing])),
            "called": _read(called),  # what was called, and what could be
            "name": pl.concat([name, nothing]).fill_null(""),
        }
    )
    alone = both.select("row", *_alone(named))
    foreign = alone.group_by("row", maintain_order=True).agg(_together(named)).sort("row")
    return Languages(alone["language"].to_list()[: len(rows)], foreign["foreign"].to_list())


def _alone(named: Sequence[str]) -> list[pl.Expr]:
    said, called = pl.col("said"), pl.col("called")
    texts = pl.concat_str("said", "called", "name", separator="\n")
    return [
        _language(said).alias("language"),
        (_tells(said) & is_not_english(said, named)).alias("odd"),
        (~_language(called).is_in([*named, "en", _UNSAID])).alias("called"),
        pl.when(said.str.len_chars() <= _SHORT).then(said).alias("short"),
        _unnamed(texts, named).alias("letters"),
    ]


def _together(named: Sequence[str]) -> pl.Expr:
    by_itself = _is_foreign(pl.col("language"), pl.col("odd"), named) | pl.col("called")
    short = pl.col("short").str.join("\n")
    odd = _tells(short) & is_not_english(short, named)
    by_letters = pl.col("letters").sum() >= _FOREIGN_LETTERS
    foreign = by_itself.any() | _is_foreign(_language(short), odd, named) | by_letters
    return foreign.alias("foreign")


def _language(text: pl.Expr) -> pl.Expr:
    return pl.when(_tells(text)).then(language_of(text)).otherwise(pl.lit(_UNSAID))


def _is_foreign(language: pl.Expr, odd: pl.Expr, named: Sequence[str]) -> pl.Expr:
    return ~language.is_in([*named, _UNSAID]) | ((language == "en") & odd)


def _tells(text: pl.Expr) -> pl.Expr:
    return text.str.count_matches(r"\p{L}") >= LETTERS


def _unnamed(text: pl.Expr, named: Sequence[str]) -> pl.Expr:
    r"""Letters of scripts that no named language has; 0 where none stands beside another: `¯\_(ツ)_/¯`, `λ`."""
    ours = rf"\p{{Latin}}{_GREEK}\p{{Common}}\p{{Inherited}}{scripts_of(named)}"
    letter = rf"[\p{{L}}&&[^{ours}]]"
    is_word = text.str.contains(letter + "{2}")
    letters = pl.when(is_word).then(text.str.count_matches(letter)).otherwise(0)
    if "el" in named:
        return letters
    greek = text.str.contains(_GREEK + "{3}")
    return letters + pl.when(greek).then(text.str.count_matches(_GREEK)).otherwise(0)


def _read(texts: pl.Series) -> pl.Series:
    """The texts without letters that nobody sees, and with the letters that JSON writes as escapes."""
    texts = texts.fill_null("")
    escaped = texts.str.contains(_ESCAPED).arg_true()
    if len(escaped):
        texts = texts.scatter(escaped, [_unescaped(texts[i]) for i in escaped.to_list()])
    return texts.str.replace_all(_FILLERS, "")


def _unescaped(text: str) -> str:
    try:
        return document(text).flat
    except Exception:  # noqa: BLE001 - its row will be `not_scrubbed`
        return text
