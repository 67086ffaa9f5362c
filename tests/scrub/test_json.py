"""Tool arguments and tool definitions: what a key announces goes, what a schema is made of stays."""

import json

import pytest
from scrub_rows import arguments_of, calling

from etl import schema, scrub
from etl.schema import example

WORDS = [
    "password",
    "user_password",
    "api_key",
    "token",
    "secret",
    "pin",
    "line_id",
    "wechat",
    "wechat_id",
    "passport",
    "passport_number",
    "account_number",
    "bank_account",
    "birthday",
    "ssn",
    "phone",
    "email",
    "card_number",
    "address2",
    "otp2fa",
]
PROPERTIES = [
    {"type": "string"},
    {"type": "string", "description": "The value of the user"},
    {"description": "The user's own", "type": "string"},
    {"title": "Field2", "minLength": 8, "type": "string"},
    {"enum": ["a1b2", "b2c3"]},
    {"type": ["string", "null"], "default": None},
    {"anyOf": [{"type": "string"}, {"type": "null"}], "default": ""},
    {"$ref": "#/$defs/Credential2"},
    {},
    True,
]


def arguments(given, **options):
    out = scrub.scrub(
        schema.frame(calling("send", given)), schema.Run(key=b"k" * 32), **OPTIONS | options
    )
    (row,) = out.to_dicts()
    assert not row["reasons"]
    return arguments_of(row)


OPTIONS = {"model": False}


def tool(properties):
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    function = {"name": "login", "description": "Log in", "parameters": parameters}
    return json.dumps([{"type": "function", "function": function}])


@pytest.mark.parametrize("given", PROPERTIES, ids=json.dumps)
def test_a_tool_definition_stays_as_it_is(given):
    tools = tool(dict.fromkeys(WORDS, given) | {"user": {"type": "string"}})
    row = example(("user", "what type of login is a string?"), ("assistant", "ok"), tools=tools)
    out = scrub.scrub(schema.frame(row), schema.Run(key=b"k" * 32), **OPTIONS)
    (after,) = out.to_dicts()
    assert after["tools"] == tools
    assert after["messages"][0]["content"] == "what type of login is a string?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"password": null, "user2": "x"}', '{"password": null, "user2": "x"}'),
        ('{"password": "", "user2": "x"}', '{"password": "", "user2": "x"}'),
        ('{"label": "password", "user2": "x"}', '{"label": "password", "user2": "x"}'),
        ('{"line_id": [], "wechat": {}}', '{"line_id": [], "wechat": {}}'),
        ('{"required": ["line_id", "wechat"]}', '{"required": ["line_id", "wechat"]}'),
        ('{"a": "--password", "key2": 1}', '{"a": "--password", "key2": 1}'),
        ('{"lat": 25.0330001, "lon": 121.5654321}', '{"lat": 25.0330001, "lon": 121.5654321}'),
        ('{"max_tokens": 4096, "year": 2026}', '{"max_tokens": 4096, "year": 2026}'),
        ("[0.9123456781, 0.0912345678]", "[0.9123456781, 0.0912345678]"),
        ('{"password": {"value": "Tulip77"}}', '{"password": {"value": "<SECRET_1>"}}'),
        ('{"password": {"type": "string", "default": "Tulip77"}}',
         '{"password": {"type": "string", "default": "<SECRET_1>"}}'),
        ('{"bankAccount": {"no": "9876543210"}}', '{"bankAccount": {"no": "<BANK_ACCOUNT_1>"}}'),
        ('{"env": {"name": "API_TOKEN", "value": "a1b2c3d4e5"}}',
         '{"env": {"name": "API_TOKEN", "value": "<SECRET_1>"}}'),
        ('["--password", "Tulip77"]', '["--password", "<SECRET_1>"]'),
        ('{"pin": 4821, "n": 4821}', '{"pin": "<SECRET_1>", "n": "<SECRET_1>"}'),
        ('{"wxid_a1b2c3d4e5f6": 1}', '{"<WECHAT_ID_1>": 1}'),
        ('{"card": 5425233430109903.0, "acc": 83920174655.0, "phone": 912345678.0}',
         '{"card": "<CREDIT_CARD_1>", "acc": 83920174655.0, "phone": "<PHONE_1>"}'),
        ('{"account_number": 8.3920174655e10}', '{"account_number": "<BANK_ACCOUNT_1>"}'),
        ('{"a@x.example": 1, "A@x.example": 2}', '{"<EMAIL_1>": 1, "<EMAIL_1> (2)": 2}'),
        ('{"a@x.example": 1, "a@x.example": 2}', '{"<EMAIL_1>": 1, "<EMAIL_1>": 2}'),
    ],
)  # fmt: skip
def test_arguments(before, after):
    assert arguments(before) == after


def test_keys_that_are_masked_alike_stay_two():
    assert arguments('{"a@x.example": 1, "b@x.example": 2}', replace="mask") == (
        '{"***********": 1, "*********** (2)": 2}'
    )
