"""Scheduled runs: each reads what is new, and judges it beside all that was committed before."""

import errno
import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from calls import ANSWER, call, digests, write_config, write_lines

import etl
from etl import config, dedup, inputs, pipeline
from etl.errors import ConfigError

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
TRAIN = {"train": 1.0, "validation": 0.0, "test": 0.0}


@pytest.fixture
def day(tmp_path):
    """Run day `n` of a scheduled job over what stands in `tmp_path`: (folder, manifest)."""

    def go(n, **keys):
        full = keys.pop("full", False)
        loaded = config.load(write_config(tmp_path, **{"state": "state", "split": TRAIN, **keys}))
        manifest = pipeline.run(loaded, lambda *_: None, full=full, now=FIRST + timedelta(days=n))
        return tmp_path / "out" / "runs" / manifest["run_id"], manifest

    return go


def log(tmp_path, name, *lines):
    return write_lines(tmp_path / "logs" / f"{name}.jsonl", *lines)


def more(path, *lines):
    """Append to a log, as its service does."""
    old = path.read_bytes()
    write_lines(path, *lines)
    path.write_bytes(old + path.read_bytes())


def turns(*texts, user="u", session=None, n=0, at="2026-03-01T10:00:00Z"):
    """A call whose history is `texts`: user and assistant in turn, the answer last."""
    roles = ("user", "assistant")
    history = [{"role": roles[i % 2], "content": text} for i, text in enumerate(texts[:-1])]
    line = call(n, user=user, answer=texts[-1], time=at)
    line["request"]["messages"] = history
    line |= {"user": user}
    line["response"]["id"] = f"chatcmpl-{user}-{n}-{len(texts)}"
    del line["response"]["created"]
    return line | ({"session_id": session} if session else {})


def ledger(folder):
    return pl.read_parquet(folder / "audit" / "ledger" / "*.parquet")


def fates(folder):
    told = ledger(folder).select("source_file", "source_row", "stage", "reasons")
    return {(file, row): (stage, reasons) for file, row, stage, reasons in told.iter_rows()}


def the_set(tmp_path):
    """Answers in the set to date, as `open_dataset` has them."""
    rows = etl.open_dataset(tmp_path / "out").collect()
    return sorted(rows["messages"].list.last().struct.field("content"))


def lines_of(folder, name="openai"):
    """Answers in the format files of a run."""
    paths = sorted((folder / name).glob("*.jsonl"))
    found = [line for path in paths for line in path.read_text().splitlines()]
    return sorted(json.loads(line)["messages"][-1]["content"] for line in found)


def removed(folder):
    return pl.read_parquet(folder / "removed.parquet")


Q = "Where is the parcel that I ordered last Monday, number {}?"
A = "It left our store in the morning of day {} and will be with you by the end of the week."


def test_only_what_is_new_is_input_of_the_second_run(tmp_path, day):
    log(tmp_path, "a", call(1), call(2))
    day(0)
    log(tmp_path, "b", call(3))
    folder, manifest = day(1)
    assert fates(folder) == {("b.jsonl", 1): (None, [])}
    assert [i["file"] for i in manifest["inputs"]] == ["b.jsonl"]
    assert len(the_set(tmp_path)) == 3 == len(lines_of(folder))


def test_a_run_without_new_input_commits_nothing(tmp_path, day):
    log(tmp_path, "a", call(1))
    folder, _ = day(0)
    _, manifest = day(1)
    assert manifest["new_input"] is False
    assert [p.name for p in (tmp_path / "out" / "runs").iterdir()] == [folder.name]
    assert list((tmp_path / "out" / ".private").iterdir()) == []


@pytest.mark.parametrize("end", ["\n", ""])
def test_of_a_file_that_grew_only_the_new_lines_are_input(tmp_path, day, end):
    path = log(tmp_path, "a", call(1), call(2))
    path.write_bytes(path.read_bytes().rstrip(b"\n") + end.encode())
    day(0)
    path.write_bytes(path.read_bytes() + (b"" if end else b"\n"))
    more(path, call(3), call(4))
    folder, manifest = day(1)
    assert sorted(fates(folder)) == [("a.jsonl", 3), ("a.jsonl", 4)]
    assert manifest["inputs"][0]["change"] == "grown"
    assert len(the_set(tmp_path)) == 4


def test_a_line_cut_at_the_end_of_a_file_is_judged_again_when_it_is_whole(tmp_path, day):
    path = log(tmp_path, "a", call(1), call(2))
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    folder, _ = day(0, adapt={"max_unreadable_fraction": 1.0})
    assert fates(folder)["a.jsonl", 2] == ("adapt", ["truncated_event"])
    path.write_bytes(whole)
    folder, _ = day(1, adapt={"max_unreadable_fraction": 1.0})
    assert fates(folder) == {("a.jsonl", 2): (None, [])}


def test_a_compressed_file_that_grew_gives_its_new_lines_alone(tmp_path, day):
    path = tmp_path / "logs" / "a.jsonl"
    path.parent.mkdir()
    members = [gzip.compress(json.dumps(call(n)).encode() + b"\n") for n in range(3)]
    path.write_bytes(members[0])
    day(0)
    path.write_bytes(b"".join(members))
    folder, _ = day(1)
    assert sorted(fates(folder)) == [("a.jsonl", 2), ("a.jsonl", 3)]


def test_a_rotated_file_is_known_by_its_content(tmp_path, day):
    path = log(tmp_path, "app.log", call(1), call(2))
    day(0)
    more(path, call(3))
    path.rename(path.with_name("app.log.1.jsonl"))
    log(tmp_path, "app.log", call(4))
    folder, _ = day(1)
    assert sorted(fates(folder)) == [("app.log.1.jsonl", 3), ("app.log.jsonl", 1)]
    _, manifest = day(2)
    assert manifest["new_input"] is False


def test_a_rewritten_file_is_said_and_its_record_ids_are_new(tmp_path, day):
    log(tmp_path, "a", call(1), call(2))
    first, _ = day(0)
    log(tmp_path, "a", call(5), call(2))
    folder, manifest = day(1)
    assert manifest["inputs"][0]["change"] == "rewritten"
    assert "1 files were rewritten (of source jsonl)" in manifest["warnings"][0]
    assert fates(folder)["a.jsonl", 2] == ("dedup", ["exact_duplicate"])
    assert set(ledger(folder)["record_id"]).isdisjoint(ledger(first)["record_id"])


def test_what_duplicates_an_earlier_run_is_dropped_and_the_committed_row_stands_for_it(
    tmp_path, day
):
    log(tmp_path, "a", call(1))
    first, _ = day(0)
    log(tmp_path, "b", call(1), call(2))
    folder, _ = day(1)
    assert fates(folder)["b.jsonl", 1] == ("dedup", ["exact_duplicate"])
    assert ledger(folder)["kept_as"][0] == ledger(first)["record_id"][0]


def test_a_conversation_that_goes_on_takes_the_place_of_what_was_committed(tmp_path, day):
    one = (Q.format(1), A.format(1))
    two = (*one, Q.format(2), A.format(2))
    log(tmp_path, "a", turns(*one))
    first, _ = day(0)
    log(tmp_path, "b", turns(*two, n=1))
    folder, _ = day(1)
    (kept,) = ledger(folder).iter_rows(named=True)
    assert kept["supersedes"] == ledger(first)["record_id"][0]
    assert the_set(tmp_path) == [A.format(2)] == lines_of(folder)
    assert removed(folder).select("record_id", "run_id", "reason", "by").rows() == [
        (kept["supersedes"], first.name, "superseded", kept["record_id"])
    ]
    assert lines_of(first) == [A.format(1)]  # a committed run stays as it was


def test_a_late_beginning_of_a_committed_conversation_is_superseded(tmp_path, day):
    one = (Q.format(1), A.format(1))
    log(tmp_path, "b", turns(*one, Q.format(2), A.format(2), n=1))
    day(0)
    log(tmp_path, "a", turns(*one))
    folder, _ = day(1)
    assert fates(folder) == {("a.jsonl", 1): ("dedup", ["superseded"])}


def test_a_retry_after_the_run_retracts_the_committed_answer(tmp_path, day):
    log(tmp_path, "a", turns(Q.format(1), A.format(1), at="2026-03-31T23:59:30Z"))
    first, _ = day(0)
    log(tmp_path, "b", turns(Q.format(1), A.format(7), n=1, at="2026-04-01T00:00:20Z"))
    folder, _ = day(1)
    assert the_set(tmp_path) == [A.format(7)] == lines_of(folder)
    (gone,) = removed(folder).iter_rows(named=True)
    assert (gone["reason"], gone["because"], gone["run_id"]) == ("retracted", "retried", first.name)


def test_hold_keeps_the_newest_calls_until_they_are_old_enough(tmp_path, day):
    log(tmp_path, "a", turns(Q.format(1), A.format(1), at="2026-03-30T10:00:00Z"),
        turns(Q.format(2), A.format(2), user="v", at="2026-03-31T23:59:30Z"))  # fmt: skip
    first, _ = day(0, hold="24h")
    assert sorted(fates(first)) == [("a.jsonl", 1)]
    log(tmp_path, "b", turns(Q.format(2), A.format(8), user="v", n=1, at="2026-04-01T00:00:20Z"))
    second, _ = day(1, hold="24h")
    assert fates(second) == {("a.jsonl", 2): ("clean", ["retried"]), ("b.jsonl", 1): (None, [])}
    assert the_set(tmp_path) == [A.format(1), A.format(8)]
    assert removed(second).is_empty()


def test_held_calls_are_released_without_any_new_file(tmp_path, day):
    log(tmp_path, "a", turns(Q.format(1), A.format(1), at="2026-03-30T10:00:00Z"),
        turns(Q.format(2), A.format(2), user="v", at="2026-03-31T23:59:30Z"))  # fmt: skip
    day(0, hold="24h")
    folder, _ = day(3, hold="24h")
    assert sorted(fates(folder)) == [("a.jsonl", 2)]
    _, manifest = day(4, hold="24h")
    assert manifest["new_input"] is False


def test_feedback_that_comes_later_retracts_a_committed_row(tmp_path, day):
    keys = {"clean": {"bad_feedback": {}}}
    log(tmp_path, "a", call(1), call(2))
    day(0, **keys)
    log(tmp_path, "b", call(1) | {"feedback": -1})
    folder, _ = day(1, **keys)
    assert the_set(tmp_path) == [ANSWER.format(n=2 * 104729)] == lines_of(folder)
    assert removed(folder)["because"].to_list() == ["bad_feedback"]


def documents(*pairs):
    return [{"_id": key, **turns(Q.format(n), A.format(n), n=n)} for key, n in pairs]


SNAPSHOT = {"sources": [{"type": "jsonl", "path": "logs", "mode": "snapshot", "key": "_id"}]}


def test_of_a_snapshot_only_changed_documents_are_input_and_vanished_ones_are_retracted(
    tmp_path, day
):
    log(tmp_path, "dump", *documents(("a", 1), ("b", 2), ("c", 3)))
    day(0, **SNAPSHOT)
    log(tmp_path, "dump", *documents(("a", 1), ("b", 22)))
    folder, _ = day(1, **SNAPSHOT)
    assert fates(folder) == {("dump.jsonl", 2): (None, [])}
    assert the_set(tmp_path) == [A.format(1), A.format(22)] == lines_of(folder)
    assert sorted(removed(folder)["because"]) == ["changed", "deleted"]
    log(tmp_path, "dump", *documents(("b", 22), ("a", 1)))  # in another order
    _, manifest = day(2, **SNAPSHOT)
    assert manifest["new_input"] is False
    log(tmp_path, "dump", *documents(("b", 22), ("a", 1), ("c", 3)))  # it is back
    day(3, **SNAPSHOT)
    assert the_set(tmp_path) == [A.format(1), A.format(22), A.format(3)]


def test_an_empty_export_takes_nothing_back_and_is_said_though_nothing_is_new(tmp_path, day):
    log(tmp_path, "dump", *documents(("a", 1), ("b", 2)))
    day(0, **SNAPSHOT)
    (tmp_path / "logs" / "dump.jsonl").write_bytes(b"")
    _, manifest = day(1, **SNAPSHOT)
    assert manifest["new_input"] is False
    assert [said for said in manifest["warnings"] if said.startswith("the export of jsonl is gone")]
    assert len(the_set(tmp_path)) == 2


def test_a_snapshot_that_broke_off_retracts_nothing(tmp_path, day):
    keys = SNAPSHOT | {"adapt": {"max_unreadable_fraction": 1.0}}
    log(tmp_path, "dump", *documents(("a", 1), ("b", 2)))
    day(0, **keys)
    path = log(tmp_path, "dump", *documents(("a", 1), ("b", 2)))
    path.write_bytes(path.read_bytes()[:-100])
    _, manifest = day(1, **keys)
    assert the_set(tmp_path) == [A.format(1), A.format(2)]
    assert "nothing that is missing in it was taken back" in manifest["warnings"][0]


def test_a_snapshot_that_only_grew_loses_nothing(tmp_path, day):
    path = log(tmp_path, "dump-1", *documents(*((str(n), n) for n in range(5))))
    day(0, **SNAPSHOT)
    more(path, *documents(("x", 77)))
    path.rename(path.with_name("dump-2.jsonl"))
    folder, _ = day(1, **SNAPSHOT)
    assert list(fates(folder)) == [("dump-2.jsonl", 6)]
    assert removed(folder).is_empty()
    assert len(the_set(tmp_path)) == 6


def test_a_held_document_is_taken_in_when_it_is_old_enough(tmp_path, day):
    old, young = documents(("a", 1), ("b", 2))
    young["timestamp"] = "2026-04-01T00:00:00Z"
    log(tmp_path, "dump", old, young)
    folder, _ = day(0, hold="24h", **SNAPSHOT)
    assert len(fates(folder)) == 1
    folder, _ = day(3, hold="24h", **SNAPSHOT)
    assert fates(folder) == {("dump.jsonl", 2): (None, [])}


@pytest.mark.parametrize("broken", [b"", b'{"_id": "a"', b"no JSON\n"])
def test_what_was_missing_in_a_broken_export_is_retracted_by_the_next_whole_one(
    tmp_path, day, broken
):
    keys = SNAPSHOT | {"adapt": {"max_unreadable_fraction": 1.0}}
    log(tmp_path, "dump", *documents(("a", 1), ("b", 2)))
    day(0, **keys)
    log(tmp_path, "dump", *documents(("a", 1))[: len(broken)]).write_bytes(broken)
    day(1, **keys)
    assert len(the_set(tmp_path)) == 2
    log(tmp_path, "dump", *documents(("a", 1), ("c", 3)))
    folder, _ = day(2, **keys)
    assert the_set(tmp_path) == [A.format(1), A.format(3)]
    assert removed(folder)["because"].to_list() == ["deleted"]


def test_a_snapshot_source_that_is_gone_or_no_snapshot_any_more_takes_nothing_back(tmp_path, day):
    log(tmp_path, "dump", *documents(("a", 1), ("b", 2)))
    write_lines(tmp_path / "other" / "a.jsonl", call(1))
    both = [*SNAPSHOT["sources"], {"name": "more", "type": "jsonl", "path": "other"}]
    day(0, sources=both)
    write_lines(tmp_path / "other" / "b.jsonl", call(2))
    folder, _ = day(1, sources=both[1:])
    assert removed(folder).is_empty()
    with pytest.raises(ConfigError, match="mode or key of source jsonl changed"):
        day(2, sources=[{"type": "jsonl", "path": "logs"}])


def test_feedback_speaks_against_a_call_in_whatever_order_they_come(tmp_path, day):
    keys = {"clean": {"bad_feedback": {}}}
    bad = call(1) | {"feedback": -1}
    log(tmp_path, "a", bad, call(2))
    day(0, **keys)
    log(tmp_path, "b", call(1), call(3))
    folder, _ = day(1, **keys)
    assert fates(folder)["b.jsonl", 1] == ("clean", ["bad_feedback"])
    log(tmp_path, "c", call(4), call(4) | {"feedback": -1})
    folder, _ = day(2, **keys)
    assert {reasons[0] for _, reasons in fates(folder).values()} == {"bad_feedback"}
    day(3, full=True, **keys)
    assert len(the_set(tmp_path)) == 2


def test_an_answer_goes_although_its_retry_was_itself_asked_again(tmp_path, day):
    ask = [turns(Q.format(1), A.format(k), n=k, at=f"2026-04-01T00:0{k}:00Z") for k in range(3)]
    log(tmp_path, "a", ask[0])
    day(0)
    log(tmp_path, "b", *ask[1:])
    day(1)
    assert the_set(tmp_path) == [A.format(2)]


def test_a_format_named_later_is_said_to_hold_only_what_came_since(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0, write={"formats": ["openai"]})
    log(tmp_path, "b", call(2))
    _, manifest = day(1)
    assert any("alpaca holds only" in warning for warning in manifest["warnings"])


def test_a_source_with_another_task_can_be_added(tmp_path, day):
    log(tmp_path, "a", call(1))
    first = {"type": "jsonl", "path": "logs"}
    day(0, sources=[first])
    write_lines(tmp_path / "other" / "a.jsonl", call(2))
    more = {"name": "labels", "type": "jsonl", "path": "other", "task": "classification"}
    assert len(day(1, sources=[first, more])[1]["set"]["runs"]) == 2


def test_a_group_stays_in_its_split(tmp_path, day):
    split = {"train": 0.5, "validation": 0.25, "test": 0.25}
    for n in range(4):
        talks = [turns(*(t for k in range(n + 1) for t in (Q.format(f"{c}-{k}"), A.format(f"{c}-{k}"))),
                       user=f"p{c}-", n=n) for c in range(12)]  # fmt: skip
        log(tmp_path, f"d{n}", *talks)
        day(n, split=split)
    rows = etl.open_dataset(tmp_path / "out").collect()
    assert rows.height == 12
    told = pl.concat(
        pl.read_parquet(p / "data").select("conversation_id", "split")
        for p in sorted((tmp_path / "out" / "runs").iterdir())
    )
    assert told.n_unique() == 12 < told.height
    assert told["split"].n_unique() > 1


def test_shards_that_no_later_run_touched_are_the_same_file(tmp_path, day):
    log(tmp_path, "a", call(1))
    first, _ = day(0)
    log(tmp_path, "b", call(2))
    second, _ = day(1)
    name = f"train-{first.name}.jsonl"
    assert (first / "openai" / name).stat().st_ino == (second / "openai" / name).stat().st_ino
    assert (second / "openai" / f"train-{second.name}.jsonl").exists()


def test_a_run_that_was_killed_before_its_commit_leaves_the_state_as_it_was(
    tmp_path, day, monkeypatch
):
    log(tmp_path, "a", call(1))
    day(0)
    log(tmp_path, "b", call(2))

    def killed(*_args):
        raise SystemExit(143)

    monkeypatch.setattr("etl.commit.publish", killed)
    with pytest.raises(SystemExit):
        day(1)
    assert len(list((tmp_path / "state").glob("2*"))) == 2  # written, and named by nobody
    monkeypatch.undo()
    folder, manifest = day(2)
    assert fates(folder) == {("b.jsonl", 1): (None, [])}
    assert len(manifest["set"]["runs"]) == 2


def test_full_builds_the_set_anew(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0)
    log(tmp_path, "b", call(2))
    day(1)
    folder, manifest = day(2, full=True)
    assert len(fates(folder)) == 2
    assert manifest["set"]["runs"] == [folder.name]
    assert len(the_set(tmp_path)) == 2


def test_a_changed_config_is_said(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0)
    log(tmp_path, "b", call(2))
    assert day(1)[1]["warnings"] == []
    log(tmp_path, "c", call(3))
    _, manifest = day(2, clean={"short_response": False})
    assert "the config changed since run" in manifest["warnings"][0]


def test_held_lines_whose_file_is_gone_are_said_and_judged_when_it_is_back(tmp_path, day):
    held = turns(Q.format(1), A.format(1), at="2026-03-31T23:59:30Z")
    path = log(tmp_path, "a", held)
    log(tmp_path, "b", call(1))
    day(0, hold="24h")
    path.unlink()
    log(tmp_path, "c", call(2))
    _, manifest = day(3, hold="24h")
    assert "1 held lines stood in files that are gone (of source jsonl)" in manifest["warnings"][0]
    log(tmp_path, "a", held)
    folder, _ = day(4, hold="24h")
    assert fates(folder) == {("a.jsonl", 1): (None, [])}


def test_keys_that_were_hashed_in_another_way_are_refused(tmp_path, day, monkeypatch):
    log(tmp_path, "a", call(1))
    day(0)
    monkeypatch.setattr("etl.dedup.SCHEME", dedup.SCHEME + 1)
    with pytest.raises(ConfigError, match=r"how dedup hashes texts changed.*--full"):
        day(1)


def test_another_index_is_refused(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0)
    with pytest.raises(ConfigError, match=r"another scheme: the key or the seed changed.*--full"):
        day(1, seed=7)


@pytest.mark.parametrize(
    ("before", "after"), [(False, {"model": False}), ({"model": False}, False)]
)
def test_scrub_may_be_switched_on_and_off_between_two_runs(tmp_path, day, before, after):
    log(tmp_path, "a", call(1))
    day(0, scrub=before)
    log(tmp_path, "b", call(2))
    day(1, scrub=after)
    log(tmp_path, "c", call(3))
    day(2, scrub=before)
    assert len(the_set(tmp_path)) == 3


def test_a_day_of_which_nothing_is_kept_leaves_a_state_that_the_next_one_goes_on_from(
    tmp_path, day
):
    log(tmp_path, "a", call(1, answer="no"))
    day(0, scrub={"model": False})
    log(tmp_path, "b", call(2))
    day(1, scrub={"model": False})
    log(tmp_path, "c", call(2), call(3))
    day(2, scrub={"model": False})
    assert len(the_set(tmp_path)) == 2


def test_an_output_made_without_state_begins_a_set_with_its_next_run(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0, state=None)
    folder, manifest = day(1)
    assert manifest["set"]["runs"] == [folder.name]
    assert len(fates(folder)) == 1


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"output": "second"}, "belongs to another output"),
        ({"state": "elsewhere"}, "name the state of this output"),
    ],
)
def test_a_state_serves_the_output_alone_that_it_was_made_with(tmp_path, day, keys, told):
    log(tmp_path, "a", call(1))
    day(0)
    with pytest.raises(ConfigError, match=told):
        day(1, **keys)


def test_a_disk_that_fills_while_the_state_says_whose_it_is_leaves_it_ours(
    tmp_path, day, monkeypatch
):
    log(tmp_path, "a", call(1))
    day(0)
    owner = (tmp_path / "state" / "output").read_bytes()

    def full(path):
        if path.name == ".output.new":
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("etl.disk.sync", full)
    with pytest.raises(OSError, match="full"):
        day(1)
    assert (tmp_path / "state" / "output").read_bytes() == owner


def test_an_empty_shard_is_not_carried_on(tmp_path, day):
    log(tmp_path, "a", call(1))
    first, manifest = day(0)
    empty = {f["path"] for f in manifest["files"] if f["path"].endswith(".jsonl") and not f["rows"]}
    assert len(empty) == 4  # of two formats and three splits
    log(tmp_path, "b", call(2))
    second, _ = day(1)
    shards = {str(p.relative_to(second)) for p in second.rglob(f"*-{first.name}.jsonl")}
    assert len(shards) == 2
    assert not shards & empty


def test_retention_takes_old_runs_out_of_the_set_and_off_the_disk(tmp_path, day):
    log(tmp_path, "a", call(1))
    first, _ = day(0)
    log(tmp_path, "b", call(2))
    second, _ = day(5, retention="180d")
    log(tmp_path, "c", call(3))
    third, manifest = day(182, retention="180d")
    assert manifest["set"]["runs"] == [second.name, third.name]
    assert not first.exists()
    assert not (tmp_path / "state" / first.name).exists()
    assert len(the_set(tmp_path)) == 2 == len(lines_of(third))


def test_an_expired_run_that_a_kill_left_goes_with_the_next(tmp_path, day, monkeypatch):
    log(tmp_path, "a", call(1))
    first, _ = day(0)
    log(tmp_path, "b", call(2))

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("etl.publish.state.prune", killed)
        with pytest.raises(KeyboardInterrupt):
            day(9, retention="5d")
    assert first.exists()
    log(tmp_path, "c", call(3))
    day(10, retention="5d")
    assert not first.exists()
    assert not (tmp_path / "state" / first.name).exists()


def test_a_file_that_was_just_being_replaced_goes_with_the_next_run(tmp_path, day):
    log(tmp_path, "a", call(1))
    day(0)
    half = tmp_path / "state" / ".key.new"
    half.write_bytes(b"5f")
    day(1)
    assert not half.exists()


def test_a_set_in_many_runs_is_the_set_in_one(tmp_path, day):
    talks = [turns(*(t for k in range(1 + n % 3) for t in (Q.format(f"{n // 3}-{k}"), A.format(f"{n // 3}-{k}"))),
                   user=f"p{n // 3}-", n=n) for n in range(12)]  # fmt: skip
    for n, talk in enumerate(talks):
        log(tmp_path, f"d{n:02}", talk)
        day(n)
    grown = the_set(tmp_path)
    day(100, full=True)
    assert the_set(tmp_path) == grown
    assert len(grown) == 4


def test_files_that_nobody_wrote_to_are_not_opened(tmp_path, day, monkeypatch):
    monkeypatch.setattr("etl.inputs._found.RACY_S", 0)
    log(tmp_path, "a", call(1))
    day(0)
    log(tmp_path, "b", call(2))
    seen = []
    cut = inputs._cut
    monkeypatch.setattr(inputs, "_cut", lambda task: (seen.append(task[2]), cut(task))[1])
    day(1)
    assert seen == ["b.jsonl"]


def test_the_same_days_give_the_same_bytes(tmp_path, day, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "the same")

    def once():
        for name in ("out", "state", "logs"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
        found = []
        for n in range(3):
            log(tmp_path, f"d{n}", *(call(k) for k in range(n, n + 4)))
            found.append(digests(day(n)[0]))
        return found

    assert once() == once()
