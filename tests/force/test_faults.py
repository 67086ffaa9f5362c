"""Every write, sync, rename and removal of a run fails once: nothing half done, and it goes on.

All passes are done in this process (`workers: 1`). A failure either comes once, or stays as a full
disk does; what was being written is left there half.
"""
# ruff: noqa: S311, T201 - seeded on purpose; the figures are printed

import errno
import os
import random
import shutil
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from small_logs import day, write_lines
from stem import at, latest, left_over, visible
from stem import config as written

from etl import config, endings, pipeline

SAMPLE = 8  # with state, and without; in the default suite

# What writes a file whose path is its argument (0) or itself (-1); the others touch names alone.
_WRITES = {(pl.DataFrame, "write_parquet"): 1, (pl.DataFrame, "write_csv"): 1,
           (Path, "write_bytes"): 0, (Path, "write_text"): 0}  # fmt: skip
_TOUCHES = [(os, "fsync"), (os, "sendfile"), (shutil, "rmtree"), (shutil, "copy2"),
            *((Path, name) for name in ("mkdir", "rename", "replace", "symlink_to", "hardlink_to",
                                        "unlink", "rmdir"))]  # fmt: skip


class Disk:
    """Counts what is done to the disk; the `fails`-th fails, and all after it where it `stays` so."""

    def __init__(self, fails, *, stays):
        self.done, self.fails, self.stays, self.failed = 0, fails, stays, []
        self._inside = False

    def around(self, name, do, path_at=None):
        def tried(*args, **options):
            if self._inside:
                return do(*args, **options)
            self.done += 1
            if self.done != self.fails and not (self.stays and self.done > self.fails):
                self._inside = True
                try:
                    return do(*args, **options)
                finally:
                    self._inside = False
            self.failed.append(name)
            if path_at is not None and self.done == self.fails:
                do(*args, **options)
                half = Path(args[path_at])
                os.truncate(half, half.stat().st_size // 2)
            if name == "write_parquet":
                raise pl.exceptions.ComputeError("no space left")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return tried


@contextmanager
def disk(fails, *, stays=False):
    told = Disk(fails, stays=stays)
    opened = Path.open
    made = told.around("open", opened)

    def opens(self, mode="r", *args, **options):
        return (opened if set(mode) <= set("rbt") else made)(self, mode, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        for (owner, name), path_at in _WRITES.items():
            patch.setattr(owner, name, told.around(name, getattr(owner, name), path_at))
        for owner, name in _TOUCHES:
            patch.setattr(owner, name, told.around(name, getattr(owner, name)))
        patch.setattr(Path, "open", opens)
        yield told


def run(folder, now):
    """The exit code of a run in this process."""
    loaded = config.load(folder / "config.yaml")
    return endings._code(lambda: pipeline.run(loaded, lambda *_: None, now=now))


class Scene:
    """An output before the run that is to fail, and after it when nothing does."""

    def __init__(self, folder, keys):
        self.folder, self.saved = folder, folder / "saved"
        source = [{"type": "jsonl", "name": "app", "path": "logs/*.jsonl"}]
        written(folder, sources=source, workers=1, **keys)
        for n in range(3):
            write_lines(folder / "logs" / f"{n}.jsonl", *day(n, "app", a_day=1 + n))
            if n < 2:
                assert run(folder, at(n)) == 0
        self._copy(folder, self.saved)
        self.before = self.seen()
        with disk(0) as told:
            assert run(folder, at(2)) == 0
        self.steps = told.done
        self.after = self.seen()
        assert self.after != self.before

    def seen(self):
        return visible(self.folder / "out"), latest(self.folder / "out")

    def restore(self):
        for name in ("out", "state"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self._copy(self.saved, self.folder)

    def _copy(self, old, new):
        for name in ("out", "state"):
            if (old / name).exists():
                shutil.copytree(old / name, new / name, symlinks=True)


@pytest.fixture(scope="module", params=["state", "without"])
def scene(request, tmp_path_factory):
    keys = {"state": "state", "hold": "24h"} if request.param == "state" else {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ETL_KEY", "k")
        patch.setattr("etl.inputs.PART_BYTES", 4096)
        patch.setattr("etl.adapt._cut.BLOCK", 4096)
        yield Scene(tmp_path_factory.mktemp("faults"), keys)


def fail_at(scene, step, *, stays):
    """Fail once, then go on: what failed, its exit code, and whether the run counted all the same."""
    scene.restore()
    with disk(step, stays=stays) as told:
        code = run(scene.folder, at(2))
    assert told.failed
    where = f"step {step}, {told.failed[0]}, stays {stays}"
    assert code in (0, 74), where
    runs, last = scene.seen()
    counted = last == scene.after[1]
    assert runs == scene.after[0] or (not counted and runs == scene.before[0]), where
    if code == 0:
        assert counted, where
    elif counted and "state" not in (scene.folder / "config.yaml").read_text():
        return told.failed[0], code, counted
    if not counted:
        assert run(scene.folder, at(2)) == 0, where
        assert scene.seen() == scene.after, where
    else:
        assert run(scene.folder, at(4)) == 0, where
    assert left_over(scene.folder) == [], where
    return told.failed[0], code, counted


def steps(scene, how_many):
    """Some of the steps of a run; of the last, the commit, as many as of all others."""
    rng = random.Random(scene.steps)
    late = scene.steps - 60
    return sorted({*rng.sample(range(1, late), how_many // 2),
                   *rng.sample(range(late, scene.steps + 1), how_many - how_many // 2)})  # fmt: skip


def test_a_failure_leaves_what_was_committed_and_the_next_run_goes_on(scene):
    for n, step in enumerate(steps(scene, SAMPLE)):
        fail_at(scene, step, stays=bool(n % 2))


@pytest.mark.long
@pytest.mark.parametrize("stays", [False, True])
def test_every_failure_leaves_what_was_committed_and_the_next_run_goes_on(scene, stays):
    faults, told = [], []
    for step in range(1, scene.steps + 1):
        try:
            told.append(fail_at(scene, step, stays=stays))
        except AssertionError as fault:
            faults.append(f"{step}: {str(fault).splitlines()[0]}")
    good, late = (sum(1 for _, c, done in told if c == code and done) for code in (0, 74))
    print(f"{scene.steps} failures, {good} overcome, {late} after the commit")
    assert faults == []
