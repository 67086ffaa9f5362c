"""Surrogates: they look like what they stand for, and are nobody's."""

import json
from ipaddress import ip_address, ip_network

import phonenumbers
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from scrub_rows import arguments_of, calling

from etl import config
from etl.schema import example
from etl.scrub import RECOGNIZERS
from etl.scrub._entities import LABELS
from etl.scrub.recognizers._phone_rules import REGIONS
from etl.scrub.surrogates import Surrogates, by_entity
from etl.scrub.surrogates._draw import Draw

EXAMPLES = sorted(
    {(e, v, p) for file in by_entity().values() for (e, v), p in file.EXAMPLES.items()}
)
# Those whose numbers prove themselves, so that no surrogate may be found by them.
CHECKED = ("credit_card", "iban_code", "tw_id", "cn_id", "hk_id", "jp_my_number", "us_ssn")
NETS = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
ROW = (
    "Mei Chen <mei@chen.example>, 4111 1111 1111 1111, A123456789, 192.168.1.20, password=hunter2!x"
)


def drawn(entity, value, count=60):
    file = by_entity()[entity]
    return [file.surrogate(entity, value, Draw(b"k" * 32, entity, value, n)) for n in range(count)]


@pytest.mark.parametrize(("entity", "value", "pattern"), EXAMPLES)
def test_a_surrogate_has_the_format_of_its_value_and_is_another_one(entity, value, pattern):
    if not pattern:
        assert set(drawn(entity, value)) == {None}
        return
    for new in drawn(entity, value):
        assert regex.fullmatch(pattern, new), new
        assert new != value


@pytest.mark.parametrize("name", CHECKED)
def test_no_surrogate_has_a_right_checksum(name):
    finder = RECOGNIZERS[name].Recognizer("en")
    texts = [text for found in RECOGNIZERS[name].FINDS.values() for text in found]
    for value in texts:
        for new in drawn(RECOGNIZERS[name].ENTITY, value, 200):
            assert list(finder.spans(f" {new} ")) == [], new


def test_no_wallet_has_a_right_checksum():
    crypto = RECOGNIZERS["crypto"]
    for new in drawn("CRYPTO", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", 300):
        assert list(crypto.Recognizer("en").spans(new)) == []


@pytest.mark.parametrize(
    "value",
    [text for found in RECOGNIZERS["phone_number"].FINDS.values() for text in found],
)
def test_no_surrogate_of_a_phone_rings(value):
    for new in drawn("PHONE_NUMBER", value):
        assert [c for c in new if not c.isdigit()] == [c for c in value if not c.isdigit()]
        digits = "".join(filter(str.isdigit, new))
        if "55501" in digits:  # kept for films in North America
            continue
        regions = (
            [None]
            if "+" in new
            else ["CN", "US"]
            if digits.startswith(("154", "86154"))
            else REGIONS
        )
        assert not any(rings(new, region) for region in regions), new


def rings(text, region):
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


@pytest.mark.parametrize("value", ["10.1.2.3", "fe80::1", "::ffff:192.0.2.128"])
def test_addresses_of_machines_are_for_documentation(value):
    for new in drawn("IP_ADDRESS", value):
        assert any(ip_address(new) in ip_network(net) for net in NETS), new


@given(st.from_regex(r"[a-zA-Z0-9_.+-]{1,20}@[a-z0-9-]{1,10}\.[a-z]{2,6}", fullmatch=True))
def test_nobody_can_be_written_to(value):
    for new in drawn("EMAIL_ADDRESS", value, 5):
        assert regex.fullmatch(r"[^@]+@example\.(com|net|org)", new, regex.IGNORECASE)


def contents(frame):
    return [message["content"] for row in frame.to_dicts() for message in row["messages"]]


def test_a_value_has_one_surrogate_in_all_rows_and_in_every_spelling(clean):
    rows = [example(("user", "I am John Smith, mei@chen.example.")),
            example(("user", "Ask John Smith, MEI@chen.example"))]  # fmt: skip
    one, other = contents(clean(*rows, replace="surrogate"))
    name, mail = regex.fullmatch(r"I am (\w+ \w+), (.+)\.", one).groups()
    assert other.split(", ") == [f"Ask {name}", mail]
    assert "Smith" not in one + other


def test_another_key_gives_other_surrogates():
    one, other = (Surrogates(key * 32, ()) for key in (b"k", b"l"))
    assert one.of("PERSON", "mei chen", "Mei Chen") != other.of("PERSON", "mei chen", "Mei Chen")


def test_different_values_of_a_row_never_have_the_same_surrogate():
    row = Surrogates(b"k" * 32, ())
    values = [f"10.0.{n}.1" for n in range(250)]
    made = [row.of("IP_ADDRESS", value, value) for value in values]
    left = [new for new in made if new is not None]
    assert len(left) == len(set(left)) > 200
    assert [row.of("IP_ADDRESS", value, value) for value in values] == made


def test_no_surrogate_is_a_value_of_its_row():
    (first,) = {Surrogates(b"k" * 32, ()).of("PERSON", "mei", "Mei")}
    again = Surrogates(b"k" * 32, [first.lower()]).of("PERSON", "mei", "Mei")
    assert again not in {None, first}


def test_nothing_looks_like_a_secret(said):
    assert said("password=hunter2!x", replace="surrogate") == "password=<SECRET_1>"


def test_what_has_no_surrogate_is_a_placeholder(said):
    assert said("Acme", deny=("Acme",), replace="surrogate") == "<DENY_LIST_1>"


def test_nothing_of_a_row_survives(said):
    after = said(ROW.replace("Mei Chen", "John Smith"), replace="surrogate")
    assert not [
        part for part in ("Smith", "chen", "1111", "A1234", "192.168", "hunter") if part in after
    ]
    assert "<SECRET_1>" in after
    assert "<CREDIT_CARD" not in after


def test_tool_arguments_stay_json(clean):
    (row,) = clean(
        calling("dial", '{"phone":13812345678,"to":"a\\"b <mei@chen.example>"}'),
        replace="surrogate",
    ).to_dicts()
    after = json.loads(arguments_of(row))
    assert after["phone"].startswith("154")
    assert regex.fullmatch(r'a"b <[^@]+@example\.\w+>', after["to"])


@pytest.mark.parametrize("task", ["extraction", "persona"])
def test_presets_make_people_and_addresses_lifelike(tmp_path, task):
    loaded = loaded_config(tmp_path, task=task)
    operators = {"PERSON": "surrogate", "STREET_ADDRESS": "surrogate"}
    assert loaded.stages(task)["scrub"]["replace"] == operators


@pytest.mark.parametrize(
    ("scrub", "replace"),
    [
        ({"replace": "hash"}, "hash"),
        ({"entities": ["EMAIL_ADDRESS"]}, "placeholder"),
        ({"entities": ["PERSON"]}, {"PERSON": "surrogate"}),
        ({"replace": {"PERSON": "mask"}}, {"PERSON": "mask", "STREET_ADDRESS": "surrogate"}),
    ],
)
def test_what_a_config_says_goes_before_a_preset(tmp_path, scrub, replace):
    loaded = loaded_config(tmp_path, task="persona", scrub=scrub)
    assert loaded.stages("persona")["scrub"]["replace"] == replace


def loaded_config(folder, **keys):
    (folder / "a.jsonl").write_text("")
    values = {"version": 1, "output": "out", "sources": [{"type": "jsonl", "path": "a.jsonl"}]}
    (folder / "config.yaml").write_text(json.dumps({**values, **keys}))
    return config.load(folder / "config.yaml")


def test_every_label_of_a_surrogate_is_an_entity_of_a_recognizer_or_the_model():
    known = {part.ENTITY for part in RECOGNIZERS.values()} | {"PERSON", "LOCATION", "ORGANIZATION"}
    assert set(by_entity()) <= known
    assert set(LABELS) <= known
