"""Where a finding came from: the column `found` of what scrub returns."""

import polars as pl
import pytest
from scrub_rows import calling

from etl import schema, scrub
from etl.plugins import named
from etl.scrub._origins import band
from etl.scrub._rows import FOUND

RUN = schema.Run(key=b"key of the tests")
LETTERS = "This is quite a long English sentence about nothing at all. "


def found(*rows, run=RUN, **options):
    scrubbed = scrub.scrub(schema.frame(*rows), run, **{"model": False, **options})
    assert scrubbed.schema["found"] == FOUND
    return [[tuple(item.values()) for item in row] for row in scrubbed["found"].to_list()], scrubbed


def test_a_row_without_findings_has_none():
    assert found(schema.example(("user", "hello"), ("assistant", "hi")))[0] == [[]]


def test_a_row_that_is_set_aside_tells_nothing():
    russian = "Здравствуйте, когда придёт мой заказ? Моя почта a@b.example"
    rows, scrubbed = found(schema.example(("user", russian)))
    assert (rows, scrubbed["reasons"].to_list()) == ([[]], [["unscrubbed_language"]])


def test_what_is_allowed_does_not_count():
    rows, _ = found(schema.example(("user", "mail a@b.example")), allow=("a@b.example",))
    assert rows == [[]]
    both = schema.example(("user", "mail a@b.example or c@d.example"))
    rows, _ = found(both, allow=("a@b.example",))
    assert [item[-1] for item in rows[0]] == [1]


def test_a_row_with_a_text_that_could_not_be_scrubbed_tells_nothing_of_the_others(tmp_path):
    (tmp_path / "failing.py").write_text(
        "from etl.scrub import Shape\nENTITY = 'STAFF'\nclass Recognizer(Shape):\n"
        "    ENTITY = ENTITY\n    SHAPES = (r'ST-\\d{6}',)\n"
        "    def valid(self, value):\n        raise ValueError\n"
    )
    run = schema.Run(key=b"key", plugins=named(["failing.py"], tmp_path))
    row = schema.example(("user", "a@b.example"), ("assistant", "ST-123456"))
    rows, scrubbed = found(row, run=run)
    assert (rows, scrubbed["reasons"].to_list()) == ([[]], [["not_scrubbed"]])


def test_each_finding_is_told_with_its_file_language_and_band():
    row = schema.example(
        ("user", LETTERS + "mail a@b.example or c@d.example"), ("assistant", "邮箱a@b.example")
    )
    rows, scrubbed = found(row)
    assert rows == [
        [
            ("EMAIL_ADDRESS", "email_address", "en", "1.00", 2),
            ("EMAIL_ADDRESS", "email_address", "zh", "1.00", 1),
        ]
    ]
    assert scrubbed["entities"].to_list() == [[{"entity": "EMAIL_ADDRESS", "count": 3}]]


def test_tool_arguments_and_short_texts_have_no_language():
    rows, _ = found(calling("send", {"to": "a@b.example"}, tools='{"x": "c@d.example"}'))
    assert rows == [[("EMAIL_ADDRESS", "email_address", "und", "1.00", 2)]]


def test_a_text_that_stands_in_two_rows_counts_in_both():
    row = schema.example(("user", "a@b.example"))
    assert found(row, row)[0] == [[("EMAIL_ADDRESS", "email_address", "und", "1.00", 1)]] * 2


def test_the_model_and_the_deny_list_tell_their_names():
    row = schema.example(
        ("user", "My colleague Margaret Thornton said that Bluebird is late again.")
    )
    rows, _ = found(row, model="builtin", deny=("bluebird",))
    told = {(entity, recognizer) for entity, recognizer, *_ in rows[0]}
    assert {("PERSON", "model"), ("DENY_LIST", "deny")} <= told


def test_what_only_an_echo_found_counts_as_replaced_and_not_as_found():
    row = schema.example(("user", "account number: 12345678"), ("assistant", "so 12345678 it is"))
    rows, scrubbed = found(row)
    assert [item[-1] for item in rows[0]] == [1]
    assert scrubbed["entities"].to_list() == [[{"entity": "BANK_ACCOUNT", "count": 2}]]


def test_a_plugin_is_told_by_its_file_and_a_value_in_its_name_is_not(tmp_path):
    (tmp_path / "staff_number.py").write_text(
        "from etl.scrub import Shape\nENTITY = 'STAFF'\nclass Recognizer(Shape):\n"
        "    ENTITY = ENTITY\n    SHAPES = (r'ST-\\d{6}',)\n"
    )
    (tmp_path / "chatty.py").write_text(
        "from presidio_analyzer import EntityRecognizer, RecognizerResult\nENTITY = 'CHATTY'\n"
        "class Recognizer(EntityRecognizer):\n"
        "    def __init__(self, language):\n        super().__init__(['CHATTY'], supported_language=language)\n"
        "    def load(self): pass\n"
        "    def analyze(self, text, entities, nlp_artifacts):\n"
        "        told = {'recognizer_name': text, 'recognizer_identifier': self.id}\n"
        "        return [RecognizerResult('CHATTY', 0, 3, 0.4, None, told)]\n"
    )
    run = schema.Run(key=b"key", plugins=named(["staff_number.py", "chatty.py"], tmp_path))
    rows, _ = found(schema.example(("user", "ask ST-123456")), run=run)
    assert rows == [
        [("CHATTY", "unknown", "und", "0.35-0.50", 1), ("STAFF", "staff_number", "und", "1.00", 1)]
    ]


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (0.0, "0.00-0.35"),
        (0.35, "0.35-0.50"),
        (0.4999, "0.35-0.50"),
        (0.85, "0.85-1.00"),
        (0.99, "0.85-1.00"),
        (1.0, "1.00"),
    ],
)
def test_a_band_begins_with_its_first_score(score, told):
    assert band(score) == told


def test_no_text_and_no_offset_stands_in_what_is_told():
    _, scrubbed = found(schema.example(("user", "mail a@b.example")))
    told = scrubbed.select(pl.col("found").explode().struct.unnest())
    assert "a@b" not in str(told.to_dicts())
    assert told.columns == ["entity", "recognizer", "language", "score", "count"]
