"""Laws of the whole: what holds for every run, on logs written here."""

import json

import polars as pl
import pyarrow.dataset
import pytest
from calls import ANSWER, call, digests, write_lines

from etl import pipeline, steps, write
from etl.engine.local import Local
from etl.errors import ContractError, GateError, SourceError, StorageError
from etl.ledger import COLUMNS

DATA = [
    "record_id", "source", "timestamp", "provider", "model", "conversation_id", "user_key",
    "messages", "tools", "finish_reason", "latency_ms", "input_tokens", "output_tokens",
    "supersedes", "cluster_id", "cluster_size", "split",
]  # fmt: skip


def ledger(folder):
    return pl.read_parquet(folder / "audit" / "ledger" / "*.parquet")


def fates(folder):
    """(file, row) -> (stage, reasons)"""
    told = ledger(folder).select("source_file", "source_row", "stage", "reasons")
    return {(file, row): (stage, reasons) for file, row, stage, reasons in told.iter_rows()}


def test_every_line_has_one_fate_and_every_drop_a_reason(tmp_path, run):
    write_lines(
        tmp_path / "logs" / "a.jsonl",
        call(1),
        "{broken",
        "",
        call(2, answer="I'm sorry, but I can't help with that."),
        "[]",
        call(1),
        '{"just": "a log line"}',
        call(3),
    )
    folder, manifest = run(adapt={"max_unreadable_fraction": 1.0})
    assert fates(folder) == {
        ("a.jsonl", 1): (None, []),
        ("a.jsonl", 2): ("adapt", ["truncated_event"]),
        ("a.jsonl", 4): ("clean", ["refusal", "short_response"]),
        ("a.jsonl", 5): ("adapt", ["not_an_event"]),
        ("a.jsonl", 6): ("dedup", ["exact_duplicate"]),
        ("a.jsonl", 7): ("adapt", ["not_a_call"]),
        ("a.jsonl", 8): (None, []),
    }
    counts = manifest["counts"]
    assert (counts["input"], counts["kept"], counts["dropped"], counts["quarantined"]) == (
        7,
        2,
        3,
        2,
    )
    assert ledger(folder).columns == list(COLUMNS)
    assert ledger(folder)["record_id"].n_unique() == 7


def test_a_line_logged_twice_stays_once_and_the_first_stands_for_it(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1), call(1))
    folder, _ = run()
    first, second = ledger(folder).iter_rows(named=True)
    assert (first["fate"], second["fate"]) == ("kept", "dropped")
    assert second["kept_as"] == first["record_id"]
    assert second["cluster_id"] == first["cluster_id"] == first["record_id"]
    (kept,) = pl.read_parquet(folder / "data").iter_rows(named=True)
    assert kept["cluster_size"] == 2


def test_the_data_have_the_columns_of_the_contract_and_other_readers_can_read_them(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(20)))
    folder, _ = run()
    rows = pl.read_parquet(folder / "data")
    assert sorted(rows.columns) == sorted([*DATA, "date"])
    read = pyarrow.dataset.dataset(folder / "data", partitioning="hive").to_table()
    assert read.num_rows == 20
    file = next((folder / "data").rglob("*.parquet"))
    assert set(pl.read_parquet_schema(file)) == set(DATA) - {"split", "source"}


def test_a_format_holds_the_kept_rows_and_an_empty_split_is_an_empty_file(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(5)))
    folder, manifest = run(split={"train": 1.0, "validation": 0.0, "test": 0.0})
    for name in ("openai", "alpaca"):
        lines = (folder / name / "train.jsonl").read_text().splitlines()
        assert len(lines) == 5 == manifest["counts"]["formats"][name]
        assert (folder / name / "test.jsonl").read_text() == ""
    answers = [json.loads(line)["messages"][-1]["content"] for line in
               (folder / "openai" / "train.jsonl").read_text().splitlines()]  # fmt: skip
    assert answers == [ANSWER.format(n=n * 104729) for n in range(5)]


def test_two_workers_write_the_same_bytes_as_one(tmp_path, run):
    for name in "abcd":
        lines = [call(n, user=name, prompt=f"{name} {n * 31}: which way is it?") for n in range(40)]
        write_lines(tmp_path / "logs" / f"{name}.jsonl", *lines, "{bad")
    one, _ = run(workers=1, output="one")
    two, _ = run(workers=2, output="two")
    assert digests(one) == digests(two)
    assert len(digests(one)) > 5


def test_a_small_part_size_changes_no_verdict(tmp_path, run, monkeypatch):
    lines = [call(n % 30, answer=ANSWER.format(n=n % 25) * (1 + n % 3)) for n in range(90)]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    whole, _ = run(output="whole")
    monkeypatch.setattr("etl.inputs.PART_BYTES", 4096)
    monkeypatch.setattr("etl.adapt._cut.BLOCK", 4096)
    cut, _ = run(output="cut")
    assert len(list((cut / "audit" / "ledger").iterdir())) > 5
    assert ledger(whole).equals(ledger(cut))


def test_raw_ids_and_found_values_stand_nowhere_in_a_run(tmp_path, run):
    address = "mei.chen@example-shop.com"
    text = f"Please write to {address} about my parcel, or call the hotline."
    write_lines(
        tmp_path / "logs" / "a.jsonl", call(1, user="person-", prompt=text), call(2, user="person-")
    )
    folder, _ = run()
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            if path.suffix == ".parquet":
                raw = pl.read_parquet(path, hive_partitioning=False).write_json().encode()
            assert address.encode() not in raw, path.name
            assert b"person-" not in raw, path.name
            assert b"chatcmpl-" not in raw, path.name
    assert (
        "<EMAIL_1>"
        in (folder / "openai" / "train.jsonl").read_text()
        + (folder / "openai" / "test.jsonl").read_text()
        + (folder / "openai" / "validation.jsonl").read_text()
    )


def test_raw_ids_that_stand_in_texts_are_replaced_in_them(tmp_path, run):
    ids = {"user": "person-1841", "session_id": "sess-99-abc", "call": "chatcmpl-RAW-77"}
    line = call(
        1, prompt=f"I am {ids['user']} of {ids['session_id']}, see {ids['call']}; not xperson-1841."
    )
    line |= {"user": ids["user"], "session_id": ids["session_id"]}
    line["response"]["id"] = ids["call"]
    line["request"]["messages"][1]["name"] = ids["user"]
    write_lines(tmp_path / "logs" / "a.jsonl", line)
    folder, _ = run(split={"train": 1.0, "validation": 0.0, "test": 0.0})
    (told,) = (folder / "openai" / "train.jsonl").read_text().splitlines()
    asked = json.loads(told)["messages"][1]
    assert asked["content"] == "I am <USER_ID> of <SESSION_ID>, see <CALL_ID>; not xperson-1841."
    assert asked["name"] == "<USER_ID>"


def test_texts_that_scrubbing_made_equal_are_kept_once(tmp_path, run):
    prompts = [f"Please send the bill to {name}@example.com, thank you very much." for name in "ab"]
    answer = "Of course, the bill has been sent to the address that you gave us just now."
    write_lines(
        tmp_path / "logs" / "a.jsonl",
        *(call(n, prompt=p, answer=answer) for n, p in enumerate(prompts)),
    )
    folder, manifest = run(dedup={"near": False})
    assert manifest["counts"]["kept"] == 1
    assert fates(folder)["a.jsonl", 2] == ("dedup", ["exact_duplicate"])


@pytest.mark.parametrize("stage", ["clean", "dedup", "scrub", "split", "write"])
def test_a_stage_switched_off_passes_every_row(tmp_path, run, stage):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1), call(1), call(2, answer="no"), call(3))
    _, manifest = run(**{stage: False})
    told = manifest["counts"]["stages"][stage]
    assert told["in"] == told["out"]


def test_a_limit_keeps_so_many_and_says_so_of_the_others(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(10)))
    _, manifest = run(write={"limit": 3, "formats": ["openai"]})
    assert manifest["counts"]["kept"] == 3
    assert manifest["counts"]["stages"]["write"]["reasons"] == {"over_limit": 7}


def test_raw_text_rests_in_work_alone_and_is_gone_after_the_commit(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    folder, _ = run()
    assert list((tmp_path / "out" / ".private").iterdir()) == []
    assert (tmp_path / "out" / "latest").resolve() == folder


def test_frames_are_kept_where_the_config_asks_for_them(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1), call(2, answer="no"))
    folder, _ = run(write={"keep_frames": True})
    frames = tmp_path / "out" / ".private" / folder.name / "frames"
    assert sorted(p.name for p in frames.iterdir()) == [
        "adapt",
        "clean",
        "dedup",
        "found",
        "scrub",
        "split",
        "write",
    ]
    judged = pl.read_parquet(frames / "clean" / "*.parquet")
    assert judged["reasons"].to_list() == [[], ["short_response"]]
    assert sorted(p.name for p in frames.parent.iterdir()) == ["frames", "run.json"]


def test_too_many_unreadable_lines_publish_nothing(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(9)), "{bad")
    with pytest.raises(GateError, match=r"sources.jsonl: 1 of 10 lines could not be read"):
        run()
    assert not (tmp_path / "out" / "latest").exists()
    assert not (tmp_path / "out" / "runs").exists()
    (kept,) = (tmp_path / "out" / ".private").iterdir()  # for a look, and to go on from
    assert (kept / "read").is_dir()


def test_too_few_rows_publish_nothing(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    with pytest.raises(GateError, match="kept 1 rows, asked for 2"):
        run(gates={"min_rows": 2})
    assert not (tmp_path / "out" / "latest").exists()


def test_a_path_that_matches_nothing_is_told(run):
    with pytest.raises(SourceError):
        run()


def test_what_runs_wrote_is_no_input(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    for _ in range(2):
        _, manifest = run(output="logs/out", sources=[{"type": "jsonl", "path": "logs"}])
        assert manifest["counts"]["input"] == 1


def test_a_file_that_shrinks_while_it_is_read_ends_the_run(tmp_path, run, monkeypatch):
    path = write_lines(tmp_path / "logs" / "a.jsonl", call(1), call(2))
    prepared = pipeline.prepare

    def shrink(*arguments, **keys):
        found = prepared(*arguments, **keys)
        write_lines(path, call(1))
        return found

    monkeypatch.setattr(pipeline, "prepare", shrink)
    with pytest.raises(StorageError, match=r"a.jsonl changed while it was read"):
        run()
    assert not (tmp_path / "out" / "latest").exists()


def test_of_a_file_that_grows_while_it_is_read_what_was_planned_is_read(tmp_path, run, monkeypatch):
    path = write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    prepared = pipeline.prepare

    def grow(*arguments, **keys):
        found = prepared(*arguments, **keys)
        write_lines(path, call(1), call(2))
        return found

    monkeypatch.setattr(pipeline, "prepare", grow)
    assert fates(run()[0]) == {("a.jsonl", 1): (None, [])}


def test_rows_with_one_history_are_in_one_split_whatever_their_sessions(tmp_path, run):
    lines = []
    for n in range(40):
        for session in "ab":
            question = f"Where is my parcel number {n * 7919}, and when will it come to the door?"
            line = call(
                n,
                user=session,
                prompt=question,
                answer=ANSWER.format(n=session * 5) + f" {n}{session}" * 9,
            )
            lines.append({**line, "session_id": f"{session}{n}"})
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    folder, manifest = run(split={"train": 0.5, "validation": 0.25, "test": 0.25})
    assert manifest["counts"]["kept"] == 80
    rows = ledger(folder).sort("source_row")
    assert (rows["split"][::2] == rows["split"][1::2]).all()


def test_a_kept_row_that_is_not_in_the_data_ends_the_run(tmp_path, run, monkeypatch):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1), call(2))
    save = write.save

    def lose(part, rows, lines, folder, **options):
        save(part, rows.head(1), {n: f.head(1) for n, f in lines.items()}, folder, **options)

    monkeypatch.setattr(write, "save", lose)
    with pytest.raises(ContractError, match="2 rows kept, 1 written"):
        run()
    assert not (tmp_path / "out" / "latest").exists()


def test_an_empty_file_gives_an_empty_run(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", "", "")
    folder, manifest = run()
    assert manifest["counts"]["input"] == manifest["counts"]["kept"] == 0
    assert (folder / "openai" / "train.jsonl").read_bytes() == b""


def test_the_manifest_lists_every_file_and_input(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1), "{bad")
    folder, manifest = run(adapt={"max_unreadable_fraction": 1})
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {f["path"] for f in manifest["files"]} == on_disk - {"manifest.json"}
    (told,) = manifest["inputs"]
    assert (told["source"], told["file"], told["rows"], told["quarantined"]) == (
        "jsonl",
        "a.jsonl",
        2,
        1,
    )
    assert told["dialects"] == {"openai_chat": 1}
    assert json.loads((folder / "manifest.json").read_text()) == manifest


def test_a_refused_run_rests_in_work_alone(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    with pytest.raises(GateError):
        run(gates={"min_rows": 2})
    assert list((tmp_path / "out" / "runs").iterdir()) == []
    assert run(gates={"min_rows": 1})[1]["counts"]["kept"] == 1


def test_folders_may_have_names_that_look_like_patterns(tmp_path, run):
    for n in range(2):
        write_lines(tmp_path / "logs" / f"{n}.jsonl", call(n))
        _, manifest = run(output="o[1]*?", state="s[1]*", work="w[1]?")
    assert len(manifest["set"]["runs"]) == 2


def test_steps_in_processes_of_their_own_change_no_byte(tmp_path, run, monkeypatch):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(30)), call(3), "no json")
    keys = {"adapt": {"max_unreadable_fraction": 1.0}}
    folder, _ = run(**keys, output="one")
    alone, done = Local.alone, []

    def noted(*given):
        done.append(alone(*given))
        return done[-1]

    monkeypatch.setattr(steps, "MANY", 0)
    monkeypatch.setattr(Local, "alone", noted)
    other, _ = run(**keys, output="two")
    assert len(done) == 4
    assert digests(other) == digests(folder)
