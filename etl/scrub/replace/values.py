"""What a value is known by in all runs of one key: so that a person's rows can be found, erased and kept out.

    "+886 912-345-678" in a row   ->  a keyed hash of "+886912345678"
    "0912 345 678" of a person    ->  keyed hashes of "0912345678", "+886912345678", "886912345678", ...

A row keeps one form of each value, without its entity, since what is an account in one row is a phone in another.
Who asks is given every form in which the value may have been written. A national number is never taken for one
of a certain country in the row itself: so +34 912 345 678 does not answer for 0912 345 678, though both end alike.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import regex

from etl.scrub.replace.echo import CODES, Value, normal
from etl.scrub.replace.phones import international, number_in, spellings
from etl.scrub.replace.sought import NUMBERS

_BESIDE_HAN = regex.compile(r"(?<=\p{Han})\s+|\s+(?=\p{Han})")
_CODE = regex.compile(r"(?=.*\p{L}).*\d", regex.DOTALL)


def hashes_of(values: Iterable[Value], key: bytes) -> frozenset[str]:
    """Keyed hashes of values found in a row; of a number with an extension also without it."""
    return _hashes((form for value in values for form in _stored(*value)), key)


def keys_of(text: str, key: bytes) -> frozenset[str]:
    """All keyed hashes by which a value that a person gives may stand in a row's `values`.

    Case, width, spaces, marks between digits and letters, and the code of a country do not count. A number with an
    extension answers for that extension alone.
    """
    return _hashes(_sought(text), key)


def _hashes(forms: Iterable[str], key: bytes) -> frozenset[str]:
    return frozenset(
        blake2b(form.encode(), key=key, digest_size=10, person=b"etl value").hexdigest()
        for form in forms
        if form
    )


def _stored(entity: str, text: str) -> tuple[str, ...]:
    if entity in NUMBERS and (number := number_in(text)):
        form, extension = international(number[0]), number[1]
        return (form, f"{form}x{extension}") if extension else (form,)
    if entity in CODES:
        return (normal(entity, text),)
    return (_joined(normal("" if entity in NUMBERS else entity, text)),)


def _sought(text: str) -> Iterator[str]:
    yield _joined(normal("", text))
    yield _joined(normal("PERSON", text))
    yield _joined(normal("DATE_OF_BIRTH", text))
    if _CODE.match(text):
        yield normal("PASSPORT", text)  # any of `CODES`
    if number := number_in(text):
        main, extension = number
        end = f"x{extension}" if extension else ""
        yield from (f"{form}{end}" for form in {main, *spellings(main)})


def _joined(form: str) -> str:
    return str(_BESIDE_HAN.sub("", form))
