"""What proves itself wherever it stands: cards, numbers of people, accounts, makers' keys, e-mail.

The recognizers by checksum and mark of `recognizers/`, run once more on what was written: replacing a value may uncover
another, and no other text may bring one in. Their screens go first, for all texts at once.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import polars as pl

from etl.scrub.find.shadow import shadow
from etl.scrub.find.spans import Span, Zone
from etl.scrub.find.windows import pieces

FILES = (
    "credit_card", "iban_code", "tw_id", "cn_id", "hk_id", "jp_my_number", "crypto", "secret",
    "secret_key_block", "email_address",
)  # fmt: skip


# Narrower than theirs: what only a word announces need not prove itself here. By entity.
_SCREENS = {
    "TW_ID": "[A-Za-z][ -]?[0-9A-Da-d][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}",
    "IBAN_CODE": "[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11}",
}
_SHORTEST = 6  # characters of any of them


@cache
def _recognizers(entities: tuple[str, ...]) -> tuple[Any, ...]:
    from etl.scrub import RECOGNIZERS  # noqa: PLC0415 - the front page finds them, and imports this file

    parts = (RECOGNIZERS[name] for name in FILES)
    return tuple(part.Recognizer("en") for part in parts if part.ENTITY in entities)


def may_hold(text: pl.Expr, entities: tuple[str, ...]) -> pl.Expr:
    """Whether a text may hold one of these entities."""
    screens = {_SCREENS.get(part.ENTITY, part.SCREEN) for part in _recognizers(entities)}
    words = [word for screen in screens if isinstance(screen, tuple) for word in screen]
    told = [text.str.contains(screen) for screen in sorted(screens - {*filter(_is_words, screens)})]
    if words:
        told.append(text.str.to_lowercase().str.contains_any(sorted(words)))
    return pl.any_horizontal(pl.lit(value=False), *told)


def proven(text: str, slots: Iterable[Zone], entities: tuple[str, ...]) -> Iterator[Span]:
    """Where one stands within one of the slots of a text: never across two of them."""
    for start, end in slots:
        inner = text[start:end]
        for part in _recognizers(entities) if len(inner) >= _SHORTEST else ():
            for found in part.analyze(inner, []):
                yield Span(start + found.start, start + found.end, part.ENTITY)
        yield from _in_shadow(inner, start, entities) if len(inner) >= _SHORTEST else ()


def _in_shadow(inner: str, at: int, entities: tuple[str, ...]) -> Iterator[Span]:
    """What is seen only where escapes and the like are undone."""
    for start, end in pieces(inner):
        if seen := shadow(inner[start:end]):
            for part in _recognizers(entities):
                for found in part.analyze(seen.text, []):
                    first, last = seen.original(found.start, found.end)
                    yield Span(at + start + first, at + start + last, part.ENTITY)


def _is_words(screen: str | tuple[str, ...]) -> bool:
    return isinstance(screen, tuple)
