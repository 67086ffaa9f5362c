"""A process that is told to stop ends at once, whatever it is at, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from calls import call, write_config, write_lines

from etl.stop import CODES

# Each is at one thing for longer than a minute, in this process or in two workers.
AT_WORK = {
    "polars": """
import polars as pl
rows = pl.LazyFrame({"a": range(400_000)})
pairs = rows.join(rows, how="cross", suffix="_b")
def work():
    print("ready", flush=True)
    pairs.select((pl.col("a") * pl.col("a_b")).sum()).collect()
""",
    "numba": """
import numba
@numba.njit(nogil=True)
def spin(n):
    x = 1
    for i in range(n):
        x = (x * 6364136223846793005 + i) % 9223372036854775807
    return x
spin(1)
def work():
    print("ready", flush=True)
    spin(1 << 40)
""",
    "a_thread_that_holds_stderr": """
import sys, threading, time
def hold():
    while True:
        sys.stderr.write(" " * 70_000)
def work():
    threading.Thread(target=hold, daemon=True).start()
    print("ready", flush=True)
    time.sleep(60)
""",
    "workers": """
import re, time
from etl.engine.local import Local
def spin(n):
    if n < 2:
        return time.sleep(0.1)
    return re.match("(a+)+$", "a" * 60 + "b")  # native, and it does not let go of the interpreter
def work():
    with Local(2) as engine:
        for n, _ in enumerate(engine.map(spin, range(4))):
            if n == 1:
                print("ready", flush=True)
""",
}
END = """
import signal
from etl import endings
if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # `nohup pytest` has it ignored
    endings.end(work)
"""


def started(folder, at):
    """A process that has begun with one of `AT_WORK`."""
    script = folder / "at_work.py"
    script.write_text(AT_WORK[at] + END)
    with (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
    assert process.stdout.readline() == b"ready\n", (folder / "stderr").read_text()
    time.sleep(0.2)  # into the middle of it
    return process


def is_running(process):
    """Not one that has ended and only waits for init to take note of it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(processes, within):
    """Whether all of `processes` have ended so many seconds from now."""
    _, left = psutil.wait_procs(processes, timeout=within)
    return not any(is_running(p) for p in left)


@pytest.fixture
def begun(tmp_path):
    """Start one of `AT_WORK`; it is killed in the end."""
    processes = []

    def begin(at):
        processes.append(started(tmp_path, at))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("at", AT_WORK)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_whatever_it_is_at(begun, at, number, code):
    process = begun(at)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    assert process.wait(10) == code
    assert gone(children, within=2)


def test_a_stop_is_told_in_one_line_and_nothing_else_is(begun, tmp_path):
    process = begun("workers")
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(10)
    assert gone(children, within=2)  # the last of them tells of what it found left over
    assert (tmp_path / "stderr").read_text() == "stopped by SIGTERM\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_all_processes_at_once_is_a_stop_and_no_killed_worker(begun, tmp_path, number):
    process = begun("workers")
    os.killpg(process.pid, number)
    assert process.wait(10) == CODES[number]
    assert (tmp_path / "stderr").read_text() == f"stopped by {number.name}\n"


def test_a_second_signal_changes_nothing(begun, tmp_path):
    process = begun("polars")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert (tmp_path / "stderr").read_text() == "stopped by SIGINT\n"


def test_workers_amid_a_native_call_end_when_their_parent_is_killed(begun):
    process = begun("workers")
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) == 3  # and the tracker of semaphores
    process.kill()
    process.wait()
    assert gone(workers, within=2)


STARTS = """
import time
from etl import endings
from etl.engine.local import Local
def work():
    with Local(2) as engine:
        print("ready", flush=True)
        list(engine.map(time.sleep, [60, 60]))
if __name__ == "__main__":
    endings.end(work)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_that_are_still_starting_end_without_a_word(tmp_path, number):
    script = tmp_path / "starts.py"
    script.write_text(STARTS)
    with (tmp_path / "stderr").open("wb") as stderr:
        parent = subprocess.Popen(
            [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=stderr,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())}, start_new_session=True,
        )  # fmt: skip
    parent.stdout.readline()
    known = psutil.Process(parent.pid)
    while len(children := known.children(recursive=True)) < 3:
        pass
    time.sleep(0.02)
    send = os.kill if number == signal.SIGKILL else os.killpg
    send(parent.pid, number)
    assert parent.wait(10) == CODES.get(number, -number)
    parent.stdout.close()
    assert gone(children, within=2)
    told = (tmp_path / "stderr").read_text()
    assert told == ("" if number == signal.SIGKILL else f"stopped by {number.name}\n")


def test_what_nohup_ignores_stays_ignored():
    script = (
        "import os, signal, time; from etl import stop; stop.watch();"
        "os.kill(os.getpid(), signal.SIGHUP); time.sleep(0.2); print(1)"
    )
    done = subprocess.run(
        ["nohup", sys.executable, "-c", script],  # noqa: S607 - wherever nohup is
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_importing_a_command_takes_no_signal_from_who_imports_it():
    script = (
        "import signal; a = signal.getsignal(signal.SIGTERM); import etl.run, etl.__main__;"
        "print(signal.getsignal(signal.SIGTERM) is a)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"True\n"


def run_of(folder, *arguments, **options):
    """A run that is at work in `folder`, up to its first line of progress after `read`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.run", "config.yaml", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stderr=subprocess.PIPE,
        **options,
    )
    while b"read" not in process.stderr.readline():
        assert process.poll() is None
    return process


@pytest.fixture
def folder(tmp_path):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n, user="b") for n in range(20_000)))
    write_config(tmp_path)
    return tmp_path


def test_the_lock_is_free_at_once_when_its_run_was_killed(folder):
    first = run_of(folder, "--set", "workers=2")
    second = subprocess.run(
        [sys.executable, "-m", "etl.run", "config.yaml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert second.returncode == 75
    assert first.poll() is None  # untouched by the other
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stderr.close()
    third = run_of(folder)  # gets as far as to read
    third.kill()
    third.wait()
    third.stderr.close()


def test_a_stopped_run_leaves_no_process_and_publishes_nothing(folder):
    run = run_of(folder, "--set", "workers=2", stdout=subprocess.DEVNULL)
    children = psutil.Process(run.pid).children(recursive=True)
    run.terminate()
    assert run.wait(10) == 143
    run.stderr.close()
    assert gone(children, within=2)
    assert not (folder / "out" / "latest").exists()
