"""Facts about single filters that their own examples do not show; negative cases first."""

import polars as pl
import pytest

from etl.clean import FILTERS, later
from etl.schema import example, frame


def rejects(name, *turns, calls=None, options=None, **columns):
    row = example(*(turns or (("user", "Two fruits?"), ("assistant", "Pear and plum."))), **columns)
    if calls is not None:
        row["messages"][-1]["tool_calls"] = calls
    judged = frame(row).lazy().select(v=FILTERS[name].reject(**(options or {}))).collect()
    return judged["v"].item()


def answered(text):
    return ("user", "x"), ("assistant", text)


CALL = '[{"id": "1", "type": "function", "function": {"name": "f", "arguments": "%s"}}]'


@pytest.mark.parametrize(
    ("columns", "failed"),
    [
        ({}, False),
        ({"status_code": 200, "success": True, "error": False}, False),
        ({"status_code": 399}, False),
        ({"finish_reason": None}, False),
        ({"status_code": 400}, True),
        ({"status_code": 200, "error": True}, True),
        ({"status_code": 503, "error": False, "success": True}, True),
        ({"status_code": 200, "success": False}, True),
        ({"finish_reason": "error", "success": True}, True),
    ],
)
def test_any_sign_of_failure_is_enough(columns, failed):
    assert rejects("failed", **columns) is failed


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u00a0\u3000"])
def test_an_answer_that_nobody_can_see_is_none(text):
    assert rejects("no_response", *answered(text))
    assert not rejects("no_response", *answered(text), calls=CALL % "{}")
    assert not rejects("no_response", *answered(text + "."))


def test_a_tool_result_or_a_user_at_the_end_waits_for_an_answer():
    assert rejects("no_response", *answered("Yes."), ("tool", "42"))
    assert rejects("no_response", *answered("Yes."), ("user", "And?"))
    assert rejects("no_response", *answered("Yes."), ("system", "Be nice."))


def test_one_user_message_with_text_is_a_prompt_wherever_it_stands():
    assert not rejects("no_prompt", ("user", ""), ("assistant", "Hi"), ("user", "x"))
    assert rejects("no_prompt", ("user", ""), ("system", "x"), ("assistant", "Hi"))


@pytest.mark.parametrize(
    ("arguments", "malformed"),
    [
        ("", False),
        (" ", False),
        ("{}", False),
        ("null", False),
        ("[1, 2]", False),
        (r"{\"a\": \"\\ud83d\\ude00\"}", False),
        ("{", True),
        (r"{\"a\": 1", True),
        (r"{'a': 1}", True),
        (r"{\"a\": 1}}", True),
        (r"{\"a\": NaN}", True),
        (r"{\"a\": \"\\ud83d\"}", True),
    ],
)
def test_arguments_are_json_or_nothing(arguments, malformed):
    assert rejects("malformed_output", *answered(""), calls=CALL % arguments) is malformed


def test_every_call_of_every_message_must_have_sound_arguments():
    good, bad = '{"function": {"name": "f", "arguments": "{}"}}', '{"function": {"arguments": "{"}}'
    assert not rejects("malformed_output", *answered(""), calls=f"[{', '.join([good] * 16)}]")
    assert rejects("malformed_output", *answered(""), calls=f"[{', '.join([good] * 15 + [bad])}]")
    assert rejects("malformed_output", ("user", "x"), ("assistant", ""), calls=f"[{good}, {bad}]")
    row = example(("user", "x"), ("assistant", ""), ("tool", "!"), ("assistant", "Done."))
    row["messages"][1]["tool_calls"] = f"[{bad}]"
    assert frame(row).lazy().select(v=FILTERS["malformed_output"].reject()).collect()["v"].item()


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("", False),  # no_response
        (" ", False),
        ("x" * 50, False),
        (" " + "x" * 49 + " ", True),
        ("好" * 15, False),
        ("好" * 14, True),
        ("안녕하세요안녕하세요안녕하세요", False),
        ("用 Python 的 list comprehension 吧，很好", True),  # Latin for the most part: 33 of 50
        ("請用 Python 的 list 來做，這樣比較快", False),  # 11 of 26
    ],
)
def test_what_is_short_depends_on_the_script(text, short):
    assert rejects("short_response", *answered(text)) is short


def test_a_tool_call_is_never_short():
    assert not rejects("short_response", *answered("One moment."), calls=CALL % "{}")


def test_either_limit_of_short_answers_may_be_the_larger_one():
    options = {"min_chars": 2, "min_chars_cjk": 5}
    assert rejects("short_response", *answered("好好好好"), options=options)
    assert not rejects("short_response", *answered("ok"), options=options)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("```\na\n```", False),
        ("Use ``` to open a block.", False),
        ("```\na\n```\n~~~\nb\n~~~", False),
        ("  ```js\na", True),
        ("```\na\n```\n```py\nb", True),
    ],
)
def test_a_code_block_left_open_is_a_cut_when_nothing_says_how_it_ended(text, cut):
    assert not rejects("truncated", *answered(text), finish_reason="stop")
    assert rejects("truncated", *answered(text), finish_reason=None) is cut
    assert rejects("truncated", *answered(text), finish_reason="length")


SWITCH = "".join(f"  case {i}: value = table[{i}] * {i};\n    break;\n" for i in range(20))


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("\n".join(["same"] * 4), False),  # too few lines to tell
        ("\n".join(["a line as long as all others"] * 2 + list("abcdefgh")), False),
        (f"switch (x) {{\n{SWITCH}}}", False),
        ("\n".join(["a line of the poem"] * 3 + [f"line {i} of it" for i in range(7)]), False),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |", False),
        ("\n".join(["same"] * 5), True),
        ("\r\n".join(["same", " same "] * 3), True),
        ("\n\n".join(["好的，我知道了。"] * 5), True),
        ("\n".join(["a line of the poem"] * 5 + [f"line {i} of it" for i in range(7)]), True),
    ],
)
def test_a_loop_repeats_lines_and_text(text, loops):
    assert rejects("repeated_lines", *answered(text)) is loops


def test_the_fraction_itself_is_no_loop():
    text = "\n".join(["same"] * 4 + [f"lin{i}" for i in range(6)])  # 3 of 10 lines repeat
    assert not rejects("repeated_lines", *answered(text), options={"max_fraction": 0.3})
    assert rejects("repeated_lines", *answered(text), options={"max_fraction": 0.29})


def test_these_are_off_until_they_are_named_and_no_other():
    off = [name for name, part in FILTERS.items() if not getattr(part, "ON_BY_DEFAULT", True)]
    assert off == ["bad_feedback", "wrong_language"]


def test_a_bare_code_block_is_in_no_language_and_passes():
    assert not rejects("wrong_language", *answered("```\nx = 1\n```"), options={"languages": ()})
    assert rejects("wrong_language", *answered("x is one"), options={"languages": ("zh",)})


def test_reasons_that_may_come_later_are_known_by_their_filter_and_no_other_is():
    reasons = [[], ["failed"], ["bad_feedback"], ["failed", "bad_feedback"], ["nope"], None]
    frame_of = pl.DataFrame({"reasons": reasons}, schema={"reasons": pl.List(pl.String)})
    found = frame_of.select(later(pl.col("reasons"))).to_series()
    assert found.to_list() == [False, False, True, True, False, False]


def test_of_five_stars_two_are_bad_where_it_is_said_so():
    def stars(count):
        return rejects("bad_feedback", *answered("x"), options={"max_rating": 2}, feedback=count)

    assert [stars(count) for count in (1.0, 2.0, 2.5, 3.0, None)] == [True, True] + [False] * 3
