"""Promises of the guards: what the model calls a person and cannot be one goes back, names stay."""

import re

import pytest

from etl.scrub.names.artifacts import Name
from etl.scrub.names.guards import guarded
from etl.scrub.names.listed import others


def kept(text, value, entity="PERSON"):
    """What is left of a finding `value` in a text."""
    at = text.index(value)
    names = guarded(text, Name(at, at + len(value), entity))
    return [text[name.start : name.end] for name in names]


HAN_WORDS = """这[张专辑]真好听 一[张专辑] 每[張票]80元 3[张图片] [那张图]片 [韩国]好玩 [韓國] [多少]钱 [那里可]以
    [那里]有 [跟王] [是吗] [新西兰] 把[令牌]给我 [比特币]地址 [健保卡]讀取失敗 [微信加]我 [金鑰]外洩"""
HAN_WORDS += """ 去[雍和宫]玩 [温哥华]好玩 約[西元]前 與[聖座]建交 去[馬爾地夫]玩 在[爱奇艺]看 [武侠]小说 買[特斯拉]的車
    在[東京]住 [摩洛哥]菜 參觀[龍山寺]嗎"""
HAN_NAMES = "[王小明] 這是[張偉] 我叫[张伟] 找[张伟]谈 [李伟] 和[張三]说"
NO_PERSONS = """LAX|SD|Pop|Cab|Genre|Jazz Comedy, Drama|San Diego|London|St. Louis|Sunrise Apartments|Rosy Salon
    |Jazz Festival|Hilton Hotel|Main Street|dp"""
PERSONS = [
    "jen",
    "shanna",
    "Amy Chen",
    "John Y. Park",
    "Jordan Lee",
    "Rock Hudson",
    "Jazz Chen",
    "London Breed",
    "Austin",
]


@pytest.mark.parametrize("text", HAN_WORDS.split())
def test_a_han_word_is_no_person(text):
    before, value, after = text.replace("]", "[").split("[")
    assert kept(before + value + after, value) == []


@pytest.mark.parametrize("value", [value.strip() for value in NO_PERSONS.split("|")])
def test_a_code_a_genre_a_city_or_a_place_is_no_person(value):
    assert kept(f"It is {value} again", value) == []


@pytest.mark.parametrize("text", HAN_NAMES.split())
def test_a_han_name_stays(text):
    before, value, after = text.replace("]", "[").split("[")
    assert kept(before + value + after, value) == [value]


@pytest.mark.parametrize("value", PERSONS)
def test_a_name_with_such_a_word_in_it_stays(value):
    assert kept(f"It is {value} again", value) == [value]


@pytest.mark.parametrize(
    "value",
    ["王小明呀", "那王小明", "喜欢王小明", "喜歡王小明嗎", "跟王小明吧", "是王小明", "和王小明啊"],
)
def test_a_name_loses_the_han_words_around_it(value):
    assert kept(f"我{value}。", value) == ["王小明"]


@pytest.mark.parametrize("value", ["韩国", "San Diego", "那不勒斯"])
def test_a_place_stays_a_place(value):
    assert kept(f"去{value}玩", value, "LOCATION") == [value]


@pytest.mark.parametrize(
    ("value", "name"),
    [("朴树唱", "朴树"), ("崔健唱", "崔健"), ("周杰伦演唱", "周杰伦"), ("王小明說", "王小明"),
     ("陳文演", "陳文演"), ("李白", "李白"), ("傅說", "傅說"), ("李說", "李說")],
)  # fmt: skip
def test_a_name_loses_what_its_bearer_does(value, name):
    assert kept(f"是{value}的歌", value) == [name]


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("name='John Smith', id=1", "Smith", "John Smith"),
        ('f(name="Mary Ann Johnson")', "Johnson", "Mary Ann Johnson"),
        ("at name='The big John Smith'", "Smith", "Smith"),
        ("it's John Smith's", "Smith", "Smith"),
        ("user='John Smith is here'", "Smith", "Smith"),
        ("gọi Nguyễn Văn An, nhé", "Nguyễn Văn", "Nguyễn Văn An"),
        ("Nguyễn Văn an", "Nguyễn Văn", "Nguyễn Văn"),
        ("John Smith Street", "John Smith", "John Smith"),
    ],
)
def test_a_name_that_was_cut_short_is_whole_again(text, value, name):
    assert kept(text, value) == [name]


def listed(text):
    plain = text.replace("[", "").replace("]", "")
    values = re.findall(r"\[(.+?)\]", text)
    names = [Name(plain.index(v), plain.index(v) + len(v), "PERSON") for v in values]
    return [plain[name.start : name.end] for name in others(plain, names)]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("七人：加藤清正、[福島正則]、[石田三成]、淺野幸長和誰", ["加藤清正", "淺野幸長"]),
        ("有[王小明]、[陳大文]、李美華。", ["李美華"]),
        ("有[王小明]、陳大文、李美華。", []),
        ("有[李白]、[杜甫]、詩人。", []),
        ("他寫[曹操]、[劉備]、三國志。", []),
        ("去[王小明]、[陳大文]、馬達加斯加、高鐵站。", []),
        ("[王小明]、[陳大文]、張開雙手去擁抱。", []),
    ],
)
def test_further_names_of_a_list_go_with_two_that_were_found(text, more):
    assert listed(text) == more
