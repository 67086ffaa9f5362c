"""Numbers of people with a wrong check digit; those without one (US) of a range that is never given."""

from collections.abc import Callable
from datetime import date, timedelta

from etl.scrub.surrogates._draw import Draw, narrow, poured, wide

ENTITIES = ("TW_ID", "CN_ID", "HK_ID", "JP_MY_NUMBER", "US_SSN")
EXAMPLES = {
    ("TW_ID", "A123456789"): r"[A-Z][12]\d{8}",
    ("TW_ID", "0000 1234 5678"): r"\d{4} \d{4} \d{4}",
    ("CN_ID", "11010519491231002X"): r"\d{6}(19|20)\d{9}[\dX]",
    ("HK_ID", "G123456(A)"): r"[A-Z]\d{6}\([\dA]\)",
    ("JP_MY_NUMBER", "1234-5678-9018"): r"\d{4}-\d{4}-\d{4}",
    ("US_SSN", "536-90-4399"): r"9\d\d-[0-4]\d-\d{4}",
}
_FIRST = date(1950, 1, 1)
_DAYS = 20_000
_OLD = 15  # digits of a Chinese number before 1999


def surrogate(entity: str, value: str, draw: Draw) -> str | None:
    """Another number in the same format."""
    plain = "".join(c for c in map(narrow, value) if c.isalnum())
    new = _MAKERS[entity](plain, draw)
    if new is None or len(new) != len(plain):
        return None
    left = iter(new)
    return "".join(wide(next(left), c) if narrow(c).isalnum() else c for c in value)


def _taiwan(old: str, draw: Draw) -> str | None:
    from etl.scrub.recognizers.tw_id import Recognizer  # noqa: PLC0415 - recognizers import Presidio

    if old.isdigit():
        return poured(old, draw.digits(len(old)))
    new = draw.like(old[0]) + old[1] + draw.like(old[2:])
    return _unlike(new, Recognizer("en").valid)


def _china(old: str, draw: Draw) -> str | None:
    from etl.scrub.recognizers.cn_id import Recognizer  # noqa: PLC0415 - as above

    born = f"{_FIRST + timedelta(days=draw.below(_DAYS)):%Y%m%d}"
    area = f"{1 + draw.below(6)}{draw.below(6)}{draw.below(10000):04}"
    if len(old) == _OLD:  # has no check digit: a day that does not exist
        return f"{area}{born[2:6]}00{draw.below(1000):03}"
    return _unlike(f"{area}{born}{draw.below(10000):04}", Recognizer("en").valid)


def _hong_kong(old: str, draw: Draw) -> str | None:
    from etl.scrub.recognizers.hk_id import Recognizer  # noqa: PLC0415 - as above

    return _unlike(draw.like(old[:-1]) + str(draw.below(10)), Recognizer("en").valid)


def _japan(old: str, draw: Draw) -> str | None:
    from etl.scrub.recognizers.jp_my_number import Recognizer  # noqa: PLC0415 - as above

    return _unlike(draw.like(old), Recognizer("en").valid)


def _america(old: str, draw: Draw) -> str | None:
    """Areas from 900 on are never given; groups up to 49 are no taxpayer numbers either."""
    return f"9{draw.below(100):02}{draw.below(49) + 1:02}{draw.below(9999) + 1:04}" if old else None


def _unlike(new: str, valid: Callable[[str], bool]) -> str | None:
    """The number with the first last digit that is wrong; valid for no case of its letters."""
    ends = [str((int(new[-1], 36) % 10 + n) % 10) for n in range(10)]
    return next((new[:-1] + end for end in ends if not valid((new[:-1] + end).upper())), None)


_MAKERS: dict[str, Callable[[str, Draw], str | None]] = {
    "TW_ID": _taiwan,
    "CN_ID": _china,
    "HK_ID": _hong_kong,
    "JP_MY_NUMBER": _japan,
    "US_SSN": _america,
}
