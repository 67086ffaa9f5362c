"""Where an event begins and ends, and what a broken one costs: itself alone."""

import json

import pytest
from adapt_rows import places, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CALL = '{"prompt": "Hi", "response": "Hello!"}'
OTHER = '{"prompt": "Ho", "response": "Hey!"}'
PRETTY = json.dumps(json.loads(CALL), indent=2)
MESSAGES = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}]}
DEEP = '{"a":' * 2000 + "1" + "}" * 2000

# text of a file -> (row, item, reason or None for a call) of every row
BROKEN = {
    "": [],
    "\n \n\r\n\t\n": [],
    "nope": [(1, 0, "not_json")],
    "}": [(1, 0, "not_json")],
    "\0\0": [(1, 0, "not_json")],
    '7\nnull\n"x"\ntrue': [(n, 0, "not_an_event") for n in (1, 2, 3, 4)],
    f"{CALL}\n[{CALL}]": [(1, 0, None), (2, 0, "not_an_event")],
    "NaN": [(1, 0, "not_json")],
    '{"a": NaN}': [(1, 0, "not_json")],
    '{"a": Infinity}': [(1, 0, "not_json")],
    '{"a": 1e400}': [(1, 0, "not_json")],
    '{"a": "\\ud83d"}': [(1, 0, "not_json")],
    '{"a": "\\ude00 x"}': [(1, 0, "not_json")],
    '{"a": "\t"}': [(1, 0, "not_json")],
    '{"a": 1,}': [(1, 0, "not_json")],
    "{'a': 1}": [(1, 0, "not_json")],
    DEEP: [(1, 0, "not_json")],
    f"{CALL} and more": [(1, 0, "not_json")],
    f"{CALL}]": [(1, 0, "not_json")],
    f"{CALL}{OTHER} and more": [(1, 0, None), (1, 1, "not_json")],
    f'{CALL}{{"a": NaN}}{OTHER}': [(1, 0, None), (1, 1, "not_json"), (1, 2, None)],
    f'{CALL}{{"a": ': [(1, 0, None), (1, 1, "truncated_event")],
    CALL[:20]: [(1, 0, "truncated_event")],
    f"{CALL[:20]}\n{OTHER}": [(1, 0, "truncated_event"), (2, 0, None)],  # cut in a string
    f"{CALL[:9]}\n{OTHER}": [(1, 0, "truncated_event"), (2, 0, None)],  # cut outside of one
    f'{{"a":\n{{"b": NaN}}\n{OTHER}': [(1, 0, "truncated_event"), (2, 0, "not_json"), (3, 0, None)],
    f'{{"a":\n{{"b":\n{OTHER}': [(1, 0, "truncated_event"), (2, 0, "truncated_event"), (3, 0, None)],
    f'{{"a":\n{OTHER}': [(1, 0, "truncated_event"), (2, 0, None)],
    f'{{"a": [\n{OTHER}\n]}}': [(1, 0, "truncated_event"), (2, 0, None), (3, 0, "not_json")],
    f"{CALL[:9]}\n{CALL[:20]}": [(1, 0, "truncated_event"), (2, 0, "truncated_event")],
    '{"prompt": "a\nb", "response": "c"}': [(1, 0, "truncated_event"), (2, 0, "not_json")],
    f"{PRETTY}\nstray\n{CALL}": [(1, 0, None), (5, 0, "not_json"), (6, 0, None)],
    f"{PRETTY[:-2]}\n{CALL}": [(1, 0, "truncated_event"), (4, 0, None)],
    f"{PRETTY[:-2]}\n{PRETTY}": [(1, 0, "truncated_event"), (4, 0, None)],
    f"{PRETTY} stray": [(1, 0, "not_json")],
    f'{PRETTY[:10]}\n  "b": 1\n}}\n{PRETTY}': [(1, 0, "truncated_event"), (5, 0, None)],
}  # fmt: skip
WHOLE = {
    CALL: [(1, 0, None)],
    f"{CALL}\n": [(1, 0, None)],
    f"\ufeff{CALL}\r\n\r\n  {OTHER}  \r\n": [(1, 0, None), (3, 0, None)],
    f"{CALL}{OTHER}": [(1, 0, None), (1, 1, None)],
    f"{CALL},{OTHER}": [(1, 0, None), (1, 1, None)],
    f"{CALL} {OTHER}\n{CALL},\n{OTHER}": [(1, 0, None), (1, 1, None), (2, 0, None), (3, 0, None)],
    PRETTY: [(1, 0, None)],
    f"{PRETTY}\n{PRETTY}\n{CALL}": [(1, 0, None), (5, 0, None), (9, 0, None)],
    f"{PRETTY}{PRETTY}": [(1, 0, None), (4, 0, None)],
    json.dumps(MESSAGES, indent=0): [(1, 0, None)],
    '{"prompt": "a\u2028b \\ud83d\\ude00 }{ \\" [", "response": "c"}': [(1, 0, None)],
    '{"a":\n{\n"b": 1\n},\n"prompt": "x", "response": "y"\n}': [(1, 0, None)],
    '{"prompt": "x", "response": "y", "n": ' + "[" * 300 + "]" * 300 + "}": [(1, 0, None)],
    '{"prompt": "x", "response": "y", "n": 123456789012345678901234567890}': [(1, 0, None)],
}
ARRAYS = {
    "[]": [],
    "[\n]\n": [],
    f"[{CALL}]": [(1, 0, None)],
    f"[{CALL},{OTHER}]": [(1, 0, None), (1, 1, None)],
    f"\n[\n{CALL},\n{OTHER}\n]\n": [(2, 0, None), (2, 1, None)],
    json.dumps([MESSAGES, MESSAGES, MESSAGES], indent=2): [(1, 0, None), (1, 1, None), (1, 2, None)],
    json.dumps([MESSAGES, MESSAGES], indent=0): [(1, 0, None), (1, 1, None)],
    f"[{CALL},\n{OTHER},\n]": [(1, 0, None), (1, 1, None)],  # as one exporter ends
    f"[{CALL}]\n{OTHER}\n[{CALL}]": [(1, 0, None), (2, 0, None), (3, 0, None)],
    f'[{CALL}, 7, "a,b", null, [1], {OTHER}]':
        [(1, 0, None), *((1, n, "not_an_event") for n in (1, 2, 3, 4)), (1, 5, None)],
    f'[{{"a": }}, nope, {CALL}]': [(1, 0, "not_json"), (1, 1, "not_json"), (1, 2, None)],
    f'[{{"a": [1}}, {CALL}]': [(1, 0, "not_json"), (1, 1, None)],
    f'[{{"a": {{"b": 1}},\n{CALL},\n{OTHER}]': [(1, 0, "truncated_event"), (1, 1, None), (1, 2, None)],
    f'[{{"a": "b,\n{CALL},\n{OTHER}]': [(1, 0, "truncated_event"), (1, 1, None), (1, 2, None)],
    f"[{CALL},\n{OTHER[:20]}": [(1, 0, None), (1, 1, "truncated_event"), (1, 2, "truncated_file")],
    f"[{CALL},\n": [(1, 0, None), (1, 1, "truncated_file")],
    f"[{CALL}] stray": [(1, 0, None), (1, 1, "not_json")],
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_event_costs_itself_alone(text, read):
    assert places(read(text)) == BROKEN[text]


@pytest.mark.parametrize("text", WHOLE)
def test_every_way_to_write_objects_is_read(text, read):
    assert places(read(text)) == WHOLE[text]


@pytest.mark.parametrize("text", ARRAYS)
def test_elements_of_an_array_are_items_of_its_first_line(text, read):
    assert places(read(text)) == ARRAYS[text]


def test_invalid_utf8_is_told_from_a_cut_character(read):
    rows = read(b'{"prompt": "\xff"}\n{"prompt": "\xe4\xbd\n' + CALL.encode())
    assert places(rows) == [(1, 0, "not_utf8"), (2, 0, "truncated_event"), (3, 0, None)]


def test_of_a_key_given_twice_the_last_counts(read):
    (row,) = read('{"prompt": "Hi", "response": "no", "response": "yes"}')
    assert said(row) == [("user", "Hi"), ("assistant", "yes")]


def test_a_line_over_the_limit_is_set_aside_and_the_next_is_read(read):
    long = json.dumps({"prompt": "x" * (3 << 20), "response": "y"})
    rows = read(f"{CALL}\n{long}\n{OTHER}\n[{long}\n{CALL}", max_line_mib=1)
    assert places(rows) == [
        (1, 0, None), (2, 0, "too_large"), (3, 0, None), (4, 0, "too_large"), (5, 0, None)
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["", ",", " "])
def test_a_line_of_many_objects_may_be_longer_than_the_limit_of_one(between, read):
    line = between.join([CALL, '{"prompt": "' + "x" * 40_000 + '", "response": "y"}'] * 60)
    rows = read(f"{line}\n{OTHER}", max_line_mib=1)
    assert places(rows) == [*((1, item, None) for item in range(120)), (2, 0, None)]


def test_a_long_array_on_one_line_is_read_element_by_element(read):
    element = '{"prompt": "' + "x\\\\" * 20_000 + '", "response": "y"}'
    rows = read("[" + ",".join([element] * 60) + "]", max_line_mib=1)
    assert places(rows) == [(1, item, None) for item in range(60)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(read, data):
    for row in read(data):
        assert bool(row["messages"]) != bool(row["reasons"])


NOISE = st.sampled_from([CALL, "", "  ", "nope", "7", '{"a": 1}', "x" * 50, "[1]", "null", "\t"])


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NOISE, max_size=12))
def test_every_line_that_is_not_blank_is_one_row(read, lines):
    text = "\n".join([CALL, *lines])
    wanted = [n for n, line in enumerate([CALL, *lines], 1) if line.strip()]
    assert [row["source_row"] for row in read(text)] == wanted
