"""A day that is another one, written in the same way; years of birth between 1950 and 2004."""

import regex

from etl.scrub.surrogates._draw import Draw, narrow, wide

ENTITIES = ("DATE_OF_BIRTH", "DATE_TIME")
EXAMPLES = {
    ("DATE_OF_BIRTH", "May 4, 1990"): r"[A-Z][a-z]{2,8} \d, (19|20)\d\d",
    ("DATE_OF_BIRTH", "1990-05-04"): r"(19|20)\d\d-(0[1-9]|1[0-2])-([01]\d|2[0-8])",
    ("DATE_OF_BIRTH", "民國79年5月4日"): r"民國[4-9]\d年[1-9]月[1-9]日",
    ("DATE_OF_BIRTH", "19900504"): r"(19|20)\d{6}",
}
_NAMES = "January February March April May June July August September October November December"
_MONTHS = tuple(_NAMES.split())
_TOKEN = regex.compile(r"[0-9０-９]+|\p{Latin}{3,9}")
_BARE = 8  # digits of a date without marks
_MONTH, _DAY = 12, 28


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - both are days
    """Each number by one that may stand in its place, each month by a month."""
    return str(_TOKEN.sub(lambda found: _token(found.group(), draw), value))


def _token(old: str, draw: Draw) -> str:
    if old[0].isalpha():
        return _month(old, draw)
    if len(old) == _BARE:
        return "".join(_token(part, draw) for part in (old[:4], old[4:6], old[6:]))
    new = f"{_number(''.join(map(narrow, old)), draw):0{len(old)}}"
    return "".join(wide(c, old[0]) for c in new)


def _number(old: str, draw: Draw) -> int:
    if len(old) > 2:  # noqa: PLR2004 - a year
        return 1950 + draw.below(55) if len(old) > 3 else 100 + draw.below(10)  # noqa: PLR2004 - of the Republic
    number = int(old)
    if number > 31:  # noqa: PLR2004 - a year in short
        return 40 + draw.below(60)
    low, high = (
        (1, 9) if len(old) == 1 else (1 if old[0] == "0" else 10, 9 if old[0] == "0" else _MONTH)
    )
    return (
        _MONTH + 1 + draw.below(_DAY - _MONTH)
        if number > _MONTH
        else low + draw.below(high - low + 1)
    )


def _month(old: str, draw: Draw) -> str:
    full = next((name for name in _MONTHS if name.lower().startswith(old.lower()[:3])), None)
    if full is None:
        return old
    new = draw.choice([name for name in _MONTHS if name != full])
    new = new if len(old) == len(full) and full != "May" else new[:3]
    return new.upper() if old.isupper() else new if old[0].isupper() else new.lower()
