"""What a prompt template shares is left out: inputs are compared, not what stands around them."""

import random

import numpy as np
import polars as pl
import pytest
from calls import call, write_lines
from dedup_rows import RUN, bot, row, user, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from near_reference import tokens
from test_committed import beside
from test_near import changed, words

from etl import dedup
from etl.dedup import _messages, _nodes, _openings, _shingles, _templates, _tree
from etl.schema import frame

LEAST = 20
HEAD, TAIL = words("head", 400), words("tail", 200)
SAME = bot('{"vendor": null}')


def under(n, text, answer=SAME, *, head=HEAD, tail=TAIL):
    return row(n, user(f"{head} {text} {tail}".strip()), answer)


def texts(count, length=12):
    """So many inputs of so many words, no two alike."""
    return [" ".join(f"w{n}x{at}" for at in range(length)) for n in range(count)]


@pytest.fixture
def gone(tmp_path):
    """Record ids of the rows that go; those with an ordinal below `committed` were kept before."""

    def of(made, *, committed=0, parts=1, run=RUN, bare=True, **near):
        data = frame(*made)
        on = {"near": {"keep": "first", **near}}
        size = -(-data.height // parts)
        found = [dedup.keys(data[at : at + size], run, **on) for at in range(0, data.height, size)]
        keys = pl.concat(found).with_columns(committed=pl.col("ordinal") < committed).lazy()
        if bare:
            keys = dedup.bared(keys, tmp_path / "bared.parquet", run, on["near"])
        told = verdicts(keys, run, superseded=False, **on)
        if bare and committed:
            made = pl.concat(found)
            was = pl.col("ordinal") < committed
            met = beside(made.filter(was), made.filter(~was), tmp_path, run, **on)
            assert verdicts(met, run, superseded=False, **on).equals(told)
        return set(told.filter(pl.col("reasons").list.len() > 0)["record_id"])

    return of


def all_but(first, count):
    return {f"r{n}" for n in range(count) if n != first}


@pytest.mark.parametrize("around", [{}, {"tail": ""}, {"head": ""}])
def test_inputs_that_differ_under_one_template_stay(gone, around):
    data = [under(n, text, **around) for n, text in enumerate(texts(LEAST))]
    assert gone(data, bare=False) == all_but(0, LEAST)
    assert gone(data) == set()


@pytest.mark.parametrize("length", [1, 2, 5, 100])
def test_inputs_of_any_length_stay_where_they_differ(gone, length):
    data = [under(n, text) for n, text in enumerate(texts(LEAST, length))]
    assert gone(data) == set()


def test_near_duplicates_under_a_template_go(gone):
    inputs = texts(LEAST, 60)
    data = [under(n, text) for n, text in enumerate([*inputs, changed(inputs[3], 30), inputs[5]])]
    assert gone(data) == {"r20", "r21"}


def test_what_too_few_share_is_no_template(gone):
    data = [under(n, text) for n, text in enumerate(texts(LEAST - 1))]
    assert gone(data) == all_but(0, LEAST - 1)


def test_copies_of_one_message_are_no_template(gone):
    same = [under(n, "the same input") for n in range(LEAST)]
    data = [*same, *(under(LEAST + n, text) for n, text in enumerate(texts(LEAST - 2)))]
    assert gone(data) == all_but(0, 2 * LEAST - 2)


def test_a_prompt_that_is_nothing_but_its_template_is_like_itself_alone(gone):
    data = [under(n, text) for n, text in enumerate(texts(LEAST))]
    bare = [under(LEAST, ""), under(LEAST + 1, "")]
    assert gone([*data, *bare]) == {"r21"}


def test_a_message_that_begins_and_ends_like_others_keeps_one_shingle(tmp_path):
    inputs = texts(LEAST)
    said = [*(f"{HEAD} {text}" for text in inputs), *(f"{text} {HEAD}" for text in inputs), HEAD]
    data = frame(*[row(n, user(text), SAME) for n, text in enumerate(said)])
    keys = dedup.keys(data, RUN, near={}).lazy()
    found = dedup.bared(keys, tmp_path / "b.parquet", RUN, {}).collect()
    assert found["spread"].list.first()[-1] == 1
    assert (found["shingles"].bin.size() == 4 * found["spread"].list.sum()).all()


def test_a_template_inside_a_template_is_left_out_too(gone):
    inner = words("inner", 300)
    data = [under(n, text) for n, text in enumerate(texts(LEAST))]
    more = [under(LEAST + n, f"{inner} {text}") for n, text in enumerate(texts(LEAST))]
    assert gone([*data, *more]) == set()


def test_a_template_of_any_length_is_found_by_the_least_number_of_prompts(gone):
    data = [under(n, text, head=words("long", 30_000)) for n, text in enumerate(texts(LEAST))]
    assert gone(data) == set()


def test_what_answers_share_is_compared(gone):
    data = [row(n, user("q"), bot(f"{HEAD} {text}")) for n, text in enumerate(texts(LEAST))]
    assert gone(data) == all_but(0, LEAST)
    data = [under(n, text, bot(HEAD)) for n, text in enumerate(texts(LEAST))]
    assert gone(data, on="response") == all_but(0, LEAST)
    assert gone(data, on="prompt") == set()


def test_a_later_turn_has_its_template_left_out_as_well(gone):
    before = [user("hello"), bot("what is it?")]
    data = [
        row(n, *before[: 2 * (n % 2)], user(f"{HEAD} {text} {TAIL}"), SAME)
        for n, text in enumerate(texts(LEAST))
    ]
    assert gone(data) == set()


def test_templates_can_be_switched_off_and_have_another_number(gone):
    data = [under(n, text) for n, text in enumerate(texts(LEAST))]
    assert gone(data, min_template_messages=None) == all_but(0, LEAST)
    assert gone(data, min_template_messages=LEAST + 1) == all_but(0, LEAST)
    assert gone(data[:10], min_template_messages=10) == set()


def test_a_new_row_shows_a_template_together_with_those_of_earlier_runs(gone):
    inputs = texts(LEAST, 60)
    data = [under(n, text) for n, text in enumerate([*inputs, changed(inputs[3], 30)])]
    assert gone(data, committed=LEAST - 1) == {"r20"}
    assert gone(data[: LEAST - 1], committed=LEAST - 2) == {"r18"}


def test_what_no_new_row_begins_or_ends_like_is_not_even_looked_at(gone, tmp_path):
    old = [under(n, text) for n, text in enumerate(texts(LEAST))]
    new = row(LEAST, user(words("new")), bot(words("other")))
    assert gone([*old, new], committed=LEAST) == set()
    assert not (tmp_path / "bared.parquet").exists()


@pytest.mark.parametrize("parts", [1, 3])
def test_the_order_of_rows_and_their_division_change_nothing(gone, parts, monkeypatch):
    monkeypatch.setattr(_templates, "BATCH", 7)
    inputs = texts(LEAST + 5, 60)
    inputs += [changed(inputs[n], 30) for n in range(8)]
    said = [(f"{HEAD} {text} {TAIL}", SAME) for text in inputs]
    said += [(words(n), bot(words(-n))) for n in range(10)]
    mixed = random.Random(1).sample(range(len(said)), len(said))  # noqa: S311 - seeded on purpose
    stays = []
    for order in (range(len(said)), mixed):
        data = [row(n, user(said[at][0]), said[at][1]) for n, at in enumerate(order)]
        left = {f"r{n}" for n in range(len(said))} - gone(data, parts=parts)
        assert len(left) == len(said) - 8
        stays.append(
            {at - 25 if 25 <= at < 33 else at for n, at in enumerate(order) if f"r{n}" in left}
        )
    assert stays[0] == stays[1]


def test_other_rows_keep_their_keys_and_all_their_order(tmp_path):
    made = [under(n, text) for n, text in enumerate(texts(LEAST))]
    made += [row(LEAST, user(words(1)), SAME), row(LEAST + 1, SAME), row(LEAST + 2)]
    data = frame(*made[LEAST:], *made[:LEAST]).sort("ordinal")
    keys = dedup.keys(data, RUN, near={})
    found = dedup.bared(keys.lazy(), tmp_path / "b.parquet", RUN, {}).collect()
    assert found["ordinal"].to_list() == data["ordinal"].to_list()
    plain = pl.col("ordinal") >= LEAST
    assert found.drop("committed").filter(plain).equals(keys.filter(plain))
    assert (found.filter(~plain)["shingles"].bin.size() // 4 < 60).all()


def test_a_run_keeps_all_inputs_of_an_extraction(tmp_path, run):
    asked = [f"{HEAD} {text} {TAIL}" for text in texts(LEAST + 5)]
    lines = [call(n, prompt=text, answer="{}") for n, text in enumerate(asked)]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    options = {"task": "extraction", "scrub": False}
    _, manifest = run(**options)
    assert manifest["counts"]["kept"] == LEAST + 5
    _, manifest = run(**options, dedup={"near": {"min_template_messages": None}})
    assert manifest["counts"]["kept"] == 1


PIECE = st.sampled_from([words(n, 20) for n in range(6)] + ["x", "y z"])
SAID = st.lists(st.lists(PIECE, min_size=1, max_size=4).map(" ".join), max_size=60)


@settings(deadline=None, max_examples=60)
@given(SAID)
def test_what_is_cut_is_what_counting_all_beginnings_and_ends_says(said):
    least = 10
    messages = _messages.flatten(frame(*[row(n, user(text)) for n, text in enumerate(said)]))
    use = np.ones(len(said), bool)
    shingle, counts = _shingles.of_messages(messages, use)
    made = _openings.columns(use, np.arange(len(said) + 1), shingle, counts)
    asked = np.flatnonzero(made["asked"].list.len().to_numpy())
    batch = _tree.Texts(shingle, np.concatenate([[0], np.cumsum(counts)]), asked)
    firsts = np.unique(
        [*made["opening"].explode().drop_nulls(), *made["closing"].explode().drop_nulls()]
    )
    firsts = firsts.astype(np.uint64)
    tree = _tree.counted(_tree.laid(firsts, [batch]), [batch])
    _, taken = _tree.cut(tree, least, batch)
    cut = [tuple(cut_of(text)) for text in said]
    for at, n in enumerate(asked):
        front, back = (ends(cut, cut[n], least, way) for way in (1, -1))
        assert taken[at] == front + min(back, len(cut[n]) - 1 - front)


def cut_of(text):
    said = tokens(text)
    return [tuple(said[at : at + 5]) for at in range(max(1, len(said) - 4))]


def ends(cut, mine, least, way):
    """How many shingles of `mine` from one end on `least` different messages share."""
    others = {one[::way] for one in cut if len(one) > _nodes.STEP}
    for level in range((len(mine) - 1) // _nodes.STEP, 0, -1):
        head = mine[::way][: level * _nodes.STEP]
        shares = [
            o for o in others if o[: len(head)] == head and (len(o) - 1) // _nodes.STEP >= level
        ]
        if len(shares) >= least:
            return len(head)
    return 0
