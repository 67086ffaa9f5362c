"""No clock decides what is found: our patterns take time in proportion to a text, whatever stands in it."""

import time

import pytest

from etl.scrub import RECOGNIZERS, Shape
from etl.scrub.find import shape

UNITS = (
    "a", "A", "1", "0", "(", "-", " ", ".", "@", "/", ":", "_", "=", "\n", "\\", "é", "王", "，", "a.", "a@", "a-",
    "a ", "A ", "A-", "Ab ", "1-", "1 ", "1.", "1,", "(1", "1)", "+1", "12/", "1234 ", "12:34 ", "::", "ab:", "aB3",
    "0x", "{", '="', "key=", "password: ", "http://", "路", "號", "王先生", "Mr. A", "-----BEGIN ", "tel ",
    "my name is ", "Bearer ",
)  # fmt: skip
HEADS = ("", "password: ", "http://a:", "tel ", "a@", "my name is ", "電話")
SHORT, LONG = 20_000, 40_000  # characters
TIMES, NOISE_S = 5, 0.3  # squares take 4 times as long, and seconds for so much


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_twice_the_text_takes_about_twice_the_time(name):
    module = RECOGNIZERS[name]
    recognizer = module.Recognizer("en")

    def seconds(head, unit, size):
        text = (head + unit * (size // len(unit)))[:size]
        start = time.process_time()
        recognizer.analyze(text, [module.ENTITY])
        return time.process_time() - start

    slow = [
        (head, unit)
        for head in HEADS
        for unit in UNITS
        if seconds(head, unit, LONG) > NOISE_S
        and seconds(head, unit, LONG) > TIMES * seconds(head, unit, SHORT) + NOISE_S
    ]
    assert slow == []


def test_our_shapes_have_no_clock_and_those_of_plugins_a_last_one(monkeypatch):
    class Slow(Shape):
        ENTITY = "SLOW"
        SHAPES = ("(?:a|aa)+[bc]",)

    monkeypatch.setattr(shape, "LAST_RESORT_S", 0.2)
    with pytest.raises(TimeoutError):
        Slow("en").analyze("a" * 60, ["SLOW"])
    made = [module.Recognizer("en") for module in RECOGNIZERS.values()]
    assert {r._limit_s for r in made if isinstance(r, Shape)} == {None}
