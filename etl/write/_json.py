"""JSON text made by expressions over columns.

Three ways to make the openai lines of 50,000 rows of 4.5 KB, one core of a shared machine, MB of
text per CPU second: one json_encode of the nested column 1,060-1,160 (role and content alone, no
checks), fragments a message joined by row 540-740 (all that `openai` does), msgspec over Python
strings 120-170 (no checks). Fragments are taken: the nested way cannot leave a null field out
(`"name": null`), and fragments cost no Python for any row.
"""

from collections.abc import Container, Iterable
from typing import Any

import msgspec
import polars as pl

_LISTS = msgspec.json.Decoder(list[dict[str, Any]])


def text(*fields: str, optional: Iterable[str] = (), raw: Container[str] = ()) -> pl.Expr:
    """The JSON object of columns: all `fields`, then the `optional` ones that are not null.

    The text of a column in `raw` is JSON already.
    """
    whole = pl.struct(fields).struct.json_encode()
    added = [
        pl.concat_str(pl.lit(","), _raw(name) if name in raw else member(name)).fill_null("")
        for name in optional
    ]
    return pl.concat_str(whole.str.strip_suffix("}"), *added, pl.lit("}")) if added else whole


def member(name: str) -> pl.Expr:
    """The member `"name":"value"` of an object; null where the column is."""
    found = pl.struct(name).struct.json_encode().str.strip_prefix("{").str.strip_suffix("}")
    return pl.when(pl.col(name).is_not_null()).then(found)


def _raw(name: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f'"{name}":'), name)


def one_line(texts: pl.Series) -> pl.Series:
    """JSON lists of objects, compact; null where one is empty, "" where a text is no such list.

    Most conversations have none and many share one, so each different text is read once.
    """
    unique = texts.drop_nulls().unique(maintain_order=True)
    if unique.is_empty():
        return texts
    return texts.replace_strict(unique, [_compact(t) for t in unique], return_dtype=pl.String)


def _compact(found: str) -> str | None:
    try:
        items = _LISTS.decode(found)
    except (msgspec.DecodeError, RecursionError):
        return ""
    return msgspec.json.encode(items).decode() if items else None
