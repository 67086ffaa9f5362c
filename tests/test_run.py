"""The command as a scheduler sees it: exit codes, what is printed, and that nothing leaks."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from calls import call, write_config, write_lines
from filelock import FileLock

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
    (folder / "out").write_text("a file is in the way")
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
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_a_stopped_run_publishes_nothing_and_the_next_one_goes_through(folder, number, code):
    write_lines(folder / "logs" / "b.jsonl", *(call(n, user="b") for n in range(20_000)))
    command = [sys.executable, "-m", "etl.run", "config.yaml", "--set", "workers=2"]
    env = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE) as run:
        while b"read" not in run.stderr.readline():
            pass
        run.send_signal(number)
        run.stderr.read()
        assert run.wait(10) == code
    assert not (folder / "out" / "latest").exists()
    (folder / "logs" / "b.jsonl").unlink()
    assert etl(folder, "config.yaml").returncode == 0
    assert list((folder / "out" / ".private").iterdir()) == []
    assert len(list((folder / "out" / "runs").iterdir())) == 1


def test_files_of_a_run_are_for_their_owner_alone(folder):
    etl(folder, "config.yaml")
    for path in [folder / "out", *(folder / "out").rglob("*")]:
        assert path.is_symlink() or path.stat().st_mode & 0o077 == 0, path
