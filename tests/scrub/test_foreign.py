"""A text in a language that is not named never passes, however short its messages are and wherever it stands."""

import json

import polars as pl
import pytest
from scrub_rows import calling

from etl import schema
from etl.language import is_not_english
from etl.schema import Run
from etl.scrub import scrub

RUN = Run(key=b"k" * 32, seed=42)
LETTER = "Уважаемый Иван Петров, ваш заказ готов, спасибо что выбрали нас"
OTHER = ["unscrubbed_language"]


def judged(*rows, languages=("en", "zh"), **options):
    out = scrub(schema.frame(*rows), RUN, languages=languages, model=False, **options)
    return out["reasons"].to_list()


def chat(*said):
    return schema.example(*[(("user", "assistant")[i % 2], text) for i, text in enumerate(said)])


@pytest.mark.parametrize("said", [
    ("ผมชื่อสมชาย ใจดี", "ครับ"), ("주문자는 김민수입니다", "ok"), ("私は田中です", "ok"), ("Привет, я Иван", "Hi"),
    ("اسمي محمد", "ok"), ("नमस्ते", "ok"), ("My name is 김민수, what is the state of my order?", "It is sent."),
    ("김", "민수", "이름"), ("Γειά σου", "ok"), ("はい、お願いします", "ok"),
    ("name is {\\u0418}", '{"a": "\\u0418\\u0432\\u0430"}'),
])  # fmt: skip
def test_a_script_that_no_language_has_sets_the_row_aside_however_short(said):
    assert judged(chat(*said)) == [OTHER]


@pytest.mark.parametrize("said", [
    ("帮我查欧阳娜娜的订单", "好的，请稍等"), ("你好，我是欧阳娜娜", "您好"), ("My name is 欧阳娜娜.", "Hello!"),
])  # fmt: skip
def test_short_chinese_is_another_language_where_only_english_is_named(said):
    assert judged(chat(*said), languages=("en",)) == [OTHER]
    assert judged(chat(*said)) == [[]]


@pytest.mark.parametrize("text", [
    "Nazywam się Jan Kowalski i mieszkam w Warszawie", "Merhaba, adım Mehmet ve siparişim gelmedi",
    "Ik ben Jan de Vries uit Amsterdam", "Olá, meu nome é João da Silva", "Mein Name ist Hans Müller, Nummer 5",
    "Hola, me llamo Juan y vivo en Madrid", "Ciao, mi chiamo Marco Rossi e abito a Roma",
    "Bună ziua, mă numesc Ion Popescu",
])  # fmt: skip
def test_a_short_text_in_latin_letters_is_judged_by_one_word(text):
    assert judged(chat(text, "Hello, what can I do for you?")) == [OTHER]


def test_short_messages_are_judged_together():
    said = ("Hola", "Buenas", "una mesa", "para hoy?", "para dos", "gracias")
    assert judged(chat(*said), chat("You are a helpful assistant. " * 100, *said)) == [OTHER, OTHER]


@pytest.mark.parametrize("said", [
    ("Hi", "Hello"), ("Bonjour", "Hello, what can I do?"), ("nice café, crème brûlée, décor", "ok"),
    ("¯\\_(ツ)_/¯", "ಠ_ಠ (・ω・) キ"), ("let λ = α + β, Δx", "ε > 0 ∧ δ < ε"),
    ("Ben Van der Berg, Dan Müller, José García", "ok"),
    ("大の字", "の"), ("ㄎㄎㄎㄎ好喔", "OK"), ("nǐ hǎo, wǒ jiào lǐ", "请再说 nǐ hǎo"),
    ("幫我 call 一下 API", "好 deploy 了"),
    ("for i in range(10): print(i, end=None)", "x" * 50), ("12345", ""), ("10 Rue du Temple, Paris", "El Camino Real"),
])  # fmt: skip
def test_what_is_no_other_language_passes(said):
    assert judged(chat(*said)) == [[]]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_arguments_and_tools_are_judged_too(ascii_only):
    text = json.dumps({"text": LETTER}, ensure_ascii=ascii_only)
    tool = {"type": "function", "function": {"name": "f", "description": LETTER}}
    tools = json.dumps([tool], ensure_ascii=ascii_only)
    french = {"text": "Cher Monsieur, nous avons reçu votre colis et il est dans notre bureau"}
    rows = [calling("send", text), chat("Hi", "Hello") | {"tools": tools}, calling("send", french)]
    assert judged(*rows, calling("send", {"text": "Dear John, your order is ready"})) == [
        OTHER, OTHER, OTHER, [],
    ]  # fmt: skip


def test_english_arguments_are_no_other_language_where_it_is_not_named():
    row = calling("send_mail", {"recipient": "amy", "subject": "the order that you have"})
    row["messages"][0]["content"] = "请帮我发一封邮件"
    assert judged(row, languages=("zh",)) == [[]]


def test_by_patterns_alone_the_messages_in_a_language_that_is_named_are_read_by_the_model(clean):
    said = (
        "私は田中です、どうぞよろしくお願いいたします。John Smith a@b.example",
        "John Smith",
        "John Smith: は",
    )
    out = clean(chat(*said), other_languages="patterns")
    assert out["reasons"].to_list() == [[]]
    texts = [message["content"] for message in out["messages"].to_list()[0]]
    assert texts[0].endswith("<EMAIL_1>")
    assert texts[1:] == ["<PERSON_1>", "<PERSON_1>: は"]


@pytest.mark.parametrize(("language", "text"), [
    ("ja", "私は田中です"), ("ko", "김민수입니다"), ("th", "ผมชื่อสมชาย"), ("ru", "Привет, я Иван"), ("ta", "வணக்கம்"),
    ("el", "Γειά σου"), ("uk", "Привіт"), ("es", "Hola, me llamo Juan y vivo en Madrid"), ("hi", "नमस्ते"),
])  # fmt: skip
def test_the_script_and_the_words_of_a_language_that_is_named_pass(language, text):
    assert judged(chat(text, "ok"), languages=("en", language)) == [[]]


def test_a_row_does_not_decide_about_another():
    rows = [chat("Hi", "Hello"), chat("ผมชื่อสมชาย", "ok"), chat(), chat("Hi", "Hello")]
    assert judged(*rows) == [[], OTHER, [], []]


def test_nothing_is_never_null():
    texts = pl.DataFrame({"t": ["", None, "12345"]}, schema={"t": pl.String})
    assert texts.select(is_not_english(pl.col("t")).alias("t"))["t"].to_list() == [
        False,
        False,
        False,
    ]
