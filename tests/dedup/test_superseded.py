from dedup_rows import bot, dropped, gone, row, rows, system, user
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.schema import frame

TURNS = st.tuples(st.sampled_from(["system", "user", "assistant", "tool"]), st.sampled_from("ab"))
CALLS = st.lists(st.lists(TURNS, max_size=5), max_size=12)

Q, A, Q2, A2 = user("q"), bot("a"), user("q2"), bot("a2")


def test_branches_and_regenerations_stay():
    data = rows([Q, A], [Q, bot("other")], [Q, A, Q2, A2], [Q, A, user("q3"), A2])
    assert gone(data, superseded=True) == {"r0"}


def test_equal_conversations_do_not_supersede_each_other():
    assert gone(rows([Q, A], [Q, A]), superseded=True) == set()


def test_the_part_that_is_off_drops_nothing():
    assert gone(rows([Q], [Q, A]), superseded=False) == set()


def test_a_conversation_without_messages_is_the_beginning_of_nothing():
    assert gone(rows([], [system("s")], [Q, A]), superseded=True) == set()


def test_a_text_that_begins_another_is_no_beginning_of_the_conversation():
    data = rows([Q, bot("yes")], [Q, bot("yes, and"), Q2, A2])
    assert gone(data, superseded=True) == set()


def test_another_tool_call_is_another_conversation():
    long = row(1, Q, ("assistant", ""), ("tool", "1"), A)
    short = row(0, Q, ("assistant", ""))
    short["messages"][1]["tool_calls"] = '[{"id": "1"}]'
    assert gone(frame(short, long), superseded=True) == set()
    long["messages"][1]["tool_calls"] = ' [{"id": "1"}]'
    assert gone(frame(short, long), superseded=True) == {"r0"}


def test_a_request_without_its_answer_is_superseded_by_the_call_that_has_it():
    assert dropped(rows([Q], [Q, A]), superseded=True) == {"r0": ("superseded", "r1")}


def test_every_turn_but_the_last_of_a_chat_goes_and_the_last_stands_for_all():
    chat = [Q, A, Q2, A2, user("q3"), bot("a3")]
    data = rows(chat[:2], chat[:4], chat)
    expected = {"r0": ("superseded", "r2"), "r1": ("superseded", "r2")}
    assert dropped(data, superseded=True) == expected


def test_system_text_and_spacing_do_not_hide_a_continuation():
    data = rows(
        [system("one"), Q, bot("caf\u00e9")], [system("two"), Q, bot(" cafe\u0301\n"), Q2, A2]
    )
    assert gone(data, superseded=True) == {"r0"}


def test_of_several_continuations_a_kept_one_stands_for_it_then_the_longest_then_the_first():
    data = rows([Q, A], [Q, A, Q2, A2], [Q, A, user("x"), A, Q2], [Q, A, user("y"), A, Q2])
    assert dropped(data, superseded=True) == {"r0": ("superseded", "r2")}
    twice = rows([Q, A], [Q, A, Q2, A2], [Q, A, Q2, A2])
    on = {"superseded": True, "exact": {"keep": "last"}}
    assert dropped(twice, **on) == {"r0": ("superseded", "r2"), "r1": ("exact_duplicate", "r2")}


@settings(deadline=None)
@given(CALLS)
def test_what_goes_is_what_a_comparison_of_tuples_says(calls):
    chains = [tuple(turn for turn in call if turn[0] != "system") for call in calls]
    begun = {chain[:n] for chain in chains for n in range(1, len(chain))}
    expected = {f"r{n}" for n, chain in enumerate(chains) if chain in begun}
    found = dropped(rows(*calls), superseded=True, parts=2)
    assert set(found) == expected
    for record, (_, kept) in found.items():
        own, longer = chains[int(record[1:])], chains[int(kept[1:])]
        assert longer[: len(own)] == own
        assert kept not in expected
