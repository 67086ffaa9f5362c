"""Promise of the cheaper recognizer of phones: it finds what Presidio's own does, number by number."""

import random

import phonenumbers
import pii_suite
import pytest
import regex
from phonenumbers import PhoneMetadata
from presidio_analyzer.predefined_recognizers import IbanRecognizer, PhoneRecognizer

from etl.scrub.find import phones
from etl.scrub.find.phones import Phones, _numbers
from etl.scrub.find.same import Ibans, same
from etl.scrub.find.screens import passed, screen_of
from etl.scrub.find.strict import Strict

THEIRS, OURS = PhoneRecognizer(), same(PhoneRecognizer())
BEFORE = ["call ", "a", "$", "(", "[", "00", "011 ", "+", "tel:", "٣", "0", "1 "]
AFTER = ["", "x", "%", " ext 12", "/", " - ", ")", "#", ";ext=3", " x ", "—", ":30"]
DIGITS = "0123456789"


def numbers():
    """Two numbers of each country, in three formats."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (0, 1):
            if number := phonenumbers.example_number_for_type(region, kind):
                yield from (phonenumbers.format_number(number, shape) for shape in (0, 1, 2))


NUMBERS, SUITE = list(numbers()), [text.text for text in pii_suite.texts()]


def spelt(rng):
    """A text with numbers, or with what looks like one."""
    one, other = rng.choice(NUMBERS), rng.choice(NUMBERS)
    noise = DIGITS + " -./()+[]x,:;#" + DIGITS
    return (
        lambda: rng.choice(SUITE),
        lambda: f"{one} {other}",
        lambda: rng.choice(BEFORE) + one + rng.choice(AFTER) + other,
        lambda: "".join(rng.choices(noise, k=rng.randrange(4, 40))),
        lambda: "".join(rng.choices(DIGITS, k=rng.randrange(4, 17))),
        lambda: rng.choice(SUITE)[rng.randrange(20) :] + one,
    )[rng.randrange(6)]()


def found(recognizer, text):
    results = recognizer.analyze(text, [])
    return sorted((r.start, r.end, r.entity_type, r.score) for r in results)


def same_in(many, seed):
    rng = random.Random(seed)  # noqa: S311 - texts
    texts = [spelt(rng) for _ in range(many)]
    expected = [found(THEIRS, text) for text in texts]
    assert [found(OURS, text) for text in texts] == expected
    assert sum(map(len, expected)) > many / 2
    behind = passed(texts, [screen_of(OURS)])
    assert not [of for of, places in zip(expected, behind, strict=True) if of and not places]


def test_numbers_are_those_of_presidios_recognizer():
    assert type(OURS) is Phones
    same_in(800, seed=1)


@pytest.mark.long
def test_numbers_in_40_000_texts_are_those_of_presidios_recognizer():
    same_in(40_000, seed=2)


def test_a_text_is_tried_as_often_as_phonenumbers_does(monkeypatch):
    text = ", ".join(
        [*["1234"] * 10, *["12-34 56.78"] * 10, "201-555-0123", "12 34", "(650) 253-0000"]
    )
    for most in range(1, 140):
        monkeypatch.setattr(phones, "_TRIES", most)
        matcher = phonenumbers.PhoneNumberMatcher(text, "US", leniency=1, max_tries=most)
        assert list(_numbers(phones.Seen(text), "US")) == [(m.start, m.end) for m in matcher]
    assert len(list(_numbers(phones.Seen(text), "US"))) == 2


def test_a_text_without_four_digits_is_not_read():
    assert passed(["at 12:3", "1", "room 12345"], [screen_of(OURS)]) == [[], [], [0]]


def test_the_shortest_number_of_any_country_has_four_digits():
    shortest = [
        min(kind.possible_length)
        for region in phonenumbers.SUPPORTED_REGIONS
        for name in phones._KINDS
        if (kind := getattr(PhoneMetadata.metadata_for_region(region), name))
        and kind.possible_length
        and kind.possible_length != (-1,)
    ]
    assert min(shortest) >= 4


def test_what_stands_for_a_prefix_stands_in_the_digits():
    for region in PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS:
        rule = PhoneMetadata.metadata_for_region(region).national_prefix_transform_rule
        assert rule in {None, r"\2"}


def test_a_recognizer_of_other_regions_is_left_as_it_is():
    recognizer = PhoneRecognizer(supported_regions=("TW",))
    assert type(same(recognizer)) is PhoneRecognizer


IBANS = [
    "GB82WEST12345698765432",
    "DE89 3704 0044 0532 0130 00",
    "DE89370400440532013000 2 days",
    "gb82west12345698765432",
    "GB82-WEST-1234-5698-7654-32 AB1",
    "GB83WEST12345698765432",
    "XX82WEST12345698765432",
    "FR7630006000011234567890189 12",
]


@pytest.mark.parametrize("flags", [24, 26])  # Presidio's default, and its registry's: in any case
def test_accounts_are_those_of_presidios_recognizer(flags):
    ours, its = same(IbanRecognizer(regex_flags=flags)), IbanRecognizer(regex_flags=flags)
    assert type(ours) is Ibans
    texts = [*IBANS, *(" ".join(IBANS[i:]) for i in range(len(IBANS))), *SUITE[:400]]
    assert [found(ours, text) for text in texts] == [found(its, text) for text in texts]
    assert sum(bool(found(ours, text)) for text in texts) > 10


def test_an_account_that_takes_too_long_is_an_error(monkeypatch):
    def slow(*_, **__):
        raise TimeoutError

    monkeypatch.setattr(regex, "compile", lambda *_, **__: type("Slow", (), {"finditer": slow})())
    with pytest.raises(TimeoutError):
        same(IbanRecognizer()).analyze(IBANS[0], [])


def test_the_other_recognizers_fail_closed():
    from presidio_analyzer.predefined_recognizers import UrlRecognizer  # noqa: PLC0415 - for this alone

    assert isinstance(same(UrlRecognizer()), Strict)
