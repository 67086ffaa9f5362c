"""Runs in processes of their own, and what tests do to them; see `a_run`."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
from calls import digests, write_config
from small_logs import FIRST, KEYS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclass
class Done:
    """How a run went: its exit code, at which second it said what, and when it ended."""

    code: int = 0
    told: list = field(default_factory=list)
    ended: float = 0.0
    killed: bool = False


class Stem:
    """The process whose forks are the runs."""

    def __init__(self, env, log):
        self._process = subprocess.Popen(
            [sys.executable, HERE / "a_run.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **env},
        )  # fmt: skip

    def run(self, folder, *, now, sets=(), kill=None, env=None, stopped=None, **more):
        """Do a run; `kill` (event, seconds) is when: so long after the so-many-th thing it says.

        `stopped` gets the run's process instead of a SIGKILL to it.
        """
        task = {"config": str(folder / "config.yaml"), "now": now.isoformat(), "set": list(sets),
                "env": env or {}, **more}  # fmt: skip
        self._process.stdin.write(json.dumps(task) + "\n")
        done, began = Done(), time.monotonic()
        _, pid = self._process.stdout.readline().split()
        event, delay = kill or (-1, 0.0)
        timer = threading.Timer(delay, stopped or _sigkill, [psutil.Process(int(pid)), done])
        while True:
            if event == len(done.told):
                timer.start()
            word, *rest = self._process.stdout.readline().split()
            if word == "ended":
                break
            done.told.append((time.monotonic() - began, " ".join([word, *rest])))
        done.code, done.ended = int(rest[0]), time.monotonic() - began
        done.killed = done.killed or done.code == -signal.SIGKILL
        if timer.ident:
            timer.cancel()
            timer.join()
        return done

    def end(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)


def _sigkill(run, _):
    with suppress(psutil.NoSuchProcess):  # it was quicker
        run.kill()


@contextmanager
def stem(log, **env):
    """A stem that ends with the block."""
    with log.open("w") as file:
        grown = Stem(env, file)
        try:
            yield grown
        finally:
            grown.end()


def moment(rng, clean, *, late=False):
    """When to kill: after one of the things that a clean run told, before the next; see `Stem.run`."""
    times = [0.0, *(at for at, _ in clean.told), clean.ended]
    event = len(clean.told) if late else rng.randrange(len(clean.told) + 1)
    return event, rng.uniform(0, 0.7) * (times[event + 1] - times[event])


def at(day, **more):
    """Three o'clock in the night after a day."""
    return FIRST + timedelta(days=day + 1, hours=3, **more)


def config(folder, **keys):
    return write_config(folder, **{**KEYS, **keys})


def visible(output):
    """Everything a reader may see of an output: run -> its files and their digests."""
    runs = sorted(p for p in (output / "runs").glob("*") if not p.name.startswith("."))
    return {run.name: {**digests(run), "manifest": (run / "manifest.json").is_file()}
            for run in runs}  # fmt: skip


def latest(output):
    """The name of the run that counts, None for none."""
    link = output / "latest"
    return link.resolve().name if link.exists() else None


def left_over(folder):
    """What a run should not have left: in `work`, hidden in `runs`, half made in `state`."""
    found = [*(folder / "out" / ".private").glob("*"), *(folder / "out" / "runs").glob(".*"),
             *(p for p in (folder / "state").glob(".*"))]  # fmt: skip
    return [path.relative_to(folder).as_posix() for path in found]
