"""The second pass: what was found in one row is replaced wherever else it stands in the run."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrub_rows import arguments_of, calling

from etl import schema, scrub
from etl.schema import example
from etl.scrub.again import seek
from etl.scrub.surrogates import Surrogates

RUN = schema.Run(key=b"k" * 32)
OPTIONS = {
    "languages": ("en", "zh"), "other_languages": "quarantine", "entities": "default",
    "replace": "placeholder", "allow": (), "deny": (), "model": False,
}  # fmt: skip


@pytest.fixture
def swept(tmp_path):
    """Scrub and sweep rows: what is left of them, and what of each row was changed by the second pass."""

    def go(*rows, **more):
        options = OPTIONS | more
        for n, row in enumerate(rows):
            row["ordinal"] = n
        out = scrub.scrub(schema.frame(*rows), RUN, **options)
        return sweep(out, tmp_path, options)

    return go


def sweep(out, folder, options):
    values = out.select("raw").explode("raw", empty_as_null=False, keep_nulls=False).unnest("raw")
    issued = values.filter(scrub.is_lifelike(pl.col("instead"))).select("entity", "instead")
    found = values.select("entity", "text").unique().sort("entity", "text")
    scrub.remember(found, issued.unique(), folder)
    raw = dict(zip(out["ordinal"], out["raw"].to_list(), strict=True))
    changed = scrub.sweep(out, raw, folder, RUN, options)
    rest = out.join(changed, on="ordinal", how="anti")
    return pl.concat([rest, changed.select(rest.columns)]).sort("ordinal"), changed


def said(frame):
    return [message["content"] for row in frame.to_dicts() for message in row["messages"]]


def user(*texts):
    return [example(("user", text)) for text in texts]


@pytest.mark.parametrize(
    ("found", "elsewhere", "after"),
    [
        ("bank account 12345678", "ref 12345678.", "ref <BANK_ACCOUNT_1>."),
        ("bank account 12345678", "ref 1234-5678.", "ref <BANK_ACCOUNT_1>."),
        ("phone: 4155550132", "n=4155550132", "n=<PHONE_1>"),
        ("手機0912-345-678請撥", "user_0912345678_log", "user_<PHONE_1>_log"),
        ("手機0912-345-678請撥", "id 886912345678", "id <PHONE_1>"),
        ("at +886 912 345 678.", "x 912345678 y", "x <PHONE_1> y"),
        ("手機0912-345-678請撥", "單號：０９１２３４５６７８", "單號：<PHONE_1>"),
        ("bank account 12345678", "a 55512 12345678 777777 b", "a 55512 <BANK_ACCOUNT_1> 777777 b"),
        ("password=hunter2!x", "say HUNTER2!X now", "say <SECRET_1> now"),
        ("password=hunter2!x", "see x_hunter2!x_y", "see x_<SECRET_1>_y"),
        ("api_key = 'a1b2c3d4e5f6g7h8'", "zza1b2c3d4e5f6g7h8zz", "zz<SECRET_1>zz"),
        ("pay GB82 WEST 1234 5698 7654 32", "q=gb82west12345698765432", "q=<IBAN_CODE_1>"),
        ("passport no. E12345678", "number E12345678", "number <PASSPORT_1>"),
        ("LINE ID: mei_chen88", "ask mei_chen88", "ask <LINE_ID_1>"),
        ("車牌號碼ABC-1234", "見abc1234", "見<LICENSE_PLATE_1>"),
        ("from 10.20.30.40", "version 10.20.30.40", "version <IP_1>"),
        ("password=hunter2!x", "see hunt\u200ber2!x", "see <SECRET_1>"),
        ("password=Tulip%77x", "see Tulip%77x", "see <SECRET_1>"),
        ("bank account 12345678", "ref 1234−5678", "ref <BANK_ACCOUNT_1>"),
        ("bank account 12345678", r"ref\n12345678", r"ref\n<BANK_ACCOUNT_1>"),
        ("card 5425 2334 3010 9903", "5425–2334–3010–9903", "<CREDIT_CARD_1>"),
        ("password=Tulip%77x", "see Tulipwx1 tulipwx", "see Tulipwx1 tulipwx"),
    ],
)
def test_a_value_found_in_one_row_is_replaced_in_another(swept, found, elsewhere, after):
    frame, _ = swept(*user(found, elsewhere))
    assert said(frame)[1] == after


@pytest.mark.parametrize(
    ("found", "elsewhere"),
    [
        ("my PIN is 4821", "room 4821"),
        ("password: dragon", "a dragon"),
        ("password: happiness", "happiness is near"),
        ("passport no. 1234567", "1234567 of them"),
        ("bank account 10000000", "10000000 dollars"),
        ("bank account 20260315", "backup 20260315"),
        ("LINE ID: happyhorse", "a happyhorse"),
        ("DOB: 1990-05-04", "log 1990-05-04"),
        ("bank account 12345678", "ref 9123456780"),
        ("bank account 12345678", "12345,678 and 123456789"),
        ("password=hunter2!x", "xhunter2!xy"),
        ("手機0912-345-678請撥", "no 5591234567800"),
        ("bank account 012345678", "ref 12345678"),
    ],
)
def test_what_says_little_is_not_sought_elsewhere(swept, found, elsewhere):
    frame, changed = swept(*user(found, elsewhere))
    assert said(frame)[1] == elsewhere
    assert changed.is_empty()


def test_names_stay_a_matter_of_their_row(clean, tmp_path, model):
    rows = [
        example(("user", "I am John Smith."), ordinal=0),
        example(("user", "john smith"), ordinal=1),
    ]
    out = clean(*rows)
    frame, _ = sweep(out, tmp_path, OPTIONS | {"model": model})
    assert said(frame) == ["I am <PERSON_1>.", "john smith"]


def test_in_its_own_row_another_spelling_has_the_same_number(swept):
    rows = [
        example(
            ("user", "手機0912-345-678請撥 and 0223456789"), ("user", "id 886912345678, 0912345678")
        )
    ]
    frame, _ = swept(*rows)
    assert said(frame)[1] == "id <PHONE_1>, <PHONE_1>"


def test_a_new_value_of_a_row_has_the_next_number(swept):
    rows = user("bank account 12345678", "匯款帳號：98765432。 ref 12345678")
    frame, _ = swept(*rows)
    assert said(frame)[1] == "匯款帳號：<BANK_ACCOUNT_1>。 ref <BANK_ACCOUNT_2>"


def test_no_surrogate_is_a_value_of_another_row(swept):
    name = Surrogates(RUN.key, ()).of("PERSON", "mary jones", "Mary Jones")
    rows = user("My name is Mary Jones.", f"My name is {name}.")
    frame, changed = swept(*rows, replace="surrogate")
    first, second = (text.removeprefix("My name is ") for text in said(frame))
    assert first == second != f"{name}."  # of both it is that of `name`
    assert changed["ordinal"].to_list() == [0]


@pytest.mark.parametrize("operator", ["surrogate", "hash"])
def test_surrogates_and_hashes_are_those_of_the_other_row(swept, operator):
    frame, _ = swept(*user("bank account 12345678", "ref 12345678."), replace=operator)
    first, second = said(frame)
    assert first.removeprefix("bank account ") == second.removeprefix("ref ").removesuffix(".")


def test_allow_holds_in_the_second_pass(swept):
    frame, changed = swept(
        *user("bank account 12345678", "hotline 12345678"), allow=("hotline 12345678",)
    )
    assert said(frame)[1] == "hotline 12345678"
    assert changed.is_empty()


def test_a_row_is_dropped_for_what_was_found_elsewhere(swept):
    _, changed = swept(
        *user("bank account 12345678", "ref 12345678."), replace={"BANK_ACCOUNT": "drop_row"}
    )
    assert changed["reasons"].to_list() == [["personal_data"]]
    assert changed["messages"].list.len().to_list() == [0]


def test_what_was_replaced_is_counted_and_known_by_its_hash(swept):
    _, changed = swept(*user("bank account 12345678", "ref 12345678, 1234 5678"))
    assert changed["ordinal"].to_list() == [1]
    assert changed["entities"].to_list() == [[{"entity": "BANK_ACCOUNT", "count": 2}]]
    assert set(changed["values"][0]) == set(scrub.value_keys("12345678", RUN.key)) & set(
        changed["values"][0]
    )


def test_every_text_of_a_row_is_swept_and_json_stays_json(swept):
    row = calling(
        "save", {"12345678": "a\\"[:1] + '"12345678', "n": 12345678, "deep": '{"x": "12345678"}'}
    )
    row["tools"] = json.dumps([{"description": "of 12345678"}])
    row["messages"][0]["name"] = "u12345678"
    row["messages"][1]["tool_call_id"] = "12345678"
    frame, _ = swept(*user("bank account 12345678"), row)
    (_, after) = frame.drop("raw").to_dicts()
    assert "12345678" not in json.dumps(after, default=str)
    told = json.loads(arguments_of(after))
    assert set(told) == {"<BANK_ACCOUNT_1>", "n", "deep"}
    assert json.loads(told["deep"]) == {"x": "<BANK_ACCOUNT_1>"}


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("83920174655.0", "<BANK_ACCOUNT_1>"),
        ("8.3920174655e10", "<BANK_ACCOUNT_1>"),
        ("8.392017466e10", "<BANK_ACCOUNT_1>"),
        ("5.425233430109903E+15", "<CREDIT_CARD_1>"),
        ("83920174655.5", "<BANK_ACCOUNT_1>.5"),
        ("83920174656.0", 83920174656.0),
    ],
)
def test_numbers_with_a_point_or_an_exponent_are_swept_and_are_leaks(
    swept, tmp_path, number, after
):
    row = calling("save", {"n": 0})
    frame, _ = swept(*user("bank account 83920174655, bank account 83920174660"), row)
    call = json.loads(row["messages"][1]["tool_calls"])
    call[0]["function"]["arguments"] = f'{{"n": {number}}}'
    late = frame.to_dicts()
    late[1]["messages"][1]["tool_calls"] = json.dumps(call)
    frame, _ = sweep(pl.DataFrame(late, schema=frame.schema), tmp_path, OPTIONS)
    assert json.loads(arguments_of(frame.to_dicts()[1])) == {"n": after}
    found = scrub.leaks(files([f'{{"n": {number}}}']), tmp_path, RUN, OPTIONS, lambda _: ())
    assert sum(found.values()) == isinstance(after, str)


def files(texts):
    return pl.DataFrame({"text": texts}).select(pl.lit("f").alias("file"), "text")


VALUES = {  # as they are found, and as they may stand elsewhere
    "bank account 12345678": ["12345678", "1234 5678", "１２３４５６７８"],
    "password=hunter2!x": ["hunter2!x", "HUNTER2!x", "hunter2!\u200bx"],
    "手機0912-345-678請撥": ["0912345678", "886912345678", "(0912) 345 678"],
    "pay GB82 WEST 1234 5698 7654 32": ["GB82WEST12345698765432", "gb82-west-1234-5698-7654-32"],
    "LINE ID: mei_chen88": ["mei_chen88", "Mei_Chen88"],
}
PLAIN = [
    "the year 2026",
    "order 4711",
    "你好",
    "a@b",
    "http://x.example/a%20b",
    "{}",
    "1.5 kg",
    "<EMAIL_1>",
    "\\n",
    '"',
]
SPOKEN = st.lists(
    st.sampled_from([v for vs in VALUES.values() for v in vs]) | st.sampled_from(PLAIN), max_size=6
)


@settings(deadline=None, max_examples=40)
@given(st.lists(SPOKEN.map("; ".join), min_size=1, max_size=4))
def test_no_value_of_the_run_survives_anywhere(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("sought")
    rows = [example(("user", text), ordinal=n) for n, text in enumerate([*VALUES, *texts])]
    frame, _ = sweep(scrub.scrub(schema.frame(*rows), RUN, **OPTIONS), folder, OPTIONS)
    left = said(frame)[len(VALUES) :]
    assert not [v for vs in VALUES.values() for v in vs for text in left if v in text]
    assert not scrub.leaks(files(said(frame)), folder, RUN, OPTIONS, lambda _: ())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=40) | st.sampled_from(PLAIN), min_size=1, max_size=4))
def test_text_without_values_of_the_run_is_untouched(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("sought")
    rows = [example(("user", text), ordinal=n) for n, text in enumerate([*VALUES, *texts])]
    out = scrub.scrub(schema.frame(*rows), RUN, **OPTIONS)
    frame, changed = sweep(out, folder, OPTIONS)
    assert changed.is_empty()
    assert said(frame) == said(out)


def test_a_leak_is_counted_by_entity_and_what_stands_for_values_is_none(tmp_path):
    out = scrub.scrub(
        schema.frame(*user("bank account 12345678", "password=hunter2!x")), RUN, **OPTIONS
    )
    sweep(out, tmp_path, OPTIONS)
    texts = ["ref 12345678", '{"a": "x\\n12345678"}', "<EMAIL_1> ****", "hunter2!x 4111111111111111",
                       "ruth.hale40@example.net", "mei@chen.example", "x\\nA123456789"]  # fmt: skip
    found = scrub.leaks(files(texts), tmp_path, RUN, OPTIONS, lambda _: {"ruth.hale40@example.net"})
    told = {"BANK_ACCOUNT": 2, "SECRET": 1, "CREDIT_CARD": 1, "EMAIL_ADDRESS": 1, "TW_ID": 1}
    assert found == {("f", entity): count for entity, count in told.items()}


def test_a_text_that_cannot_be_looked_through_counts_as_a_leak(tmp_path, monkeypatch):
    out = scrub.scrub(schema.frame(*user("bank account 12345678")), RUN, **OPTIONS)
    sweep(out, tmp_path, OPTIONS)
    monkeypatch.setattr(seek.Places, "spans", lambda *_: 1 / 0)
    found = scrub.leaks(files(["ref 12345678", "nothing"]), tmp_path, RUN, OPTIONS, lambda _: ())
    assert found == {("f", "UNREAD"): 1}


def test_a_row_that_cannot_be_swept_is_set_aside(swept, monkeypatch):
    monkeypatch.setattr(seek.Places, "spans", lambda *_: 1 / 0)
    _, changed = swept(*user("bank account 12345678", "ref 12345678"))
    assert changed["reasons"].to_list() == [["not_scrubbed"]]
    assert changed["messages"].list.len().to_list() == [0]


def test_texts_are_looked_through_some_at_a_time(swept, monkeypatch):
    monkeypatch.setattr(seek, "_TOGETHER", 50)
    texts = [f"{'x' * n} ref 12345678" for n in range(0, 90, 7)]
    frame, changed = swept(*user("bank account 12345678", *texts))
    assert changed["ordinal"].to_list() == list(range(1, len(texts) + 1))
    assert not [text for text in said(frame) if "12345678" in text]
