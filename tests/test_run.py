"""The command as a scheduler sees it: exit codes, what is printed, and that nothing leaks."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from calls import call, write_config, write_lines
from click.testing import CliRunner
from filelock import FileLock

from etl import console, endings, pipeline, quiet
from etl.errors import ContractError
from etl.run import command

ADDRESS = "wang.xiaoming@example-shop.com"


def etl(folder, *arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "etl.run", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path):
    write_lines(
        tmp_path / "logs" / "a.jsonl",
        *(call(n, prompt=f"{ADDRESS}: where is {n}?") for n in range(5)),
    )
    write_config(tmp_path)
    return tmp_path


def test_a_run_ends_with_one_line_on_stdout(folder):
    done = etl(folder, "config.yaml")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.endswith("5 lines: 5 kept, 0 dropped, 0 quarantined")
    assert (folder / "out" / "latest" / "manifest.json").exists()


def test_the_result_is_json_where_json_is_asked_for(folder):
    done = etl(folder, "config.yaml", "--format", "json", "--set", "split.train=1", "--set", "split.test=0",
               "--set", "split.validation=0")  # fmt: skip
    told = json.loads(done.stdout)
    assert told["counts"]["splits"] == {"train": 5}
    assert told["new_input"] is True


def test_no_text_of_a_log_is_printed(folder):
    write_lines(folder / "logs" / "b.jsonl", '{"cut": "' + ADDRESS)
    for arguments in ([], ["--dry-run"], ["--set", "adapt.max_unreadable_fraction=0"]):
        done = etl(folder, "config.yaml", *arguments)
        assert "example-shop" not in done.stdout + done.stderr


def test_a_dry_run_says_what_was_recognised_and_writes_nothing(folder):
    done = etl(folder, "config.yaml", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "5  openai_chat" in done.stdout
    assert "timestamp 100%" in done.stdout
    assert "GB of disk meanwhile" in done.stdout
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["none.yaml"], 78, "none.yaml: cannot be read"),
        (["config.yaml", "--set", "clean.refusl=false"], 78, "did you mean 'refusal'?"),
        (["config.yaml", "--set", "sources.0.path=none/*.jsonl"], 66, "none/*.jsonl"),
        (["config.yaml", "--set", "gates.min_rows=6"], 65, "kept 5 rows, asked for 6"),
        (["config.yaml", "--set", "engine=ray"], 78, "only 'local' is built yet"),
        (["config.yaml", "--nonsense"], 2, "No such option"),
        (["config.yaml", "--since", "yesterday"], 2, "neither a time"),
        (["config.yaml", "--since", "900000d"], 2, "neither a time"),
        ([], 2, "Missing argument"),
    ],
)
def test_how_a_run_failed_is_its_exit_code(folder, arguments, code, says):
    done = etl(folder, *arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (folder / "out" / "latest").exists()


def test_a_second_run_is_refused_while_one_holds_the_lock(folder):
    (folder / "out").mkdir()
    with FileLock(folder / "out" / ".lock"):
        assert etl(folder, "config.yaml").returncode == 75


def test_what_cannot_be_written_is_told_as_74(folder):
    (folder / "out").mkdir()
    (folder / "out" / "runs").write_text("a file is in the way")
    done = etl(folder, "config.yaml")
    assert done.returncode == 74, done.stderr


def test_a_key_of_the_users_changes_every_hash_and_is_named_in_the_manifest(folder):
    derived = etl(folder, "config.yaml", "--format", "json")
    own = etl(folder, "config.yaml", "--format", "json", ETL_KEY="k1")
    again = etl(folder, "config.yaml", "--format", "json", ETL_KEY="k1")
    ids = [json.loads(done.stdout)["key_id"] for done in (derived, own, again)]
    assert ids[0] == "derived"
    assert ids[1] == ids[2] != "derived"


def test_help_does_not_wait_for_polars():
    seen = subprocess.run(
        [sys.executable, "-c", "import etl.run, sys; print('polars' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout == "False\n"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, 143),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param(signal.SIGKILL, -9, marks=pytest.mark.long),
    ],
)
def test_a_stopped_run_publishes_nothing_and_the_next_one_goes_through(folder, number, code):
    write_lines(folder / "logs" / "b.jsonl", *(call(n, user="b") for n in range(1500)))
    command = [sys.executable, "-m", "etl.run", "config.yaml", "--set", "workers=2"]
    env = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE) as run:
        while b"read" not in run.stderr.readline():
            pass
        run.send_signal(number)
        run.stderr.read()
        assert run.wait(10) == code
    assert not (folder / "out" / "latest").exists()
    again = etl(folder, "config.yaml", "--set", "workers=2")
    assert again.returncode == 0, again.stderr
    assert list((folder / "out" / ".private").iterdir()) == []
    assert len(list((folder / "out" / "runs").iterdir())) == 1


def test_files_of_a_run_are_for_their_owner_alone(folder):
    etl(folder, "config.yaml")
    for path in [folder / "out", *(folder / "out").rglob("*")]:
        assert path.is_symlink() or path.stat().st_mode & 0o077 == 0, path


MANIFEST = {
    **dict.fromkeys(("name", "previous", "started_at", "finished_at", "key_id"), "x"),
    "run_id": "20260101T000000Z-000000",
    "counts": {"input": 0, "kept": 0, "dropped": 0, "quarantined": 0, "stages": {},
               "splits": {"train": 0}},
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What the command asks of the pipeline for the arguments it is given."""
    seen = {}

    def run(_config, _say, **asked):
        seen.update(asked)
        return MANIFEST

    monkeypatch.setattr(pipeline, "run", run)
    path = write_config(tmp_path)

    def ask(*arguments):
        done = CliRunner().invoke(command, [str(path), *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return seen

    return ask


def test_without_options_a_run_resumes_and_takes_what_is_new(asked):
    assert asked() == {"resume": True, "full": False, "since": None}


def test_options_reach_the_pipeline(asked):
    assert asked("--no-resume", "--full") == {"resume": False, "full": True, "since": None}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T08:30", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00+08:00", datetime(2026, 3, 1, 0, 30, tzinfo=UTC)),
        ("2026-03-01T08:30:00Z", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_since_is_a_time_in_utc_where_it_names_no_zone(asked, text, time):
    assert asked("--since", text)["since"] == time
    assert asked("--since", text)["since"].tzinfo is UTC


def test_since_is_so_long_before_now(asked):
    since = asked("--since", "7d")["since"]
    assert timedelta(days=7) <= datetime.now(UTC) - since < timedelta(days=7, hours=1, minutes=1)
    assert (since.minute, since.second, since.microsecond) == (0, 0, 0)  # to be gone on with


def test_no_new_input_is_said_and_is_no_fault(capsys):
    told = {**MANIFEST, "new_input": False, "warnings": ["the export is gone"]}
    console.table(told)
    assert capsys.readouterr() == ("", "note: the export is gone\n")
    assert console.summary(told, Path("out"), "text") == f"no new input; latest is {told['run_id']}"
    assert json.loads(console.summary(told, Path("out"), "json"))["new_input"] is False


def test_a_run_of_no_lines_has_a_table(capsys):
    console.table(MANIFEST)
    assert "0 input lines" in capsys.readouterr().err


def fails_with(error):
    def do():
        raise error

    return do


class Panic(BaseException):
    """As Polars' own: no Exception."""


class GenericError(Exception):
    __module__ = "obstore.exceptions"


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ValueError(ADDRESS), 1, "a bug in etl, please report: ValueError at test_run.py:"),
        (Panic(ADDRESS), 1, "a bug in etl, please report: Panic at test_run.py:"),
        (RecursionError(ADDRESS), 1, "a bug in etl, please report: RecursionError"),
        (UnicodeDecodeError("utf-8", ADDRESS.encode(), 0, 1, ADDRESS), 1, "UnicodeDecodeError"),
        (OSError(28, "No space left on device", ADDRESS), 74, "No space left on device"),
        (OSError(ADDRESS), 74, "storage: reading or writing failed, OSError at"),
        (MemoryError(ADDRESS), 74, "memory ran out"),
        (pl.exceptions.ComputeError(ADDRESS), 74, "ComputeError at"),
        (pl.exceptions.InvalidOperationError(ADDRESS), 1, "InvalidOperationError at"),
        (GenericError(ADDRESS), 74, "GenericError at"),
        (ContractError("dedup: two fates"), 1, "dedup: two fates\n  endings.py"),
    ],
)
def test_what_a_library_raises_is_told_by_type_and_place_alone(capsys, error, code, says):
    assert endings._code(fails_with(error)) == code
    out, err = capsys.readouterr()
    assert says in err
    assert ADDRESS not in out + err


def test_a_message_of_ours_does_nothing_to_a_terminal(capsys):
    endings._code(fails_with(OSError(5, "in \x1b[2J\u202e here", "f")))
    assert "in <U+001B>[2J<U+202E> here" in capsys.readouterr().err


def test_what_a_thread_dies_of_is_told_by_type_and_place_alone():
    script = (
        "import threading; from etl import quiet; quiet.hush();"
        f"threading.Thread(target=int, args=['{ADDRESS}']).start()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.startswith("a thread ended: ValueError at threading.py:")
    assert ADDRESS not in done.stderr


def test_text_of_any_language_is_shown_as_it_is():
    assert quiet.shown("訂單 ör 😀\nb") == "訂單 ör 😀\nb"
    assert quiet.shown("\udcff") == "<U+DCFF>"


@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_reader_that_leaves_fails_no_run(folder, shape):
    reader, writer = os.pipe()
    os.close(reader)  # as `| head -c0` does
    run = subprocess.run(
        [sys.executable, "-m", "etl.run", "config.yaml", "--format", shape],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=writer,
        stderr=writer,
        check=False,
        timeout=120,
    )
    os.close(writer)
    assert run.returncode == 0
    assert (folder / "out" / "latest" / "manifest.json").exists()


def test_a_result_that_cannot_be_written_is_told_as_74(folder):
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "etl.run", "config.yaml", "--dry-run"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert run.returncode == 74
    assert b"No space left on device" in run.stderr
