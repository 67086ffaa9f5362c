"""What a person wrote beside the texts: checked whole, every fault told by the ids of its texts."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from etl.errors import ConfigError, hint

UNNAMED = "unnamed"
MOST = 1000  # values in one text: more is a slip
_KIND = re.compile(r"([A-Za-z_]+)\s*[x×:=]?\s*(\d{1,4})?")
_SHOWN = 5  # ids in a message


class Label(NamedTuple):
    """What is wrong with one text: how many values were missed, of which kind; wrong placeholders."""

    missed: int
    kinds: Mapping[str, int]
    wrong: int


class _LabelError(ValueError):
    """What is wrong with a label, without a word of what a person wrote."""


def labels(
    rows: Iterable[Mapping[str, str]], ids: Collection[str], kinds: Mapping[str, str], file: str
) -> dict[str, Label]:
    """Text id -> its label.

    Args:
        rows: of the file: `id`, `missed`, `entity`, `wrong`.
        ids: of the texts of the sample.
        kinds: how a kind may be written -> its entity.
        file: its name.

    Raises:
        ConfigError: texts are not labelled yet, or a label cannot be used; every fault at once.
    """
    found: dict[str, Label] = {}
    faults: dict[str, list[str]] = {}
    open_: list[str] = []
    for row in rows:
        name = row.get("id", "")
        if name not in ids or name in found:
            what = "stands there twice" if name in found else "is no text of this sample"
            faults.setdefault(what, []).append(name if name in ids else "?")
        elif not row.get("missed"):
            open_.append(name)
        else:
            try:
                found[name] = _label(row, kinds)
            except _LabelError as fault:
                faults.setdefault(str(fault), []).append(name)
                found[name] = Label(0, {}, 0)
    gone = [name for name in ids if name not in found and name not in open_]
    told = list(_told(file, open_, gone, faults, len(ids)))
    if told:
        raise ConfigError("\n".join(told))
    return found


def _told(
    file: str, open_: list[str], gone: list[str], faults: Mapping[str, list[str]], whole: int
) -> Iterator[str]:
    if open_:
        what = "are not labelled yet; write into `missed` how many values are left, 0 for none"
        yield f"{file}: {len(open_):,} of {whole:,} texts {what}: {_some(open_)}"
    if gone:
        yield f"{file}: {len(gone):,} of {whole:,} texts are gone; take them from the file as drawn: {_some(gone)}"
    for what, names in faults.items():
        yield f"{file}: {_some(names)}: {what}"


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _label(row: Mapping[str, str], kinds: Mapping[str, str]) -> Label:
    missed = _number(row["missed"], "missed")
    named = _kinds(row.get("entity", ""), missed, kinds)
    return Label(missed, named, _number(row.get("wrong") or "0", "wrong"))


def _number(text: str, column: str) -> int:
    whole = text.removesuffix(".0").removesuffix(",0")  # as some spreadsheets write a number
    if not (re.fullmatch(r"[0-9]{1,4}", whole) and int(whole) <= MOST):
        raise _LabelError(f"{column}: no number from 0 to {MOST:,}; write how many")
    return int(whole)


def _kinds(text: str, missed: int, kinds: Mapping[str, str]) -> dict[str, int]:
    """Entity -> how many of it: `PERSON`, `PERSON 2, EMAIL_ADDRESS`, or nothing."""
    parts = [part.strip() for part in re.split(r"[,;/\n]", text) if part.strip()]
    if not parts or not missed:
        if parts:
            raise _LabelError("entity: names what was missed, but `missed` is 0; mend one of them")
        return {UNNAMED: missed} if missed else {}
    found: dict[str, int] = {}
    for part in parts:
        kind = _KIND.fullmatch(part)
        entity = _entity(kind[1], kinds) if kind else None
        if kind is None or entity is None:
            raise _LabelError("entity: no kind and number; write as in: PERSON, EMAIL_ADDRESS 2")
        count = int(kind[2]) if kind[2] else missed if len(parts) == 1 else 1
        found[entity] = found.get(entity, 0) + count
    if sum(found.values()) != missed:
        raise _LabelError("entity: the numbers of its kinds do not add up to `missed`")
    return found


def _entity(word: str, kinds: Mapping[str, str]) -> str:
    if (entity := kinds.get(word.upper())) is None:
        raise _LabelError(f"entity: an unknown kind; {hint(word.upper()[:40], kinds)}")
    return entity
