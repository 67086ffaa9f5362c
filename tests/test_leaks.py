"""Promise 4: what `scrub` found stands nowhere in a run; a value that is left stops it."""

import json
import os
import re

import polars as pl
import pytest
from calls import call, digests, write_config, write_lines

from etl import config, endings, frames, leaks, pipeline, report, scrub, work
from etl.errors import GateError
from etl.work import _scan

SECRET, ACCOUNT, MOBILE = "hunter2!xQ77", "12345678", "0912345678"


def planted(folder):
    """Values that are found in one line and stand bare in another; nine lines that have none."""
    lines = [call(n) for n in range(9)]
    lines.append(
        call(20, prompt=f"My password={SECRET} and bank account {ACCOUNT}, mobile 0912-345-678.")
    )
    lines.append(
        call(21, prompt=f"What is user_{MOBILE}_log and ref {ACCOUNT} in x{SECRET}x of parcel 77?")
    )
    write_lines(folder / "logs" / "a.jsonl", *lines)


def everything(folder):
    """All that stands in the files below a folder, as text; Parquet as its values."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix == ".parquet":
            rows = pl.read_parquet(path, hive_partitioning=False, glob=False).to_dicts()
            yield path, json.dumps(rows, default=str, ensure_ascii=False)
        elif path.is_file():
            yield path, path.read_text(errors="replace")


def test_what_was_found_in_one_line_stands_in_no_file_of_the_run(tmp_path, run):
    planted(tmp_path)
    folder, told = run()
    left = [(path.name, value) for path, text in everything(tmp_path / "out")
            for value in (SECRET, ACCOUNT, MOBILE) if value in text]  # fmt: skip
    assert left == []
    texts = (folder / "openai" / "train.jsonl").read_text() + "".join(
        p.read_text() for p in (folder / "openai").glob("[vt]*.jsonl")
    )
    assert "user_<PHONE_1>_log and ref <BANK_ACCOUNT_1> in x<SECRET_1>x" in texts
    assert told["counts"]["entities"] == {"BANK_ACCOUNT": 2, "PHONE_NUMBER": 2, "SECRET": 2}
    (gate,) = [gate for gate in told["gates"] if gate["name"] == "scrub.gate"]
    assert (gate["figure"], gate["passed"]) == (0.0, True)


def test_values_in_clear_rest_in_work_alone_and_go_at_commit(tmp_path, monkeypatch):
    planted(tmp_path)
    loaded = config.load(write_config(tmp_path, work="work"))
    monkeypatch.setattr(pipeline, "publish", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pipeline.run(loaded, lambda *_: None)
    found = [p for p, text in everything(tmp_path) if SECRET in text and "logs" not in p.parts]
    assert {p.parent.parent.name for p in found} >= {"scrub"}
    assert any("sought" in p.parts for p in found)
    assert all("work" in p.parts for p in found)
    monkeypatch.undo()
    pipeline.run(loaded, lambda *_: None)
    assert not [p for p, text in everything(tmp_path) if SECRET in text and "logs" not in p.parts]


def test_what_was_found_later_makes_copies_that_are_dropped(tmp_path, run):
    answer = (
        "Yes: your parcel left our store on Monday, you will have it on Thursday at the latest."
    )
    lines = [call(n, answer=answer, prompt=f"Where is what I sent from {value}?", time="2026-03-01T00:00:00Z")
             for n, value in ((1, "bank account 12345678"), (2, "bank account 87654321"))]  # fmt: skip
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    plain = [
        call(3, answer=answer, prompt="Where is ref 12345678?"),
        call(4, answer=answer, prompt="Where is ref 87654321?"),
    ]
    write_lines(tmp_path / "logs" / "b.jsonl", *plain)
    _, told = run(dedup={"near": False}, clean={"retried": False})
    assert told["counts"]["stages"]["dedup"]["reasons"] == {"exact_duplicate": 2}


def test_the_second_pass_gives_the_same_bytes_on_any_number_of_workers(tmp_path):
    planted(tmp_path)
    write_lines(
        tmp_path / "more" / "b.jsonl",
        *(call(n, user="v", prompt=f"And ref {ACCOUNT} of {n * 7919}?") for n in range(4)),
    )
    sources = [
        {"type": "jsonl", "name": "a", "path": "logs/*.jsonl"},
        {"type": "jsonl", "name": "b", "path": "more/*.jsonl"},
    ]
    found = []
    for workers in (1, 2):
        loaded = config.load(
            write_config(
                tmp_path, sources=sources, workers=workers, output=f"out{workers}", dedup=False
            )
        )
        told = pipeline.run(loaded, lambda *_: None)
        found.append(digests(tmp_path / f"out{workers}" / "runs" / told["run_id"]))
        assert told["counts"]["entities"]["BANK_ACCOUNT"] > 2
    assert found[0] == found[1]


def without_sweep(monkeypatch):
    """A second pass that misses everything."""
    real = scrub.sweep
    monkeypatch.setattr(scrub, "sweep", lambda rows, *more: real(rows.head(0), *more))


def test_a_value_that_is_left_stops_the_run_and_is_not_told(tmp_path, run, monkeypatch, capsys):
    planted(tmp_path)
    without_sweep(monkeypatch)
    with pytest.raises(GateError) as error:
        run()
    text = str(error.value)
    assert error.value.exit_code == 65
    assert "scrub.gate" in text
    assert "BANK_ACCOUNT in data/" in text
    assert not [value for value in (SECRET, ACCOUNT, MOBILE) if value in text]
    assert not (tmp_path / "out" / "latest").exists()
    assert list((tmp_path / "out" / "runs").glob("*")) == []
    with pytest.raises(SystemExit):
        endings.end(run)
    assert not [value for value in (SECRET, ACCOUNT, MOBILE) if value in capsys.readouterr().err]


def test_the_gate_can_be_switched_off(tmp_path, run, monkeypatch):
    planted(tmp_path)
    without_sweep(monkeypatch)
    folder, told = run(scrub={"model": False, "gate": False})
    assert [gate for gate in told["gates"] if gate["name"] == "scrub.gate"] == []
    assert any(SECRET in text for _, text in everything(folder))


@pytest.mark.parametrize(
    ("where", "damage"),
    [
        ("data", lambda folder: rewrite(next(folder.rglob("data/**/*.parquet")))),
        ("openai", lambda folder: append(next(folder.rglob("openai/*.jsonl")))),
        ("audit/ledger", lambda folder: rewrite(next(folder.rglob("audit/ledger/*.parquet")))),
    ],
)
def test_a_value_in_any_file_is_seen(tmp_path, run, monkeypatch, where, damage):
    """Each kind of file is damaged after it was written, before it is looked through."""
    planted(tmp_path)
    real = _scan.scan_part

    def scan(job, part, folder):
        damage(frames.folder_of(job, "write", part))
        return real(job, part, folder)

    monkeypatch.setitem(work._DO, "scan", scan)
    with pytest.raises(GateError, match=f"SECRET in {where}"):
        run()


def rewrite(path):
    rows = pl.read_parquet(path, hive_partitioning=False, glob=False)
    name = "provider" if "provider" in rows.columns else "source_file"
    rows.with_columns(pl.lit(f"x{SECRET}").alias(name)).write_parquet(path)


def append(path):
    with path.open("a") as file:
        file.write(json.dumps({"messages": [{"role": "user", "content": f"a\n{SECRET}\n"}]}) + "\n")


@pytest.mark.parametrize("page", ["report_html", "data_card"])
def test_a_value_in_a_page_is_seen(tmp_path, run, monkeypatch, page):
    planted(tmp_path)
    real = getattr(report, page)
    monkeypatch.setattr(report, page, lambda *given: real(*given) + f"\n<p>{SECRET}</p>")
    with pytest.raises(GateError, match=r"scrub\.gate"):
        run()
    assert list((tmp_path / "out" / "runs").glob("*")) == []


def test_a_hash_that_is_a_value_by_chance_is_no_leak(tmp_path, run):
    """The digits of an account as a record's id: keyed hashes are passed over."""
    number = "4111111111111111"
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(3)),
                call(9, prompt=f"my card is {number}, please"))  # fmt: skip
    _, told = run()
    assert told["counts"]["entities"] == {"CREDIT_CARD": 1}
    texts = list(_scan._texts(pl.Series("record_id", [number, "x" + number])))
    assert [text.to_list() for text in texts] == [["x" + number]]


def test_surrogates_are_no_leaks(tmp_path, run):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(3)),
                call(9, prompt="I am at mei@chen.example, card 4111 1111 1111 1111."))  # fmt: skip
    folder, told = run(scrub={"model": False, "replace": "surrogate"})
    assert told["counts"]["entities"] == {"CREDIT_CARD": 1, "EMAIL_ADDRESS": 1}
    text = "".join(p.read_text() for p in (folder / "openai").iterdir())
    assert "@example." in text
    assert "chen.example" not in text


def test_the_gate_names_files_but_few():
    gate = leaks._gate(iter([(f"f{n}", "SECRET", 1) for n in range(9)]))
    assert gate.what.count("SECRET in f") == 5
    assert "in 4 more places" in gate.what
    assert (gate.passed, gate.figure) == (False, 9.0)
    assert os.linesep not in gate.what


def test_names_of_files_show_no_value(tmp_path, run):
    planted(tmp_path)
    name = f"a {ACCOUNT} 4111111111111111.jsonl"
    (tmp_path / "logs" / "a.jsonl").rename(tmp_path / "logs" / name)
    folder, told = run()
    assert [
        p for p, text in everything(tmp_path / "out") if ACCOUNT in text or "4111" in text
    ] == []
    shown = told["inputs"][0]["file"]
    assert re.fullmatch(r"a <BANK_ACCOUNT_\w{8}> <CREDIT_CARD_\w{8}>\.jsonl", shown)
    ledger = pl.read_parquet(next(folder.rglob("audit/ledger/*.parquet")), glob=False)
    assert ledger["source_file"].unique().to_list() == [shown]
