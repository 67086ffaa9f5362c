"""What is which language, as a table; negative cases first."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.language import language_of, script_of_han


def language(text):
    return pl.select(language_of(pl.lit(text, dtype=pl.String))).item()


def han(text):
    return pl.select(script_of_han(pl.lit(text, dtype=pl.String))).item()


@pytest.mark.parametrize(
    "text", [None, "", " \n", "123 456", "!?…", "🙂🙂", "```\nof the what\n```"]
)
def test_a_text_without_letters_has_no_language(text):
    assert language(text) == "und"


CODE = (
    "```python\nfor the in range(10):\n    print('what is the name of the user that you are')\n```"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"可以這樣寫：\n{CODE}\n就行了。", "zh"),
        ("请看 https://example.com/the/what/that/you/are", "zh"),
        ('{"name": "张三", "city": "北京", "status": "active", "level": "gold"}', "zh"),
        ("我想用 React 和 TypeScript 写一个 todo list", "zh"),
        ('{"id": 1, "var": "x", "des": null, "una": []}', "en"),
        ("import os\ndef f(x):\n    return os.path.join(x)", "en"),
        ("SELECT des FROM una WHERE que = 1", "en"),
        (f"The function is:\n{CODE}", "en"),
    ],
)
def test_code_and_json_do_not_turn_a_text_into_another_language(text, name):
    assert language(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ok", "en"),
        ("Tokyo", "en"),
        ("Café Müller is in São Paulo", "en"),
        ("The word 你好 means hello in Chinese.", "en"),
        (f"Restaurants of note: Una Para, on the corner of {'Springfield Avenue ' * 6}", "en"),
        ("I've seen it, we've got it", "en"),
        ("你好", "zh"),
        (
            "我叫ダニエル",
            "ja",
        ),  # the price of a rule by characters: a short text with a Japanese name
        ("東京大学の研究", "ja"),
        ("注文番号を教えてください。", "ja"),
        ("안녕하세요, 무엇을 도와드릴까요?", "ko"),
        ("Здравствуйте, чем могу помочь?", "ru"),
        ("สวัสดีครับ", "th"),
        ("مرحبا كيف يمكنني مساعدتك", "ar"),
        ("שלום", "he"),
        ("नमस्ते, मैं आपकी कैसे मदद कर सकता हूँ", "hi"),
        ("Καλημέρα σας", "el"),
        ("Xin chào, tôi có thể giúp gì cho bạn hôm nay?", "vi"),
        ("Hola, ¿puede ayudarme con mi pedido? No ha llegado por la lluvia.", "es"),
        ("Bonjour, pouvez-vous m'aider avec ma commande ?", "fr"),
        ("Ich kann das Paket nicht finden, und der Support antwortet nicht.", "de"),
        ("Obrigado pela resposta, isso ajuda muito.", "pt"),
        ("Ciao, questo è il testo che ho scritto per il mio capo.", "it"),
        ("Hoe kan ik het wachtwoord wijzigen? Ik weet het niet.", "nl"),
        ("Jak mogę zmienić hasło? Nie pamiętam go, czy jest inny sposób?", "pl"),
        ("Hej, jag kan inte logga in på mitt konto och det är bråttom.", "sv"),
        ("Merhaba, bu konuda bir sorum var, daha fazla bilgi alabilir miyim?", "tr"),
        ("Saya tidak bisa masuk ke akun saya, dan ini sudah tiga hari.", "id"),
    ],
)
def test_a_text_is_in_the_language_that_carries_most_of_its_words(text, name):
    assert language(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (None, "zh"),
        ("hello", "zh"),
        ("你好", "zh"),
        ("台北的房子很大，里程也不少", "zh"),  # 台 and 里 stand in both
        ("請問這個訂單什麼時候到？", "zh-Hant"),
        ("请问这个订单什么时候到？", "zh-Hans"),
        ("他說「简」字是簡體，請看這個說明", "zh-Hant"),  # one quoted character decides nothing
    ],
)
def test_traditional_and_simplified_are_told_apart_by_what_only_one_has(text, name):
    assert han(text) == name


@settings(deadline=None)  # the first call compiles its patterns
@given(st.lists(st.none() | st.text(max_size=60), min_size=1, max_size=6))
def test_every_text_has_exactly_one_answer_whatever_stands_beside_it(texts):
    column = pl.Series("text", texts, dtype=pl.String)
    together = pl.select(language_of(pl.lit(column))).to_series()
    assert together.null_count() == 0
    assert together.to_list() == [language(text) for text in texts]
