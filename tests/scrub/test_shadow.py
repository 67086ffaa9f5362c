"""What hides a value from a pattern is undone, and the original is what gets replaced."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.scrub.find.shadow import plain, shadow

MAIL = "mei@chen.example"
HIDDEN = [
    "mei\u200b@chen.example",  # zero-width space
    "mei\u00ad@chen.example",  # soft hyphen
    "me\u2060i@chen.example",  # word joiner
    "mei@ch\ufe0fen.example",  # variation selector
    "mei@ch\u034fen.example",  # combining grapheme joiner
    "mei@chen\U000e0041.example",  # tag character
    "m\u3164ei@chen.example",  # hangul filler
    "mei＠chen．example",
    "ｍｅｉ@chen.example",
    "mei@chen。example",
    "\U0001d426\U0001d41e\U0001d422@chen.example",  # mathematical bold
    "mei%40chen.example",
    "mei&#64;chen.example",
    "mei&#x40;chen&#46;example",
    "mei&commat;chen.example",
    "mei\\u0040chen.example",
    "mei\\x40chen.example",
    "mei\u200e@chen\u200f.example",  # marks of direction
    "m\u2066ei@ch\u2069en.example",  # isolates
    "mei\ufe6bchen.example",  # small at
    "mei@chen\ufe52example",  # small full stop
    "mei&#0064;chen.example",
    "me%69%40chen.example",
    "mei%2540chen.example",  # escaped twice
    "mei[@]chen[.]example",
    "mei\\\\u0040chen.example",
    "mei\\uff20chen.example",
    "mei\\u200b@chen.example",
]
BEHIND = [
    "\\n",
    "\\t",
    "\\r",
    "\\r\\n",
    "\\\\n",
    "\\u000a",
    "&nbsp;",
    "&quot;",
]  # two characters and more
BROKEN = {  # what no pattern sees behind a letter, though it is an escape's
    "mei@chen.example": "EMAIL",
    "0912345678": "PHONE",
    "A123456789": "TW_ID",
    "192.168.1.20": "IP",
    "4111111111111111": "CREDIT_CARD",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a": "SECRET",
}
DASHES = {
    "+886‑912‑345‑678": "PHONE",
    "0912–345–678": "PHONE",
    "415‑555‑0132": "PHONE",
    "408—247—8880": "PHONE",
    "02−2345−6789": "PHONE",
    "0912–\u200b345–678": "PHONE",
    "4111‑1111‑1111‑1111": "CREDIT_CARD",
    "4111−1111−1111−1111": "CREDIT_CARD",
    "536–90–4399": "US_SSN",
    "00‑1A‑2B‑3C‑4D‑5E": "MAC_ADDRESS",
    "GB82—WEST—1234—5698—7654—32": "IBAN_CODE",
    "mei‑chen@corp.com": "EMAIL",
    "mei–chen@corp.com": "EMAIL",
}
OTHERS = {  # what else hides behind such spellings
    "４１１１－１１１１－１１１１－１１１１": "CREDIT_CARD",
    "4111\u200b1111\u200b1111\u200b1111": "CREDIT_CARD",
    "０９１２－３４５－６７８": "PHONE",
    "+886\u2060 912\u00ad 345 678": "PHONE",
    "Ａ１２３４５６７８９": "TW_ID",
    "1101051949\u200d1231002X": "CN_ID",
    "１９２．１６８．１．２０": "IP",
    "192[.]168[.]1[.]20": "IP",
    "gh\u200bp_16C7e42F292c6912E7710c838347Ae178B4a": "SECRET",
    "https://x.example/?to=mei%40chen.example": "EMAIL",
}


@pytest.mark.parametrize(
    "text",
    [
        *("", MAIL, "plain words, 50% off", "你好，世界：很好（真的）。", "é", "R&D; a\\user"),
        *('print("done\\n")', "one – two—three"),
    ],
)
def test_a_text_that_is_as_plain_as_it_looks_has_no_shadow(text):
    assert shadow(text) is None


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_spelling_that_hides_an_address_is_undone(hidden):
    assert shadow(hidden).text == MAIL


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_hidden_address_is_replaced_in_the_original_text(said, hidden):
    assert said(f"寄到 {hidden} 謝謝") == "寄到 <EMAIL_1> 謝謝"


@pytest.mark.parametrize("hidden", OTHERS)
def test_other_hidden_values_are_replaced_in_the_original_text(said, hidden):
    kept, _, _ = hidden.partition("mei%40")
    kept = kept if kept != hidden else ""
    assert said(f"改成{hidden}謝謝", model=False) == f"改成{kept}<{OTHERS[hidden]}_1>謝謝"


@pytest.mark.parametrize("value", BROKEN)
@pytest.mark.parametrize("escape", BEHIND)
def test_a_value_behind_an_escape_is_replaced_and_the_escape_stays_whole(said, escape, value):
    assert said(f"log{escape}{value}", model=False) == f"log{escape}<{BROKEN[value]}_1>"


@pytest.mark.parametrize("dashed", DASHES)
def test_a_dash_of_any_length_parts_what_a_hyphen_does(said, dashed):
    assert said(f"改成 {dashed} 謝謝", model=False) == f"改成 <{DASHES[dashed]}_1> 謝謝"


@pytest.mark.parametrize(
    "text",
    [
        r"C:\new\table\reports\temp.txt",
        r"D:\nas\t1234567\r2",
        r"print('a\nb\t')",
        r"\nu \times \theta",
        "2019–2020 and 100–200, Monday–Friday",
        "pages 12 – 15",
        r"password:\n\nSubmit",
    ],
)
def test_paths_ranges_and_code_stay(said, text):
    assert said(text, model=False) == text


def test_a_long_dash_between_words_is_no_part_of_an_address(said):
    assert said("write—mei@chen.example") == "write—<EMAIL_1>"
    assert said(r"CORP\mei@chen.example") == r"CORP\<EMAIL_1>"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_two_spellings_of_a_value_are_one_value(said, hidden):
    assert said(f"{MAIL} or {hidden}") == "<EMAIL_1> or <EMAIL_1>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("José", "Jose\u0301"), ("ＡＢ", "ab"), (" a\u200bb ", "AB"), ("ﬁ", "fi")),
        *((r"C:\new", r"C:\NEW"), ("1–2", "1-2"), ("1[.]2", "1.2")),
    ],
)
def test_a_value_is_compared_without_width_case_and_marks_that_do_not_show(one, other):
    assert plain(one) == plain(other)


@given(st.text(alphabet="a1@.\u200b\u0301％%40&#;ａ１。，\\u0xnrZ好🎉\ufe0f–—−2", max_size=40))
@example("%zz&#99999999999;\\u00")
@example("&#1114112;\\ud800")
def test_each_character_of_a_shadow_stands_for_a_part_of_the_text(text):
    seen = shadow(text)
    if seen is None:
        return
    assert len(seen.text) == len(seen.starts) == len(seen.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(seen.starts, seen.ends, strict=True))
    assert seen.starts == sorted(seen.starts)
    seen.text.encode()  # no lone surrogate


@pytest.mark.parametrize("text", ["\\", "\\n", "\\n\\", "%25", "–", "–\u200b", "1 – ", "\\u00"])
def test_a_long_row_of_signs_is_read_in_linear_time(text):
    begin = time.process_time()
    shadow(text * (100_000 // len(text)))
    assert time.process_time() - begin < 2  # quadratic time would take minutes
