"""Promises that every format keeps; a new file in `formats/` is under test at once."""

import inspect
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.schema import example, frame
from etl.write import FORMATS
from etl.write._examples import CALL, said

HOSTILE = [
    'He said "no" \\ and left',
    "line\nbreak\r\nand\ttab",
    "\x00\x01\x1f\x7f",
    "\u2028 and \u2029",
    "\N{FAMILY}\u200d\N{GRINNING FACE} 你好，世界",
    "}{][,:",
    '","role":"system',
    "\u202e\ufeff\ufffd",
]
STRANGE = [
    example(),
    example(("user", None), ("assistant", None)),
    example((None, "x"), ("assistant", "y")),
    example(("tool", "x"), ("assistant", "y")),
    example(("system", "x"), ("assistant", "y"), ("user", "z")),
    {**example(("user", "x"), ("assistant", "y")), "tools": "[" * 5000 + "]" * 5000},
    said(example(("user", "x"), ("assistant", "y")), 1, tool_calls=""),
    {**example(), "messages": None},
]

every_format = pytest.mark.parametrize("name", FORMATS)


def objects(name, *rows, **options):
    lines = FORMATS[name].lines(frame(*rows), **options)["line"]
    return [None if line is None else json.loads(line) for line in lines]


def nulls(value, path=""):
    match value:
        case None:
            yield path
        case dict():
            for key, item in value.items():
                yield from nulls(item, f"{path}.{key}")
        case list():
            for item in value:
                yield from nulls(item, path)


@every_format
def test_a_format_refuses_what_it_says_it_refuses(name):
    refused = FORMATS[name].REFUSES
    assert objects(name, *refused) == [None] * len(refused)


@every_format
def test_a_format_is_right_about_its_own_examples(name):
    rows, wanted = zip(*FORMATS[name].EXAMPLES, strict=True)
    found = objects(name, *rows)
    assert found == list(wanted)
    assert [list(line) for line in found] == [list(line) for line in wanted]  # the order of keys


@every_format
def test_examples_among_refused_rows_keep_their_places(name):
    module = FORMATS[name]
    row, wanted = module.EXAMPLES[-1]
    assert objects(name, module.REFUSES[0], row, module.REFUSES[-1], row) == [None, wanted] * 2


@every_format
@pytest.mark.parametrize("options", [{}, {"system_prompt": "drop"}, {"train_on": "last"}])
def test_a_format_gives_one_line_or_null_for_any_row(name, options):
    lines = FORMATS[name].lines(frame(*STRANGE), **options)
    assert lines.schema == {"line": pl.String}
    assert lines.height == len(STRANGE)
    for line in lines["line"].drop_nulls():
        json.loads(line)
    assert FORMATS[name].lines(frame(), **options).height == 0


@every_format
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(name, text):
    (line,) = FORMATS[name].lines(frame(example(("user", text), ("assistant", text))))["line"]
    assert "\n" not in line
    assert [text, text] == [t for t in leaves(json.loads(line)) if t not in LABELS]


LABELS = {"user", "assistant", "human", "gpt", ""}


def leaves(value):
    match value:
        case dict():
            return [leaf for item in value.values() for leaf in leaves(item)]
        case list():
            return [leaf for item in value for leaf in leaves(item)]
        case _:
            return [value]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.text(min_size=1, max_size=30)), min_size=1, max_size=4
    )
)
def test_any_conversation_comes_back_from_openai_lines(pairs):
    turns = [turn for u, a in pairs for turn in (("user", u), ("assistant", a + "."))]
    (line,) = objects("openai", example(*turns))
    assert [(m["role"], m["content"]) for m in line["messages"]] == turns


@every_format
def test_text_is_written_in_utf_8_not_in_escapes(name):
    (line,) = FORMATS[name].lines(frame(example(("user", "你好"), ("assistant", "世界"))))["line"]
    assert "你好" in line
    assert ": " not in line


@every_format
def test_no_key_is_null(name):
    rows = [row for row, _ in FORMATS[name].EXAMPLES]
    found = set(nulls(objects(name, *rows, example(("user", "a"), ("assistant", "b")))))
    assert found <= {".messages.content"}  # null beside tool calls alone: the API wants it there


@every_format
def test_a_dropped_system_prompt_is_nowhere_in_a_line(name):
    row = example(("system", "Secret sauce"), ("user", "Hi"), ("assistant", "Hello"))
    (kept,) = objects(name, row)
    (dropped,) = objects(name, row, system_prompt="drop")
    assert "Secret sauce" in leaves(kept)
    assert "Secret sauce" not in leaves(dropped)


@every_format
def test_every_option_has_a_default_and_is_explained(name):
    lines = FORMATS[name].lines
    options = [p for p in inspect.signature(lines).parameters.values() if p.kind is p.KEYWORD_ONLY]
    assert [o.name for o in options] == ["system_prompt", "train_on"]
    for option in options:
        assert option.default is not inspect.Parameter.empty
        assert f"{option.name}:" in inspect.getdoc(lines)


def test_openai_weights_the_last_turn_alone_when_told_to():
    row = example(
        ("user", "a"),
        ("assistant", "b"),
        ("user", "c"),
        ("assistant", ""),
        ("tool", "d"),
        ("assistant", "e"),
    )
    row = said(row, 3, tool_calls=CALL)
    (line,) = objects("openai", row, train_on="last")
    assert [m.get("weight") for m in line["messages"]] == [None, 0, None, 1, None, 1]


def test_openai_leaves_out_weights_that_say_nothing():
    (line,) = objects("openai", example(("user", "a"), ("assistant", "b")))
    assert line == {
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    }


def test_openai_keeps_text_beside_a_tool_call_and_arguments_as_text():
    row = said(example(("user", "a"), ("assistant", "b")), 1, tool_calls=CALL)
    (line,) = objects("openai", row)
    assert line["messages"][1]["content"] == "b"
    assert line["messages"][1]["tool_calls"][0]["function"]["arguments"] == '{"n": 1}'


def test_openai_writes_pretty_printed_tools_on_one_line():
    tools = json.dumps([{"type": "function", "note": "你"}], indent=2)
    row = example(("user", "a"), ("assistant", "b"), tools=tools)
    (line,) = FORMATS["openai"].lines(frame(row))["line"]
    assert line.endswith('"tools":[{"type":"function","note":"你"}]}')


@pytest.mark.parametrize("name", ["alpaca", "sharegpt"])
def test_a_format_without_weights_takes_unlearned_turns_only_as_context(name):
    row = said(
        example(("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")), 1, weight=0
    )
    assert objects(name, row) == [None]
    assert objects(name, row, train_on="last") != [None]
    assert objects(name, said(row, 3, weight=0), train_on="last") == [None]


def test_sharegpt_writes_several_calls_as_a_list():
    calls = json.dumps(json.loads(CALL) * 2)
    row = said(example(("user", "a"), ("assistant", "")), 1, tool_calls=calls)
    (line,) = objects("sharegpt", row)
    assert (
        json.loads(line["conversations"][1]["value"]) == [{"name": "f", "arguments": {"n": 1}}] * 2
    )


def test_sharegpt_refuses_two_tool_results_in_a_row():
    row = example(
        ("user", "a"), ("assistant", ""), ("tool", "1"), ("tool", "2"), ("assistant", "b")
    )
    assert objects("sharegpt", said(row, 1, tool_calls=CALL)) == [None]


@pytest.mark.parametrize("name", ["alpaca", "sharegpt"])
def test_several_system_messages_at_the_head_become_one(name):
    row = example(("system", "One."), ("system", "Two."), ("user", "a"), ("assistant", "b"))
    (line,) = objects(name, row)
    assert "One.\n\nTwo." in leaves(line)


def test_alpaca_history_holds_the_turns_before_the_last_in_order():
    turns = [t for i in range(3) for t in (("user", f"u{i}"), ("assistant", f"a{i}"))]
    single = example(("user", "x"), ("assistant", "y"))
    lines = objects("alpaca", single, example(*turns), single, example(*turns[:4]))
    assert [line.get("history") for line in lines] == [
        None,
        [["u0", "a0"], ["u1", "a1"]],
        None,
        [["u0", "a0"]],
    ]
