"""The ways to write one number: `+886 912 345 678`, `0912-345-678`, `00886912345678`.

Who reads `0912 345 678` does not know its country: it may be a mobile of Taiwan and one of Germany. So a row's hashes
keep it as it is (`values`). Where it is numbered, hashed or replaced it is taken for one of the first region that has
such a number (`one_number`): +886 912 345 678 beside it is the same, and +49 912 345 678 is another one.
"""

from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
import regex
from phonenumbers import PhoneNumber, PhoneNumberFormat

from etl.scrub.find.shadow import plain
from etl.scrub.recognizers._phone_rules import EXTENDED, REGIONS

_NUMBER = regex.compile(
    r"(?!\d+(?:\.\d+){3}$)[+(]{0,2}\d(?:[\s\p{Pd}().+/]{0,4}\d){6,}\)?"  # not 192.168.100.200
)
_MOBILE = regex.compile(r"1[3-9]\d{9}")  # of China
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


@lru_cache(maxsize=4096)
def one_number(text: str) -> str | None:
    """E.164, with `x12` for an extension: the same for all spellings of a number; None where it is none.

    Price: 0.2 ms for a number that was not asked for lately.
    """
    number = number_in(text)
    if not number:
        return None
    main, extension = number
    found = next(_likely(main), None)
    if not found:
        return None
    end = f"x{extension}" if extension else ""
    return str(phonenumbers.format_number(found, PhoneNumberFormat.E164)) + end


def spellings(main: str) -> Iterator[str]:
    """The forms of every number of the world that these digits may be."""
    for number in _numbers(main):
        code, national = number.country_code, phonenumbers.national_significant_number(number)
        yield from (f"{prefix}{code}{national}" for prefix in ("+", *_ABROAD))
        yield national
        yield _digits(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def digits_of_one(text: str) -> Iterator[str]:
    """The digits of a number with the code of its country and without; of the likeliest country alone."""
    number = number_in(text)
    found = next(_likely(number[0]), None) if number and not number[1] else None
    if found:
        yield _digits(phonenumbers.format_number(found, PhoneNumberFormat.E164))
        yield _digits(phonenumbers.format_number(found, PhoneNumberFormat.NATIONAL))


def _likely(main: str) -> Iterator[PhoneNumber]:
    """The numbers that digits may be, the likeliest first: without 0 before them, of America or abroad."""
    if not main.startswith(("+", "0")):
        told = [(main, "CN")] if _MOBILE.fullmatch(main) else []
        for text, region in (*told, (main, "US"), (f"+{main}", None)):
            number = _parsed(text, region)
            if number and phonenumbers.is_valid_number(number):
                yield number
    yield from _numbers(main)


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
