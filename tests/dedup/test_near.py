import random
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from dedup_rows import RUN, bot, dropped, gone, judged, row, rows, system, user
from hypothesis import given, settings
from hypothesis import strategies as st
from near_reference import clusters, similarity

from etl import dedup
from etl.dedup import _buckets, _compiled, _groups, _leaders, _lsh
from etl.errors import ConfigError, ContractError
from etl.schema import Run, frame

ENGLISH = (
    "you can reset the password of your account on the settings page under security then choose "
    "send link and we mail you a link that works for one hour after that please ask for a new one"
)
CHINESE = (
    "您可以在设置页面的安全选项下重置账户密码然后点击发送链接"
    "我们会给您发送一封邮件链接在一小时内有效过期请重新申请"
)
ASK = user("How do I reset the password of my account when I have lost my phone?")


def changed(text, *places):
    """`text` with the words at `places` replaced."""
    words = text.split(" ")
    return " ".join(f"changed{n}" if n in places else word for n, word in enumerate(words))


def words(seed, count=60):
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    return " ".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=count))


def test_short_texts_that_differ_never_merge():
    short = [
        "yes",
        "no",
        "yes yes",
        "ok",
        "好",
        "好的",
        "不",
        "👍",
        "1",
        "2",
        "thank you",
        "thank you all",
    ]
    data = rows(*[[user(text), bot(text)] for text in short])
    assert gone(data, near={"threshold": 0.1}) == set()


def test_rows_without_text_never_merge():
    data = rows(
        [], [system("s")], [user(""), bot(" ")], [user(" "), bot("")], [("tool", ENGLISH)] * 2
    )
    assert gone(data, near={}) == set()


def test_another_answer_to_the_same_question_stays():
    again = changed(ENGLISH, *range(0, 36, 3))
    data = rows([ASK, bot(ENGLISH)], [ASK, bot(again)], [ASK, bot(words(1))])
    assert gone(data, near={}) == set()


def test_a_branch_after_a_long_common_history_stays():
    history = [ASK, bot(ENGLISH), user(words(1)), bot(words(2))]
    data = rows(
        [*history, user("And by mail?"), bot("Yes.")], [*history, user("And by fax?"), bot("No.")]
    )
    assert gone(data, near={}) == set()


def test_texts_of_tools_and_system_do_not_make_rows_alike():
    shared = [system(ENGLISH), ("tool", ENGLISH)]
    data = rows([*shared, user(words(1)), bot("a b")], [*shared, user(words(2)), bot("c d")])
    assert gone(data, near={}) == set()


def test_the_same_words_in_another_order_stay():
    data = rows([bot(ENGLISH)], [bot(" ".join(reversed(ENGLISH.split(" "))))])
    assert gone(data, near={}) == set()


@pytest.mark.parametrize("text", [ENGLISH.upper(), f" {ENGLISH}!", ENGLISH.replace(" ", ", ")])
def test_case_spacing_and_punctuation_do_not_hide_a_near_duplicate(text):
    data = rows([user("Hi"), bot(ENGLISH)], [user("hi!"), bot(text)])
    assert set(dropped(data, near={"keep": "first"}).items()) == {("r1", ("near_duplicate", "r0"))}


def test_chinese_is_compared_by_characters():
    data = rows(
        [user("怎么重置密码"), bot(CHINESE)],
        [user("怎么重置密码？"), bot(CHINESE.replace("账户", "帐户"))],
        [user("怎么重置密码？？"), bot(CHINESE[::-1])],
    )
    assert gone(data, near={"keep": "first"}) == {"r1"}


def test_rows_with_a_common_history_are_alike_where_what_follows_is():
    history = [ASK, bot(words(2))]
    follow = [[*history, user(words(1)), bot(text)] for text in (ENGLISH, changed(ENGLISH, 0))]
    data = rows(follow[0], [*history, user(words(1).upper()), follow[1][3]])
    assert gone(data, near={"keep": "first"}) == {"r1"}


def test_different_questions_about_one_long_document_stay():
    data = rows(
        [user(f"{ENGLISH} When was it?"), bot("On the second of February.")],
        [user(f"{ENGLISH} Who was it?"), bot("Her sister, who lived in Rome.")],
        [user(f"{ENGLISH} When was it??"), bot("On the second of February!")],
    )
    assert gone(data, near={"keep": "first"}) == {"r2"}


def test_the_same_conversation_under_two_system_prompts_is_a_near_duplicate():
    data = rows([system("a"), ASK, bot("yes")], [system("b"), ASK, bot("yes")])
    assert gone(data, near={"keep": "first"}) == {"r1"}
    assert gone(data, exact={}) == set()


def test_a_pair_exactly_at_the_threshold_merges_and_one_below_stays():
    # 13 words are 9 shingles; a longer text has 10, 11, 12: similarity 9/10, 9/11, 9/12
    base = [f"w{n}" for n in range(16)]
    pair = {n: rows([bot(" ".join(base[:13]))], [bot(" ".join(base[:n]))]) for n in (14, 15, 16)}
    assert gone(pair[16], near={"threshold": 0.75}) == {"r0"}
    assert gone(pair[16], near={"threshold": 0.76}) == set()
    assert gone(pair[15], near={"threshold": 9 / 11}) == {"r0"}
    assert gone(pair[14], near={"threshold": 0.91}) == set()


@pytest.mark.parametrize("task", ["classification", "extraction"])
def test_rows_with_different_labels_are_never_merged(task):
    spam, ham = words(40), changed(words(40), 0)
    data = rows(
        [user(ENGLISH), bot(spam)],
        [user(ENGLISH + " x"), bot(ham)],
        [user(ENGLISH + " y"), bot(spam)],
    )
    assert gone(data, Run(key=b"test", task=task), near={"keep": "first"}) == {"r2"}
    assert gone(data, near={"keep": "first"}) == {"r1", "r2"}


def test_prompts_or_responses_alone_can_be_compared():
    data = rows(
        [user(ENGLISH), bot(words(1))],
        [user(ENGLISH + "!"), bot(words(2))],
        [user(words(3)), bot(words(1) + " z")],
        [user(ENGLISH), bot(words(4))],
        [user(words(5))],
    )
    assert gone(data, near={"on": "prompt", "keep": "first"}) == {"r1", "r3"}
    assert gone(data, near={"on": "response", "keep": "first"}) == {"r2"}
    assert gone(data, near={"keep": "first"}) == set()


def test_the_response_is_compared_without_its_history():
    data = rows(
        [ASK, bot(ENGLISH), user("x"), bot("yes")], [ASK, bot(ENGLISH), user("y"), bot("Yes!")]
    )
    assert gone(data, near={"on": "response", "keep": "first"}) == {"r1"}


@pytest.mark.parametrize(("keep", "kept"), [("first", "r0"), ("last", "r2"), ("longest", "r1")])
def test_which_of_a_cluster_stays(keep, kept):
    texts = [ENGLISH, ENGLISH + " indeed.", ENGLISH + "!"]
    found = dropped(rows(*[[bot(text)] for text in texts]), near={"keep": keep})
    assert {kept_as for _, kept_as in found.values()} == {kept}
    assert len(found) == 2


def test_a_hot_bucket_of_rows_below_the_threshold_keeps_them_all():
    texts = [f"{ENGLISH} {words(n, 7)}" for n in range(60)]
    assert 0.6 < similarity([bot(texts[0])], [bot(texts[1])]) < 0.75
    data = rows(*[[bot(text)] for text in texts])
    assert gone(data, near={}) == set()
    assert gone(data, near={"on": "response"}) == set()


def test_a_hot_bucket_of_alike_rows_keeps_one():
    data = rows(*[[bot(f"{ENGLISH} {'!' * n}")] for n in range(300)])
    assert gone(data, near={"keep": "first"}) == {f"r{n}" for n in range(1, 300)}


def test_a_bucket_has_room_for_sixteen_leaders_however_many_rows_it_has():
    laid = _buckets.laid(np.arange(50), np.zeros(50, np.int64), 50)
    assert laid.leader.size == _leaders.MOST == 16


ORDINALS = [0, 5, 1, 2, 7, 6, 3, 4, 9, 8]


def batches(monkeypatch, wanted):
    monkeypatch.setattr(_groups, "BATCH", 2)
    keys = dedup.keys(rows(*[[user(words(n))] for n in range(10)]), RUN, near={})
    keys = keys.with_columns(committed=pl.lit(value=False))
    found = _groups._in_order(keys[ORDINALS].lazy(), np.array(wanted, np.uint64))
    return [n for batch in found for n in batch["ordinal"]]


def test_candidates_come_in_order_and_none_is_lost_whatever_the_order_of_the_files(monkeypatch):
    assert batches(monkeypatch, range(10)) == list(range(10))
    assert batches(monkeypatch, [1, 4, 5, 8]) == [1, 4, 5, 8]
    assert batches(monkeypatch, []) == []


def test_a_candidate_without_keys_is_a_bug_that_is_told(monkeypatch):
    with pytest.raises(ContractError, match="2 candidates are not in the key files"):
        batches(monkeypatch, [1, 98, 99])


def test_a_row_that_is_gone_lends_its_band_to_no_neighbour_however_large_the_ordinals():
    far = 2**64 - 10
    keys = pl.LazyFrame(
        {"ordinal": [far, far + 1, far + 2], "committed": [False] * 3, "key": [7, 7, 8]},
        schema={"ordinal": pl.UInt64, "committed": pl.Boolean, "key": pl.UInt64},
    )
    row, _ = _buckets.members(keys, np.array([far, far + 2], np.uint64), ["key"])
    assert row.tolist() == []


def test_a_cache_that_cannot_be_written_makes_kernels_slower_not_fail(monkeypatch):
    def njit(*, nogil, cache=False):
        if cache:
            raise RuntimeError("no locator available")
        return lambda kernel: (kernel, nogil)

    monkeypatch.setattr("numba.njit", njit)
    assert _compiled.compiled(len) == (len, True)


def test_superseded_and_exact_do_not_pay_for_numba():
    code = "import sys, etl.dedup; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_datasketch_finds_the_same_pairs():
    texts = [changed(ENGLISH, n) for n in range(3)] + [words(n) for n in range(3)]
    data = rows(*[[bot(text)] for text in texts])
    on = {"threshold": 0.7, "keep": "first"}
    mine = dropped(data, near=on)
    assert mine
    assert dropped(data, near={**on, "engine": "datasketch"}) == mine


@pytest.mark.parametrize("threshold", [0, -1, 1.01])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(ConfigError, match="must be above 0 and at most 1"):
        dedup.keys(rows([ASK]), RUN, superseded=False, exact=None, near={"threshold": threshold})


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])
def test_bands_find_pairs_at_the_threshold(threshold):
    bands, width = _lsh.shape(threshold)
    assert bands * width <= _lsh.SIZE
    assert 1 - (1 - threshold**width) ** bands >= 0.99


def test_the_usual_threshold_has_the_usual_bands():
    assert _lsh.shape(0.8) == (21, 6)


def test_signatures_estimate_similarity_within_the_binomial_bound():
    rng = np.random.default_rng(1)
    for overlap in (50, 150, 180):
        sets = rng.choice(2**32, (2, 200, 20), replace=False).astype(np.uint32)
        sets[1, :overlap] = sets[0, :overlap]
        flat = np.concatenate([sets[side, :, n] for n in range(20) for side in (0, 1)])
        found = _lsh.signatures(flat, np.arange(0, flat.size + 1, 200), seed=42)
        true = overlap / (400 - overlap)
        estimate = (found[0::2] == found[1::2]).mean()
        assert abs(estimate - true) < 4 * (true * (1 - true) / (20 * _lsh.SIZE)) ** 0.5


def test_the_seed_changes_the_signatures():
    data = rows([bot(ENGLISH)])
    bands = [
        dedup.keys(data, Run(key=b"a", seed=seed), superseded=False, near={})
        .select("^band_.*$")
        .row(0)
        for seed in (1, 1, 2)
    ]
    assert bands[0] == bands[1] != bands[2]


TEXT = st.lists(st.sampled_from(["red", "blue", "zum", "去", "."]), min_size=1, max_size=14).map(
    " ".join
)
CHATS = st.lists(
    st.lists(st.tuples(st.sampled_from(["system", "user", "assistant"]), TEXT), max_size=4),
    max_size=8,
)


@settings(deadline=None, max_examples=40)
@given(CHATS, st.sampled_from([0.3, 0.6, 0.8]))
def test_rows_in_one_cluster_are_connected_in_the_exact_graph(chats, threshold):
    data = rows(*chats)
    verdicts = judged(data, near={"threshold": threshold}, parts=2)
    truth = dict(zip(data["record_id"], clusters(chats, threshold), strict=True))
    for record, kept in zip(data["record_id"], verdicts["cluster_id"], strict=True):
        assert truth[record] == truth[kept]


def corpus(size, seed=7):
    """Texts in two languages, a third of them variants of earlier ones."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    chats = []
    for _ in range(size):
        if chats and rng.random() < 0.35:
            turns = rng.choice(chats)
            count = len(turns[1][1].split(" "))
            places = rng.sample(range(count), k=min(count, rng.randint(0, 6)))
            chats.append([user(turns[0][1] + "?"), bot(changed(turns[1][1], *places))])
        elif rng.random() < 0.3:
            chinese = " ".join("".join(rng.choices(CHINESE, k=9)) for _ in range(8))
            chats.append([user(rng.choice(CHINESE)), bot(chinese)])
        else:
            chats.append([user(words(rng.random(), 5)), bot(words(rng.random(), 80))])
    return chats


@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_what_goes_is_what_brute_force_finds(threshold):
    chats = corpus(250)
    truth = clusters(chats, threshold)
    expected = {f"r{n}" for n, label in enumerate(truth) if label != n}
    found = gone(rows(*chats), near={"threshold": threshold, "keep": "first"})
    assert len(expected) > 30
    assert found <= expected
    assert len(found) >= 0.99 * len(expected)


def test_the_reference_knows_what_similar_is():
    assert similarity([bot("a b c d e f")], [bot("A b, c d e g")]) == 1 / 3
    assert similarity([user("x"), bot("a b")], [user("x"), bot("a c")]) == 0


def test_a_row_that_is_like_no_other_is_its_own_cluster():
    data = frame(row(0, bot(ENGLISH)), row(1, bot(words(1))))
    verdicts = judged(data, near={})
    assert verdicts["cluster_size"].to_list() == [1, 1]
    assert verdicts["kept_as"].null_count() == 2
    assert verdicts["reasons"].dtype == pl.List(pl.String)
