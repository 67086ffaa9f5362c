"""SIGKILL at any moment, started again until it ends: the bytes of a run that was never killed."""
# ruff: noqa: S311, T201 - seeded on purpose; the figures are printed

import os
import random
import shutil
import signal

import psutil
import pytest
from filelock import FileLock
from small_logs import write_day
from stem import at, config, latest, left_over, moment, visible

DAYS = 4


@pytest.fixture(scope="module")
def once(runs, tmp_path_factory):
    """A clean run over three days at once: how it went, what is visible after it."""
    folder = tmp_path_factory.mktemp("once")
    for n in range(3):
        write_day(folder, n)
    config(folder)
    runs.run(folder, now=at(2))  # what is made once in a process or on this machine is made
    shutil.rmtree(folder / "out")
    clean = runs.run(folder, now=at(2))
    assert clean.code == 0
    return folder, clean, visible(folder / "out")


@pytest.fixture(scope="module")
def daily(runs, tmp_path_factory):
    """Clean runs, one a day, with `state`: how each went, what is visible after each."""
    folder = tmp_path_factory.mktemp("daily")
    config(folder, state="state", hold="24h")
    gone, seen = [], []
    for n in range(DAYS):
        write_day(folder, n)
        gone.append(runs.run(folder, now=at(n)))
        seen.append(visible(folder / "out"))
    assert [done.code for done in gone] == [0] * DAYS
    assert len(seen[-1]) == DAYS
    return gone, seen


def again_and_again(runs, folder, clean, rng, kills, *, now, before, after, **more):
    """Kill a run up to `kills` times, then let it end: how many kills hit."""
    output, hit, last = folder / "out", 0, latest(folder / "out")
    while latest(output) == last:  # a kill that comes after the commit changes nothing
        kill = moment(rng, clean, late=hit % 3 == 2) if hit < kills else None
        begun = any((output / ".private").glob("2*"))  # it keeps its name and its time
        done = runs.run(folder, now=at(now, seconds=hit if begun else 0), kill=kill, **more)
        assert done.killed or done.code == 0
        hit += done.killed
        with FileLock(output / ".lock", timeout=0):  # free at once
            found = visible(output)
        assert found == after or (found == before and latest(output) == last)
    assert found == after
    assert latest(output) == max(after)
    if done.killed:
        assert runs.run(folder, now=at(now, seconds=kills + 1)).code == 0
        assert visible(output).items() >= after.items()
    assert left_over(folder) == []
    return hit


def copied(folder, tmp_path):
    """Another folder with the same logs."""
    shutil.copytree(folder / "logs", tmp_path / "logs")
    return tmp_path


def kill_often(runs, once, folder, rng, kills, **more):
    """Kill runs until `kills` have hit; what was once committed is removed, to begin anew."""
    logs, clean, after = once
    config(copied(logs, folder))
    hit = 0
    while hit < kills:
        hit += again_and_again(
            runs, folder, clean, rng, kills - hit, now=2, before={}, after=after, **more
        )
        shutil.rmtree(folder / "out")
    return hit


def test_a_run_killed_five_times_ends_with_the_bytes_of_one_never_killed(runs, once, tmp_path):
    assert kill_often(runs, once, tmp_path, random.Random(5), 5) == 5


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.long)])
def test_steps_in_processes_of_their_own_may_be_killed_too(runs, once, tmp_path, kills):
    assert kill_often(runs, once, tmp_path, random.Random(kills), kills, alone=True) == kills


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_sixty_kills_change_no_byte(runs, once, tmp_path, seed):
    assert kill_often(runs, once, tmp_path, random.Random(seed), 10) == 10
    print(f"seed {seed}: 10 kills survived")


def days_with_kills(runs, daily, folder, rng, kills):
    gone, seen = daily
    config(folder, state="state", hold="24h")
    hit = 0
    for n in range(DAYS):
        write_day(folder, n)
        before = seen[n - 1] if n else {}
        hit += again_and_again(
            runs, folder, gone[n], rng, kills, now=n, before=before, after=seen[n]
        )
    return hit


def test_days_killed_and_started_again_give_the_set_of_days_never_killed(runs, daily, tmp_path):
    assert days_with_kills(runs, daily, tmp_path, random.Random(1), 1) >= DAYS // 2


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_days_killed_four_times_each_give_the_set_of_days_never_killed(runs, daily, tmp_path, seed):
    hit = days_with_kills(runs, daily, tmp_path, random.Random(seed), 4)
    print(f"seed {seed}: {hit} kills hit")
    assert hit >= 2 * DAYS


def _kill_a_worker(run, done):
    """SIGKILL the first worker that there is; the run is to notice."""
    workers = [p for p in run.children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]
    os.kill(workers[0].pid, signal.SIGKILL)
    done.killed = True


def test_a_killed_worker_ends_the_run_with_74_and_the_next_one_goes_on(runs, once, tmp_path):
    folder, clean, after = once
    config(copied(folder, tmp_path))
    read = next(n for n, (_, told) in enumerate(clean.told, 1) if told.startswith("scrub 0"))
    sets = ["workers=2"]
    done = runs.run(tmp_path, now=at(2), sets=sets, kill=(read, 0.0), stopped=_kill_a_worker)
    assert (done.killed, done.code) == (True, 74)
    assert visible(tmp_path / "out") == {}
    done = runs.run(tmp_path, now=at(3))
    assert done.code == 0
    assert visible(tmp_path / "out") == after  # the name of the first attempt
    assert left_over(tmp_path) == []


def test_workers_end_within_two_seconds_of_a_killed_run_and_the_lock_is_free_at_once(
    runs, once, tmp_path
):
    folder, clean, _ = once
    config(copied(folder, tmp_path))
    scrub = next(n for n, (_, told) in enumerate(clean.told, 1) if told.startswith("scrub 0"))
    seen = []

    def kill(run, done):
        seen.extend(run.children(recursive=True))
        run.kill()
        with FileLock(tmp_path / "out" / ".lock", timeout=0.2):
            done.killed = True

    done = runs.run(tmp_path, now=at(2), sets=["workers=2"], kill=(scrub, 0.0), stopped=kill)
    assert done.killed
    assert len(seen) >= 2
    assert psutil.wait_procs(seen, timeout=2)[1] == []
