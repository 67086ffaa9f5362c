import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import psutil
import pytest

from etl import quiet
from etl.engine.local import Local
from etl.errors import StorageError


def double(n):
    return 2 * n


def own_pid(_):
    return os.getpid()


def threads(_):
    return os.environ["POLARS_MAX_THREADS"]


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(n):
    raise ValueError(n)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_tasks(workers):
    with Local(workers) as engine:
        assert list(engine.map(double, range(20))) == [2 * n for n in range(20)]


def test_two_workers_are_other_processes_with_one_thread_each():
    with Local(2) as engine:
        pids = set(engine.map(own_pid, range(8)))
        assert os.getpid() not in pids
        assert set(engine.map(threads, range(2))) == {"1"}


def test_one_worker_is_this_process():
    with Local(1) as engine:
        assert set(engine.map(own_pid, range(3))) == {os.getpid()}


def test_a_killed_worker_is_told_as_what_it_is():
    with pytest.raises(StorageError, match="workers"), Local(2) as engine:
        list(engine.map(die, range(2)))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_work_raises_comes_through(workers):
    with pytest.raises(ValueError, match="0"), Local(workers) as engine:
        list(engine.map(fail, range(2)))


class TwoWords(Exception):  # noqa: N818 - of a library: built from more than it keeps
    def __init__(self, first, second):
        super().__init__(first + second)


def fail_in_two_words(_):
    raise TwoWords("kept", "secret")


def leave(kind):
    raise kind(0)


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_work_that_leaves_is_an_error_like_another(kind):
    with pytest.raises(RuntimeError, match=rf"^{kind.__name__}$") as raised, Local(2) as engine:
        list(engine.map(leave, [kind, kind]))
    assert quiet.places(raised.value)[-1].endswith(" in leave")


def tell_itself_to_stop(_):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(os.getpid(), number)
    return "still here"


def die_or_sleep(n):
    if n == 0:
        die(n)
    time.sleep(60)


def warn(_):
    warnings.warn("text of a log", stacklevel=1)
    logging.getLogger("library").warning("text of a log")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_raised_tells_where_it_came_from(workers):
    with pytest.raises(ValueError, match="0") as raised, Local(workers) as engine:
        list(engine.map(fail, range(2)))
    assert quiet.places(raised.value)[-1].startswith("test_local.py:")
    assert quiet.places(raised.value)[-1].endswith(" in fail")


def test_an_exception_that_cannot_be_sent_is_told_by_its_name_and_place():
    with pytest.raises(RuntimeError, match=r"^TwoWords$") as raised, Local(2) as engine:
        list(engine.map(fail_in_two_words, range(2)))
    assert quiet.places(raised.value)[-1].endswith(" in fail_in_two_words")


def test_a_worker_leaves_signals_to_its_parent():
    with Local(2) as engine:
        assert set(engine.map(tell_itself_to_stop, range(2))) == {"still here"}


def test_a_killed_worker_ends_the_others_amid_their_work():
    began = time.monotonic()
    with pytest.raises(StorageError), Local(2) as engine:
        list(engine.map(die_or_sleep, range(4)))
    assert time.monotonic() - began < 30


def speak(_):
    sys.stdout.write("spoken\n")
    os.write(1, b"written\n")


def test_what_workers_print_goes_to_stderr(capfd):
    with Local(2) as engine:
        list(engine.map(speak, range(2)))
    out, err = capfd.readouterr()
    assert out == ""
    assert sorted(err.split()) == ["spoken", "spoken", "written", "written"]


def test_workers_print_no_warning_and_no_logging(capfd):
    with Local(2) as engine:
        list(engine.map(warn, range(2)))
    assert capfd.readouterr() == ("", "")


PARENT = """
import time
from etl.engine.local import Local
if __name__ == "__main__":
    with Local(2) as engine:
        for _ in engine.map(time.sleep, [0, 0, 60, 60]):
            print("ready", flush=True)
"""


def is_running(process):
    """Not one that has ended and only waits for init to take note of it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    parent.stdout.readline()
    parent.stdout.readline()
    workers = psutil.Process(parent.pid).children(recursive=True)
    assert workers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, left = psutil.wait_procs(workers, timeout=2)
    assert [p for p in left if is_running(p)] == []


def test_workers_that_rest_are_gone_and_come_back_with_the_next_task():
    with Local(2) as engine:
        assert list(engine.map(abs, [-1, -2, -3])) == [1, 2, 3]
        engine.rest()
        assert multiprocessing.active_children() == []
        assert list(engine.map(abs, [-4])) == [4]


def free_threads(_):
    return os.environ.get("POLARS_MAX_THREADS")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_done_alone_is_done_in_a_process_that_ends_with_it(workers):
    with Local(workers) as engine:
        assert list(engine.map(abs, [-1, -2])) == [1, 2]
        assert engine.alone(own_pid, 0) != os.getpid()
        assert multiprocessing.active_children() == []  # workers rest too
        assert engine.alone(double, 4) == 8
        assert list(engine.map(abs, [-3])) == [3]


def test_what_is_done_alone_has_all_threads():
    with Local(2) as engine:
        assert engine.alone(free_threads, 0) == os.environ.get("POLARS_MAX_THREADS")


def test_faults_of_what_is_done_alone_are_told_as_those_of_workers():
    with pytest.raises(StorageError, match="workers"), Local(2) as engine:
        engine.alone(die, 0)
    with pytest.raises(ValueError, match="0") as raised, Local(2) as engine:
        engine.alone(fail, 0)
    assert quiet.places(raised.value)[-1].endswith(" in fail")


def test_what_is_done_alone_leaves_signals_to_its_parent():
    with Local(2) as engine:
        assert engine.alone(tell_itself_to_stop, 0) == "still here"


ALONE = """
import os, sys, time
from etl.engine.local import Local
def work(_):
    print(os.getpid(), file=sys.stderr, flush=True)
    time.sleep(60)
if __name__ == "__main__":
    with Local(2) as engine:
        engine.alone(work, 0)
"""


def test_what_is_done_alone_ends_when_its_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(ALONE)
    parent = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE,
                              env={**os.environ, "PYTHONPATH": str(Path.cwd())})  # fmt: skip
    process = psutil.Process(int(parent.stderr.readline()))
    parent.kill()
    parent.wait()
    parent.stderr.close()
    _, left = psutil.wait_procs([process], timeout=2)
    assert [p for p in left if is_running(p)] == []
