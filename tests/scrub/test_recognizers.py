"""Promises of every recognizer; a new file is under test at once."""

import time

import pii_suite
import pytest

from etl.scrub import RECOGNIZERS
from etl.scrub._entities import LABELS, PRIORITY
from etl.scrub.find.shadow import shadow

FINDS = [
    (name, text, values) for name, m in RECOGNIZERS.items() for text, values in m.FINDS.items()
]
IGNORES = [(name, text) for name, m in RECOGNIZERS.items() for text in m.IGNORES]
WIDE = {ord("!") + i: 0xFF01 + i for i in range(94)}  # ASCII -> full-width
PROSE = [
    "the quick brown fox, 12 of 42 ",
    "我們的客服人員會在兩個工作天內回覆您的問題，",
    "a1-b2:c3/d4@e5.f6 ",
    "0 1 2 3 4 5 6 7 8 9 ",
]
CONTRACT = """PERSON STREET_ADDRESS EMAIL_ADDRESS PHONE_NUMBER CREDIT_CARD IBAN_CODE BANK_ACCOUNT IP_ADDRESS
MAC_ADDRESS CRYPTO US_SSN TW_ID CN_ID HK_ID PASSPORT LICENSE_PLATE DATE_OF_BIRTH LINE_ID WECHAT_ID SECRET"""


def found(name, text):
    """The longest findings of one recognizer, in the order of the text."""
    module = RECOGNIZERS[name]
    recognizer = module.Recognizer("en")
    spans = {(r.start, r.end) for r in recognizer.analyze(text, [module.ENTITY], None)}
    whole = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    return [text[start:end] for start, end in sorted(whole)]


@pytest.mark.parametrize(("name", "text"), IGNORES)
def test_recognizer_ignores_what_only_looks_like_it(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(("name", "text", "values"), FINDS)
def test_recognizer_finds_its_own_examples(name, text, values):
    assert found(name, text) == values


@pytest.mark.parametrize(("name", "text", "values"), FINDS)
def test_a_value_between_han_characters_is_found(name, text, values):
    assert found(name, f"你好嗎{text}謝謝") == values


@pytest.mark.parametrize(
    ("name", "text", "values"), [f for f in FINDS if not set("\"'") & set(f[1])]
)
def test_a_value_in_full_width_letters_is_found(name, text, values):
    wide = text.translate(WIDE)
    folded = shadow(wide)
    inside = "".join(found(name, folded.text if folded else wide))
    assert all(
        "".join(v.split()) in "".join(inside.split()) for v in values if v.isascii() and v.isalnum()
    )


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_recognizer_has_examples_on_both_sides(name):
    module = RECOGNIZERS[name]
    assert module.ENTITY.replace("_", "").isupper()
    assert len(module.FINDS) > 1
    assert len(module.IGNORES) > 1


@pytest.mark.parametrize("name", RECOGNIZERS)
@pytest.mark.parametrize("prose", PROSE)
def test_a_long_text_is_read_in_linear_time(name, prose):
    recognizer = RECOGNIZERS[name].Recognizer("en")
    begin = time.process_time()
    recognizer.analyze(prose * (60_000 // len(prose)), [], None)
    assert time.process_time() - begin < 5  # quadratic time would take minutes


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_a_long_text_of_what_it_knows_is_read_in_linear_time(name):
    module = RECOGNIZERS[name]
    recognizer = module.Recognizer("en")
    for text in (*module.FINDS, *module.IGNORES):
        for joined in (text, f"{text} ", f"{text}\n"):
            begin = time.process_time()
            recognizer.analyze(joined * (20_000 // len(joined)), [], None)
            assert time.process_time() - begin < 2, text


@pytest.mark.parametrize("name", RECOGNIZERS)
def test_a_screen_hides_nothing(name):
    recognizer = RECOGNIZERS[name].Recognizer("en")
    texts = [text.text for text in pii_suite.texts(1200)]
    for text in (*texts, *(text.translate(WIDE) for text in texts[::5]), *RECOGNIZERS[name].FINDS):
        for seen in (text, folded.text if (folded := shadow(text)) else ""):
            found = [(r.start, r.end) for r in recognizer.analyze(seen, [], None)]
            assert found == list(recognizer.spans(seen)), seen


def test_every_default_entity_of_the_contract_has_a_recognizer():
    assert {module.ENTITY for module in RECOGNIZERS.values()} >= set(CONTRACT.split())


def test_every_entity_that_a_file_finds_has_its_priority():
    assert {module.ENTITY for module in RECOGNIZERS.values()} <= set(PRIORITY)
    assert set(LABELS) <= set(PRIORITY)
