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
from etl.scrub.replace.echo import normal
from etl.scrub.surrogates import Surrogates, _checksums, _lists, by_entity
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


RIGHT = [
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "addr1vpu5vlrf4xkxv2qpwngf6cjhtw542ayty80v8dyr49rf5eg0yu80w",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0x52908400098527886e0f7030069857d2e4169ee7",  # in one case EIP-55 checks nothing
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
]


class Drawing:
    """Draws the characters of an address, whatever is asked for."""

    def __init__(self, address):
        self.left = iter(address)

    def choice(self, _):
        return next(self.left)


@pytest.mark.parametrize("address", RIGHT)
def test_a_wallet_that_is_right_by_chance_is_drawn_again(address):
    start = next(len(mark) for mark in ("bc1q", "bc1p", "addr1", "0x", "EQ", address[0])
                 if address.lower().startswith(mark.lower()))  # fmt: skip
    end = "2" if address[-1] != "2" else "3"
    surrogate = by_entity()["CRYPTO"].surrogate
    assert surrogate("CRYPTO", address, Drawing(address[start:])) is None
    if address != address.lower() or not address.startswith("0x"):
        wrong = address[:-2] + address[-1] + end
        wrong = wrong if not address.startswith("0x") else address[:-2] + "Ed"
        assert surrogate("CRYPTO", wrong, Drawing(wrong[start:])) == wrong


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_is_the_one_of_ethereum(message, digest):
    assert _checksums.keccak(message).hex() == digest


@pytest.mark.parametrize(
    ("value", "kind"), [("Smith", "FAMILY"), ("JAMES", "FAMILY"), ("Dr. Okonkwo", "FAMILY"),
                        ("Dr. Amy", "GIVEN"), ("Amy", "GIVEN"), ("kevin", "GIVEN")]
)  # fmt: skip
def test_a_surname_alone_stays_a_surname_and_a_given_name_a_given_name(value, kind):
    names = {*getattr(_lists, kind)}
    assert {new.split(" ")[-1].title() for new in drawn("PERSON", value)} <= names


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        ("PHONE_NUMBER", "0912 345 678", "+886 912 345 678"),
        ("PHONE_NUMBER", "13812345678", "+86 138 1234 5678"),
        ("PHONE_NUMBER", "(415) 655-2671", "+1 415.655.2671"),
        ("DATE_OF_BIRTH", "1990-05-04", "1990/05/04"),
    ],
)
def test_two_spellings_of_one_value_have_one_surrogate(entity, one, other):
    row = Surrogates(b"k" * 32, ())
    new = [row.of(entity, normal(entity, value), value) for value in (one, other)]
    digits = ["".join(filter(str.isdigit, text))[-7:] for text in new]
    assert digits[0] == digits[1]


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
