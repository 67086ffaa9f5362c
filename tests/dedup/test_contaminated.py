"""Rows that hold text of evaluation files, and those that only look like it."""

import json

import polars as pl
import pytest
from calls import call, write_config, write_lines
from dedup_rows import RUN, bot, rows, system, user
from hypothesis import given, settings
from hypothesis import strategies as st
from near_reference import jaccard, shingles, tokens
from test_near import CHINESE, changed, words

from etl import config, dedup
from etl.errors import ConfigError
from etl.schema import frame

QUESTION = (
    "A train leaves the old harbour at nine and travels with sixty miles an hour towards a town that is "
    "two hundred and forty miles away; at what time does it arrive there if it waits ten minutes twice?"
)
OTHER = (
    "Which of the four moons that Galileo saw through his telescope is the closest one to Jupiter?"
)


@pytest.fixture
def hits(tmp_path):
    """(record id, overlap, share, file, row) of the rows that overlap evaluation rows."""

    def of(data, *evaluations, near=None, name="eval.jsonl", **options):
        write_lines(tmp_path / name, *map(json.dumps, evaluations))
        on = {"near": {} if near is None else near, "contaminated": options}
        keys = dedup.keys(data, RUN, **on)
        named = dedup.evaluations([name], tmp_path)
        found = dedup.hits(keys.lazy(), RUN, {**options, "evaluations": named})
        return [(r, how, round(share, 2), f, n) for _, r, how, share, f, n in found.rows()]

    return of


@pytest.mark.parametrize(
    "text",
    [
        "I would like to know when my parcel arrives, it left the old harbour at nine on Monday.",
        " ".join(QUESTION.split(" ")[:15]) + " " + words(1),
        " ".join(reversed(QUESTION.split(" "))),
        changed(QUESTION, *range(0, 40, 6)),
        OTHER[:40],
    ],
)
def test_what_only_looks_like_it_stays(hits, text):
    assert hits(rows([user(text), bot(words(2))]), {"question": QUESTION}, OTHER) == []


def test_a_question_inside_a_longer_message_is_contained(hits):
    data = rows(
        [user("q"), bot("a")], [user(f"{words(1)} {QUESTION.upper()} {words(2)}"), bot("a")]
    )
    assert hits(data, OTHER, {"question": QUESTION}) == [("r1", "contained", 1.0, "eval.jsonl", 2)]


def test_it_is_found_in_any_turn_and_in_answers_but_not_in_system_or_tool_text(hits):
    chat = [user("a"), bot(QUESTION), user("b"), bot("c")]
    others = [[system(QUESTION), user("a")], [("tool", QUESTION), user("a")]]
    assert [hit[0] for hit in hits(rows(*others, chat), {"question": QUESTION})] == ["r2"]


def test_half_of_the_n_grams_is_enough_and_less_is_not(hits):
    said = [f"t{n}" for n in range(32)]  # 20 n-grams of 13
    data = rows([user(" ".join(said[:22]))], [user(" ".join(said[:21]))])
    assert hits(data, " ".join(said)) == [("r0", "contained", 0.5, "eval.jsonl", 1)]
    assert len(hits(data, " ".join(said), containment=0.45)) == 2
    assert hits(data, " ".join(said), containment=0.51) == []


def test_a_single_n_gram_is_enough_where_that_is_asked_for(hits):
    said = [f"t{n}" for n in range(100)]
    data = rows([user(" ".join(said[:13]))], [user(" ".join(said[:12]))])
    assert hits(data, " ".join(said), containment=0) == [("r0", "contained", 0.01, "eval.jsonl", 1)]


def test_n_grams_that_come_twice_count_once(hits):
    said = [f"t{n}" for n in range(32)]
    twice = " ".join(said[:20])
    assert hits(rows([user(f"{twice} . {twice}"), bot(twice)]), " ".join(said)) == []


def test_a_message_that_is_almost_the_text_is_a_near_duplicate(hits):
    said = " ".join(f"t{n}" for n in range(120))
    near = changed(said, 11, 23, 35, 47, 59, 71, 83, 95, 107)  # no 13 tokens in a row are left
    data = rows([user(near)], [user(f"{words(1)} {near}")])
    assert hits(data, said, threshold=0.4) == [("r0", "near_duplicate", 0.44, "eval.jsonl", 1)]
    assert hits(data, said) == []


@pytest.mark.parametrize("short", ["What is two plus two?", "你今年幾歲呢？"])
def test_a_short_text_is_found_as_a_message_alone(hits, short):
    data = rows(
        [user(short.upper())], [user(f"{short} And why is it so, do you know?")], [bot(short)]
    )
    found = hits(data, {"question": short, "answer": "4"}, threshold=1)
    assert [hit[:3] for hit in found] == [
        ("r0", "near_duplicate", 1.0),
        ("r2", "near_duplicate", 1.0),
    ]


@pytest.mark.parametrize("label", ["B", "yes", "entailment", "好的"])
def test_a_label_is_no_text(hits, label):
    data = rows([user(OTHER), bot(label)])
    assert hits(data, {"question": QUESTION, "answer": label}, {"answer": label}) == []


def test_chinese_is_found_as_well(hits):
    found = hits(rows([user("請問：" + CHINESE)], [user(CHINESE[::-1])]), {"q": CHINESE})
    assert [hit[:2] for hit in found] == [("r0", "contained")]


def test_what_all_questions_of_a_benchmark_share_makes_nothing_contaminated(hits):
    ask = "Answer the following question with one letter alone and say nothing else at all please: "
    rest = "Which of these four is true of the number"
    asked = [f"{ask} {rest} {' '.join(f'n{n}x{at}' for at in range(6))}" for n in range(20)]
    data = rows([user(f"{ask} {rest} {words(1, 6)}")], [user(asked[3])])
    found = hits(data, *asked)
    assert found == [("r1", "contained", 1.0, "eval.jsonl", 4)]


def test_a_text_of_which_all_is_shared_counts_for_the_first_of_them(hits):
    base = [f"t{n}" for n in range(30)]
    many = [" ".join([*base, f"e{n}"]) for n in range(12)] + [" ".join(base)]
    assert hits(rows([user(" ".join(base))]), *many)[0][1:] == ("contained", 1.0, "eval.jsonl", 13)


def test_a_short_text_is_found_though_many_share_most_of_it(hits):
    many = [f"a b c d e f g{n}" for n in range(12)]
    assert [hit[1:] for hit in hits(rows([user(many[11])]), *many)] == [
        ("near_duplicate", 1.0, "eval.jsonl", 12)
    ]


def test_of_several_texts_the_one_of_which_most_is_held_is_told_then_the_first(hits):
    said = [f"t{n}" for n in range(40)]
    both = [" ".join(said), " ".join(said[:30]), " ".join(said[:30])]
    assert hits(rows([user(" ".join(said[:30]))]), *both)[0][2:] == (1.0, "eval.jsonl", 2)


def test_strings_are_found_wherever_they_stand_but_for_system_prompts(hits):
    nested = {"id": "x", "n": 3, "doc": {"turns": [None, {"role": "user", "content": QUESTION}]}}
    role = {"messages": [{"role": "system", "content": OTHER}, {"role": "user", "content": "hm"}]}
    found = hits(rows([user(QUESTION)], [user(OTHER)]), role, nested)
    assert [hit[0] for hit in found] == ["r0"]


@pytest.mark.parametrize("near", [{"on": "prompt"}, {"on": "response"}, False])
def test_all_that_is_said_is_looked_at_whatever_near_compares(tmp_path, near):
    data = rows([user("a"), bot(QUESTION), user("b"), bot("c")], [user(QUESTION), bot("c")])
    write_lines(tmp_path / "e.txt", QUESTION)
    on = {"near": near or None, "contaminated": {}}
    keys = dedup.keys(data, RUN, **on).lazy()
    found = dedup.hits(keys, RUN, {"evaluations": dedup.evaluations(["e.txt"], tmp_path)})
    assert found["record_id"].to_list() == ["r0", "r1"]


def test_every_kind_of_file_is_read(tmp_path):
    data = rows([user(QUESTION)], [user(OTHER)])
    pl.DataFrame({"q": ["x", OTHER], "n": [1, 2]}).write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.json").write_text(json.dumps([{"q": "x"}, {"q": QUESTION}]))
    (tmp_path / "c.txt").write_text(f"x\n\n\n{QUESTION[:60]}\n{QUESTION[60:]}\n")
    keys = dedup.keys(data, RUN, near={}, contaminated={}).lazy()
    for name, told in (("a.parquet", ("r1", 2)), ("b.json", ("r0", 2)), ("c.txt", ("r0", 4))):
        found = dedup.hits(keys, RUN, {"evaluations": dedup.evaluations([name], tmp_path)})
        assert found.select("record_id", "row").rows() == [told]


def test_no_evaluation_text_at_all_is_no_error(hits):
    assert hits(rows([user(QUESTION)], [])) == []
    assert hits(frame(), {"question": QUESTION}) == []


def test_a_contaminated_row_stands_for_no_other(tmp_path):
    begun, text = [user(words(1)), bot(words(2))], [user(QUESTION), bot("Twenty past one.")]
    data = rows(begun, [*begun, *text], begun, [system("s"), *begun, *text])
    write_lines(tmp_path / "e.txt", QUESTION)
    on = {"superseded": True, "exact": {}, "near": {}, "contaminated": {}}
    keys = dedup.keys(data, RUN, **on).lazy()
    hit = dedup.hits(keys, RUN, {"evaluations": dedup.evaluations(["e.txt"], tmp_path)})
    told = dedup.verdicts(keys, RUN, hit, **on).sort("ordinal").collect()
    assert told.select("reasons", "kept_as").rows() == [
        ([], None), (["contaminated"], None), (["exact_duplicate"], "r0"), (["contaminated"], None)
    ]  # fmt: skip
    assert told["cluster_size"].to_list() == [2, 1, 1, 1] or told["cluster_size"][0] == 2
    on["contaminated"] = {"action": "flag"}
    told = dedup.verdicts(keys, RUN, hit, **on).sort("ordinal").collect()
    assert told.filter(pl.col("reasons").list.contains("contaminated")).is_empty()


WORDS = st.lists(st.sampled_from("abcdef"), max_size=30).map(" ".join)


@settings(deadline=None, max_examples=80)
@given(st.lists(WORDS, max_size=4), st.lists(st.lists(WORDS, max_size=3), max_size=5))
def test_what_is_found_is_what_a_comparison_of_tuples_says(tmp_path_factory, texts, chats):
    folder = tmp_path_factory.mktemp("eval")
    write_lines(folder / "e.jsonl", *(json.dumps(text) for text in texts))
    data = rows(*[[user(said) for said in chat] for chat in chats])
    keys = dedup.keys(data, RUN, near={}, contaminated={}).lazy()
    found = dedup.hits(keys, RUN, {"evaluations": dedup.evaluations(["e.jsonl"], folder)})
    expected = {
        f"r{n}" for n, chat in enumerate(chats) if any(overlap(text, chat) for text in texts)
    }
    assert set(found["record_id"]) == expected


def overlap(text, chat):
    words = tokens(text)
    if len(words) < 8 and len(text.encode()) < 12:
        return False
    size = min(13, len(words))
    grams = [runs(tokens(said), size) for said in chat]
    mine = runs(words, size)
    held = len(words) >= 8 and len(mine & set().union(*grams)) >= len(mine) / 2
    return held or any(jaccard(shingles(text), shingles(said)) >= 0.8 for said in chat)


def runs(words, size):
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


BAD = [
    ({"files": []}, "names no file"),
    (True, "names no file"),
    ({"files": ["evals/none*.jsonl"]}, "no file evals/none*.jsonl; mend the path"),
    ({"files": "broken.jsonl"}, "broken.jsonl cannot be read as .jsonl; give"),
    ({"files": ["binary"]}, "binary cannot be read as UTF-8; give"),
    ({"files": ["good.txt"], "action": "warn"}, "dedup.contaminated.action"),
    ({"files": ["good.txt"], "ngram_tokens": 7}, "dedup.contaminated.ngram_tokens"),
]


@pytest.mark.parametrize(("given", "told"), BAD)
def test_what_is_wrong_is_told_before_anything_is_read(tmp_path, given, told):
    (tmp_path / "broken.jsonl").write_text('{"q": "x"}\n{"q": \n')
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text(QUESTION)
    path = write_config(tmp_path, dedup={"contaminated": given})
    with pytest.raises(ConfigError) as error:
        config.load(path)
    assert told in str(error.value)
    assert "dedup.contaminated" in str(error.value)


def audited(folder):
    hit = pl.read_parquet(folder / "audit" / "contaminated" / "*.parquet")
    ledger = pl.read_parquet(folder / "audit" / "ledger" / "*.parquet")
    return hit, ledger.filter(pl.col("reasons").list.contains("contaminated"))


def test_a_run_drops_what_overlaps_and_tells_what_it_hit(tmp_path, run):
    write_lines(tmp_path / "evals" / "a.txt", OTHER)
    write_lines(tmp_path / "evals" / "b.jsonl", {"q": "x"}, {"q": QUESTION})
    lines = [call(0), call(1, prompt=QUESTION), call(2)]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    folder, manifest = run(dedup={"contaminated": {"files": "evals/*"}})
    hit, dropped = audited(folder)
    assert hit.columns == ["record_id", "overlap", "share", "file", "row"]
    assert hit.rows() == [(dropped["record_id"][0], "contained", 1.0, "evals/b.jsonl", 2)]
    assert dropped.select("source_row", "stage", "fate", "kept_as").rows() == [
        (2, "dedup", "dropped", None)
    ]
    assert manifest["counts"]["stages"]["dedup"]["reasons"] == {"contaminated": 1}
    assert [f["file"] for f in manifest["contaminated"]["files"]] == [
        "evals/a.txt",
        "evals/b.jsonl",
    ]
    assert manifest["warnings"] == [
        "dedup: 1 rows overlap evaluation files (1 of them) and are dropped; audit/contaminated tells which"
    ]


def test_what_is_flagged_is_kept(tmp_path, run):
    write_lines(tmp_path / "e.txt", QUESTION)
    write_lines(tmp_path / "logs" / "a.jsonl", call(0), call(1, prompt=QUESTION))
    folder, manifest = run(dedup={"contaminated": {"files": ["e.txt"], "action": "flag"}})
    hit, dropped = audited(folder)
    assert (hit.height, dropped.height, manifest["counts"]["kept"]) == (1, 0, 2)


def test_what_was_looked_at_in_an_earlier_run_is_looked_at_again_with_other_files_alone(
    tmp_path, run
):
    options = {"contaminated": {"files": ["e.txt"], "action": "flag"}, "near": False}
    days = [(QUESTION, QUESTION, 1), (QUESTION, "x", 0), (f"{QUESTION}\n\n{OTHER}", OTHER, 2)]
    for n, (text, prompt, count) in enumerate(days):
        write_lines(tmp_path / "e.txt", text)
        write_lines(tmp_path / "logs" / f"{n}.jsonl", call(n, prompt=prompt))
        folder, _ = run(state="state", dedup=options)
        assert audited(folder)[0].height == count


def test_another_content_of_an_evaluation_file_is_another_run(tmp_path):
    write_lines(tmp_path / "e.txt", QUESTION)
    path = write_config(tmp_path, dedup={"contaminated": {"files": ["e.txt"]}})
    one = config.load(path).sha256
    assert config.load(path).sha256 == one
    write_lines(tmp_path / "e.txt", OTHER)
    assert config.load(path).sha256 != one


def test_a_file_that_is_named_later_takes_back_what_was_committed(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(0), call(1, prompt=QUESTION))
    run(state="state")
    write_lines(tmp_path / "logs" / "b.jsonl", call(3))
    write_lines(tmp_path / "e.txt", QUESTION)
    options = {"state": "state", "dedup": {"contaminated": {"files": ["e.txt"]}}}
    folder, _ = run(**options)
    removed = pl.read_parquet(folder / "removed.parquet")
    assert removed.select("reason", "because", "by").rows() == [("retracted", "contaminated", None)]
    assert audited(folder)[0]["record_id"].to_list() == removed["record_id"].to_list()
    assert (folder / "openai").exists()
    shards = "".join(path.read_text() for path in sorted((folder / "openai").glob("*.jsonl")))
    assert QUESTION not in shards
    write_lines(tmp_path / "logs" / "c.jsonl", call(4, prompt=QUESTION), call(5))
    folder, _ = run(**options)
    hit, dropped = audited(folder)
    assert hit["record_id"].to_list() == dropped["record_id"].to_list()
    assert hit.height == 1
