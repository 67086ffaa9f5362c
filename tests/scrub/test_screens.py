"""Promise of the screens: what a recognizer finds, it finds behind its screen too."""

import random
import string

import pii_suite
import polars as pl
import pytest
import regex
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer import predefined_recognizers as theirs

from etl.scrub import RECOGNIZERS, Shape
from etl.scrub.find import reader
from etl.scrub.find.finder import Finder
from etl.scrub.find.predefined import CLASSES, Predefined
from etl.scrub.find.screens import Screen, passed, screen_of
from etl.scrub.find.superset import superset

BLOCKS = ((0, 0x3100), (0xA600, 0xAC00), (0xF900, 0x11000), (0x1D400, 0x1D800), (0x1E900, 0x1E960))
ALL = "".join(chr(code) for first, end in BLOCKS for code in range(first, end))
CHARACTERS = pl.Series(list(ALL))
PLAIN, CASE = int(regex.UNICODE), int(regex.UNICODE | regex.IGNORECASE)
ASCII = int(regex.ASCII)
EXAMPLES = [text for module in RECOGNIZERS.values() for text in (*module.FINDS, *module.IGNORES)]


def wide(pattern, text, flags=PLAIN):
    return pl.Series([text]).str.contains(superset(pattern, flags)).item()


def matched(pattern, flags):
    """Every character that matches by itself: by `regex`, and by the superset."""
    by_superset = CHARACTERS.str.contains(f"^(?:{superset(pattern, flags)})$")
    exact = set(regex.findall(pattern, ALL, flags))
    return exact, set(CHARACTERS.filter(by_superset))


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:cats|dogs){e<=1}",
        r"(?:cats){s<=2}",
        r"[[:alpha:]]+",
        r"\p{Han}",
        r"\Kx",
        r"(a)|(?(1)b|c)",
        r"(?P<x>a)(?&x)",
        r"(?|a|b)",
        "(",
    ],
)
def test_what_reads_otherwise_has_no_superset(pattern):
    assert superset(pattern, PLAIN) is None


def test_other_flags_have_no_superset():
    assert superset("a", int(regex.VERSION1)) is None
    assert superset("a", int(regex.BESTMATCH)) is None


@pytest.mark.parametrize("flags", [CASE, CASE & ~PLAIN | ASCII])
@pytest.mark.parametrize("letter", string.ascii_lowercase + "ßµéжK")
def test_a_letter_in_any_case_covers_what_regex_takes_for_it(letter, flags):
    for pattern in (
        letter,
        letter.upper() if len(letter.upper()) == 1 else letter,
        f"[{letter}-{letter}]",
    ):
        exact, covered = matched(pattern, flags)
        assert exact <= covered
        assert len(covered) < 10


@pytest.mark.parametrize("flags", [PLAIN, CASE, ASCII])
@pytest.mark.parametrize(
    "pattern",
    [
        r"\d",
        r"\w",
        r"\s",
        r"\D",
        r"\W",
        r"\S",
        r"[^\w]",
        r"[^\s]",
        r"[^k]",
        r"[\d.]",
        ".",
        "[a-z]",
        "[^a-z]",
    ],
)
def test_a_class_covers_what_regex_takes_for_it(pattern, flags):
    exact, covered = matched(pattern, flags)
    assert exact <= covered


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<![A-Z])\d{4}(?![A-Z])", "1234"),
        (r"(?<![A-Z])\d{4}(?![A-Z])", "a1234a"),
        (r"(?<!\d[ -])(?<![A-Z])(?:\(?\d{4})(?![A-Z]|\.\d)", "-(1234."),
        (r"([ -])\d{4}\1\d{4}", "-1234-1234"),
        (r"(?i:kıss)", "KISS"),
        (r"a(?#comment)b{2,30}?c++", "abbbcc"),
        (r"^\bx\b$", "x"),
        (r"(?:(?<!a)b|c)(?!d)", "cb"),
        (r"(?:(?<!a)b)?c", "abc"),
        (r"(?<![A-Z])((?<!\d)x)", "A-x"),
        (r"(?:(?<!\d)x){2}", "xx"),
    ],
)  # fmt: skip
def test_a_superset_matches_where_the_pattern_does(pattern, text):
    assert regex.search(pattern, text)
    assert wide(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<![A-Z])\d{4}", "A1234"),
        (r"\d{4}(?![A-Z]|\.\d)", "1234A"),
        (r"(?<!\w)x", "ax"),
        (r"a{2,30}", "a"),
    ],
)
def test_a_superset_is_no_wider_than_it_must_be(pattern, text):
    assert not wide(pattern, text)


def predefined():
    classes = [Predefined(entity).Recognizer("en") for entity in CLASSES]
    return [
        *classes,
        theirs.CreditCardRecognizer(),
        theirs.UsSsnRecognizer(),
        theirs.CryptoRecognizer(),
    ]


@pytest.fixture(scope="module")
def recognizers():
    return [
        *(m.Recognizer(lang) for m in RECOGNIZERS.values() for lang in ("en", "zh")),
        *predefined(),
    ]


@pytest.fixture(scope="module")
def screens(recognizers):
    return [screen_of(recognizer) for recognizer in recognizers]


def finds(recognizer, text):
    return bool(recognizer.analyze(text, recognizer.supported_entities, None))


def held(recognizers, screens, texts):
    """Assert that every recognizer finds nothing in what its screen keeps from it."""
    for text, places in zip(texts, passed(texts, screens), strict=True):
        kept = set(range(len(recognizers))) - set(places)
        assert not [type(recognizers[i]).__module__ for i in kept if finds(recognizers[i], text)]


def test_every_recognizer_of_ours_has_a_screen(screens):
    assert all(screen.patterns for screen in screens[: 2 * len(RECOGNIZERS)])


def test_most_of_presidios_have_one(screens):
    theirs = screens[2 * len(RECOGNIZERS) :]
    assert sum(bool(screen.patterns) for screen in theirs) > 0.7 * len(theirs)


def test_a_screen_loses_none_of_the_examples(recognizers, screens):
    held(recognizers, screens, EXAMPLES)


def test_a_screen_keeps_most_texts_away(screens):
    texts = [text.text for text in pii_suite.texts() if not text.marks]
    ours = screens[: len(RECOGNIZERS)]
    assert sum(map(len, passed(texts, ours))) < 0.1 * len(texts) * len(ours)


@settings(max_examples=3, deadline=None, phases=[Phase.generate])  # of 150 texts each
@given(seed=st.integers(0, 1 << 40))
def test_a_screen_loses_nothing_of_what_is_spelt_anew(recognizers, screens, seed):
    rng = random.Random(seed)  # noqa: S311 - no secret
    held(recognizers, screens, [spelt(rng.choice(EXAMPLES), rng) for _ in range(150)])


def spelt(text, rng):
    """A text cut, joined, in another case, with characters of any script in it."""
    kind = rng.randrange(5)
    if kind == 0:
        return text.upper() if rng.random() < 0.5 else text.lower()
    if kind == 1:
        return rng.choice(EXAMPLES) + rng.choice([" ", "", "\n", "，", "x", "-"]) + text
    at = rng.randrange(len(text) + 1)
    if kind == 2:
        return text[at:]
    added = rng.choice(
        ["K", "ſ", "İ", "ı", "１", "٣", "\u2028", "\x1c", "é", "\x00", " ", ".", "_", "王"]
    )
    return text[:at] + added + text[at + (kind == 3) :]


def test_spans_are_those_of_a_run_without_screens(monkeypatch):
    texts = [text.text for text in pii_suite.texts()]
    rng = random.Random(5)  # noqa: S311 - no secret
    texts += ["\n".join(rng.sample(texts, 5)) for _ in range(300)]
    finder = Finder(RECOGNIZERS.values(), ("default", "URL", "DATE_TIME"), {}, ("acme",))
    monkeypatch.setattr(reader, "FEW", 0)
    behind = finder.find(texts)
    monkeypatch.setattr(reader, "FEW", 1 << 40)
    assert behind == finder.find(texts)
    assert sum(map(len, behind)) > 2000


class Own(EntityRecognizer):
    """Somebody's own, which finds what no pattern tells."""

    def load(self):
        """Nothing."""

    def analyze(self, *_, **__):
        return [RecognizerResult("OWN", 0, 1, 1.0)]


class Overriding(PatternRecognizer):
    """A recognizer of patterns with a will of its own."""

    def analyze(self, *_, **__):
        return [RecognizerResult("OWN", 0, 1, 1.0)]


class Wandering(Shape):
    """A shape that looks elsewhere than its shapes say."""

    ENTITY, SHAPES = "OWN", ("x",)

    def spans(self, _):
        yield 0, 1


@pytest.mark.parametrize(
    "recognizer",
    [
        Own(["OWN"]),
        Overriding("OWN", patterns=[Pattern("x", "x", 0.5)]),
        Wandering("en"),
        PatternRecognizer("OWN", patterns=[Pattern("x", "x", 0.5), Pattern("y", r"\p{Han}", 0.5)]),
    ],
)
def test_what_may_find_anything_reads_every_text(recognizer):
    assert screen_of(recognizer) == Screen()
    assert passed(["nothing", ""], [screen_of(recognizer)]) == [[0], [0]]


def test_texts_beyond_a_slice_are_told_by_their_place(monkeypatch):
    monkeypatch.setattr("etl.scrub.find.screens._SLICE", 10)
    texts = ["a@b.example", "no", "", "x" * 50, "c@d.example"]
    assert passed(texts, [Screen(("@",), ()), Screen((), ("x",))]) == [[0, 1], [], [], [1], [0, 1]]
    assert passed([], [Screen(("@",), ())]) == []
