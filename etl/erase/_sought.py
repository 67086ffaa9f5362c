"""Who is to be erased, and the rows in which they stand.

A person is known by user ids, which become the keyed hashes that `adapt` made of them, and by
values (a phone number, an e-mail), found in two ways: by the keyed hashes of what `scrub` replaced,
in `audit/values`, and by their own text where `scrub` missed it.
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import regex

from etl import dataset, scrub
from etl.adapt import user_key
from etl.erase._spellings import spellings
from etl.errors import ConfigError

_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_LEAST, _LEAST_CJK = 5, 2  # characters; shorter texts stand in everybody's conversations


@dataclass(frozen=True)
class Sought:
    """Who is looked for; nothing of it is ever shown.

    Attributes:
        users: keyed hashes of user ids.
        values: keyed hashes under which values may stand in `audit/values`.
        texts: the values in every spelling of JSON, looked for as they are.
        folded: the same of e-mail addresses, in small letters: case does not count in them.
    """

    users: frozenset[str] = field(repr=False)
    values: frozenset[str] = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    folded: tuple[str, ...] = field(repr=False)


def sought(ids: list[str], values: list[str], key: bytes) -> Sought:
    """The hashes and spellings of what was given.

    Raises:
        ConfigError: a value is too short to be looked for.
    """
    short = [n for n, value in enumerate(values, 1) if len(value) < _least(value)]
    if short:
        raise ConfigError("\n".join(
            f"values file: value {n} is too short, it would be found in anybody's text; "
            f"give {_LEAST} characters or more, {_LEAST_CJK} in Chinese, Japanese or Korean"
            for n in short
        ))  # fmt: skip
    return Sought(
        users=frozenset(filter(None, (user_key(raw, key) for raw in ids))),
        values=frozenset().union(*(scrub.value_keys(value, key) for value in values)),
        texts=spellings(value for value in values if "@" not in value),
        folded=spellings(value.lower() for value in values if "@" in value),
    )


def lines(path: Path | None) -> list[str]:
    """The lines of a file that a person gave, without blank ones; each once, in order.

    Raises:
        ConfigError: it cannot be read, or holds nothing.
    """
    if path is None:
        return []
    try:
        found = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeError):
        raise ConfigError(f"{path.name}: cannot be read; give a text file in UTF-8") from None
    if not any(found):
        raise ConfigError(f"{path.name}: holds nothing; give one id or value a line")
    return list(dict.fromkeys(line for line in found if line))


def rows(run: Path, who: Sought) -> pl.DataFrame:
    """`record_id`, `user_key` of the kept rows of a run that are theirs."""
    audited = sorted((run / "audit" / "values").glob("*.parquet"))
    values = pl.LazyFrame(schema={"record_id": pl.String, "value": pl.String})
    if audited:
        values = pl.scan_parquet(audited, glob=False)
    told = values.filter(pl.col("value").is_in(list(who.values))).select("record_id").unique()
    told = told.with_columns(told=pl.lit(value=True))
    kept = dataset.of_run(run).join(told, on="record_id", how="left", maintain_order="left")
    theirs = pl.col("user_key").is_in(list(who.users)) | pl.col("told") | holds(_texts(), who)
    return kept.filter(theirs.fill_null(value=False)).select("record_id", "user_key").collect()


def holds(text: pl.Expr, who: Sought) -> pl.Expr:
    """Whether a text holds one of their values; null for null."""
    found = pl.lit(value=False)
    if who.texts:
        found |= text.str.contains_any(list(who.texts))
    if who.folded:
        # Folding by Polars' own option is 85 times slower (2.1; etl's notes on the engine).
        found |= text.str.to_lowercase().str.contains_any(list(who.folded))
    return found


def _texts() -> pl.Expr:
    """All texts of a row as one."""
    texts = ("content", "name", "tool_calls", "tool_call_id")
    of_message = pl.concat_str(
        [pl.element().struct.field(name) for name in texts], separator="\n", ignore_nulls=True
    )
    said = pl.col("messages").list.eval(of_message).list.join("\n")
    return pl.concat_str([said, pl.col("tools")], separator="\n", ignore_nulls=True)


def _least(value: str) -> int:
    return _LEAST_CJK if _CJK.search(value) else _LEAST
