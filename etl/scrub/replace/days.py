"""The ways to write one day: `1990-05-04`, `1990/5/4`, `May 4, 1990`, `1990年5月4日`, `民國79年5月4日`.

Of `5/4/1990` nobody knows which is the month: it stays apart from the fourth of May.
"""

import unicodedata

import regex

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHAPES = tuple(
    regex.compile(shape, regex.ASCII)
    for shape in (
        rf"{_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})\s?[日號号]?",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",
        rf"{_MONTH}\s{_DAY},?\s{_YEAR}",
        rf"{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR}",
        r"民[國国]\s?(?P<of_republic>\d{1,3})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})\s?[日號号]?",
    )
)
_REPUBLIC = 1911


def one_day(text: str) -> str:
    """A day as `1990-05-04`; what is none, or not one alone, stays as it is."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(plain))), None)
    if not found:
        return text
    told = found.groupdict()
    year = int(told.get("year") or int(told.get("of_republic") or 0) + _REPUBLIC)
    month = told.get("month") or _MONTHS.index(told["name"]) + 1
    return f"{year}-{int(month):02}-{int(told['day']):02}"
