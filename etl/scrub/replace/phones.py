"""The ways to write one number: `+886 912 345 678`, `0912-345-678`, `00886912345678`.

Who reads `0912 345 678` does not know its country: it may be a mobile of Taiwan and one of Germany.
"""

from collections.abc import Iterator

import phonenumbers
import regex
from phonenumbers import PhoneNumber, PhoneNumberFormat

from etl.scrub.find.shadow import plain
from etl.scrub.recognizers._phone_rules import EXTENDED, REGIONS

_NUMBER = regex.compile(
    r"(?!\d+(?:\.\d+){3}$)[+(]{0,2}\d(?:[\s\p{Pd}().+/]{0,4}\d){6,}\)?"  # not 192.168.100.200
)
_ABROAD = ("", "00", "011")  # what is dialled before the code of a country


def number_in(text: str) -> tuple[str, str] | None:
    """The digits of a number, behind a plus where it has one, and of its extension; None where it is none."""
    whole = plain(text)
    extension = EXTENDED.search(whole)
    main = whole[: extension.start()] if extension else whole
    if not _NUMBER.fullmatch(main):
        return None
    plus = "+" * main.lstrip("(").startswith("+")
    return plus + _digits(main), _digits(extension.group()) if extension else ""


def international(main: str) -> str:
    """A number behind a plus as E.164 has it; digits alone stay as they are."""
    number = _parsed(main, None) if main.startswith("+") else None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164)) if number else main


def spellings(main: str) -> Iterator[str]:
    """The forms of every number of the world that these digits may be."""
    for number in _numbers(main):
        code, national = number.country_code, phonenumbers.national_significant_number(number)
        yield from (f"{prefix}{code}{national}" for prefix in ("+", *_ABROAD))
        yield national
        yield _digits(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def _numbers(main: str) -> Iterator[PhoneNumber]:
    if main.startswith("+"):
        if number := _parsed(main, None):
            yield number
        return
    tried = [*((main, region) for region in REGIONS), (f"+{main}", None)]  # 353 1 679 8000
    for text, region in tried:
        number = _parsed(text, region)
        if number and (region == "US" or phonenumbers.is_valid_number(number)):
            yield number


def _parsed(main: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(main, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
