"""`python -m etl gc`: what goes, what stays, and that a kill on the way does no harm."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from calls import call, digests, write_config, write_lines
from click.testing import CliRunner

import etl
from etl import attempt, collect, commit, config, pipeline
from etl.errors import LockedError
from etl.verbs import gc

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)


@pytest.fixture
def job(tmp_path):
    """A job in `tmp_path`: `job.run(n)` runs day `n`, `job.gc(n)` collects after it."""
    return Job(tmp_path)


class Job:
    def __init__(self, folder):
        self.folder, self.out = folder, folder / "out"

    def load(self, **keys):
        return config.load(write_config(self.folder, **keys))

    def run(self, n, **keys):
        write_lines(self.folder / "logs" / f"d{n}.jsonl", call(n))
        now = FIRST + timedelta(days=n)
        return pipeline.run(self.load(**keys), lambda *_: None, now=now)["run_id"]

    def gc(self, n=0, *, keep=None, dry_run=False, **keys):
        now = FIRST + timedelta(days=n)
        return collect.collect(self.load(**keys), now, keep=keep, dry_run=dry_run)

    def attempt(self, run_id, output=None, work=None):
        """What a killed run left."""
        folder = (work or self.out / ".private") / run_id
        (folder / "read").mkdir(parents=True)
        (folder / "read" / "rows.parquet").write_bytes(b"raw text")
        card = {"key": "k", "output": attempt.owner(folder.parent, output or self.out),
                "started_at": FIRST.isoformat()}  # fmt: skip
        (folder / "run.json").write_text(json.dumps(card))
        return folder

    def runs(self):
        return sorted(path.name for path in (self.out / "runs").iterdir())


def paths(told):
    return sorted((item["what"], item["path"]) for item in told["removed"])


DEAD = "20260401T020000Z-dead00"


def test_nothing_goes_from_a_sound_output(job):
    first = job.run(0, state="state")
    assert paths(job.gc(state="state")) == []
    assert job.runs() == [first]


def test_an_attempt_of_another_output_is_left_alone(job):
    work = job.folder / "work"
    folder = job.attempt(DEAD, output=job.folder / "elsewhere", work=work)
    own = job.attempt("20260401T020000Z-dead01", work=work)
    assert paths(job.gc(99, work="work")) == [("attempt", f"work/{own.name}")]
    assert folder.exists()


def test_an_output_that_was_moved_still_knows_its_own_attempts(job):
    folder = job.attempt(DEAD, output=job.folder / "where it was")
    assert paths(job.gc(99)) == [("attempt", f".private/{DEAD}")]
    assert not folder.exists()


def test_a_failed_attempt_is_kept_as_long_as_it_may_be_gone_on_with(job):
    folder = job.attempt(DEAD)
    assert paths(job.gc(3)) == []
    assert paths(job.gc(4)) == [("attempt", f".private/{DEAD}")]
    assert not folder.exists()


def test_without_keep_failed_gc_takes_every_attempt(job):
    folder = job.attempt(DEAD)
    assert paths(job.gc(keep_failed=None)) == [("attempt", f".private/{DEAD}")]
    assert not folder.exists()


def test_the_raw_text_of_a_committed_run_goes_and_its_frames_stay(job):
    run = job.run(0)
    folder = job.attempt(run)
    (folder / "frames" / "adapt").mkdir(parents=True)
    (folder / "frames" / "adapt" / "000000-00000.parquet").write_bytes(b"frame")
    told = job.gc()
    assert paths(told) == [("raw text", f".private/{run}")]
    assert told["bytes"] == len(b"raw text") + len((folder / "run.json").read_bytes())
    assert sorted(p.name for p in folder.iterdir()) == ["frames", "run.json"]
    assert paths(job.gc()) == []


def test_stagings_and_state_without_a_run_go_but_the_state_of_an_attempt_stays(job):
    run = job.run(0, state="state")
    alive, dead = "20260402T020000Z-a11fe0", DEAD
    job.attempt(alive)
    for name in (alive, dead, f".{dead}"):
        (job.folder / "state" / name).mkdir()
    (job.out / "runs" / f".{dead}").mkdir()
    assert paths(job.gc(state="state")) == [
        ("staging", f"runs/.{dead}"),
        ("state", f"state/.{dead}"),
        ("state", f"state/{dead}"),
    ]
    assert job.runs() == [run]
    assert sorted(p.name for p in (job.folder / "state").glob("2*")) == [run, alive]


def test_keep_removes_the_oldest_runs_with_their_frames_and_never_latest(job):
    first, second, third = (job.run(n, write={"keep_frames": True}) for n in range(3))
    before = digests(job.out / "runs" / third)
    assert paths(job.gc(keep=1)) == [
        ("frames", f".private/{first}"), ("frames", f".private/{second}"),
        ("run", f"runs/{first}"), ("run", f"runs/{second}"),
    ]  # fmt: skip
    assert job.runs() == [third]
    assert digests(job.out / "runs" / third) == before
    assert paths(job.gc(keep=1)) == []


def test_latest_stays_though_a_newer_run_is_there(job):
    first, second = job.run(0), job.run(1)
    (job.out / "latest").unlink()
    (job.out / "latest").symlink_to(Path("runs") / first)
    assert job.gc(keep=1)["kept"] == [
        {"path": f"runs/{first}",
         "why": "not among the newest 1, but its rows are in the data set of a run that stays"}
    ]  # fmt: skip
    assert job.runs() == [first, second]


def test_a_run_whose_rows_are_in_the_set_stays_and_is_named(job):
    first, second = (job.run(n, state="state") for n in range(2))
    told = job.gc(keep=1, state="state")
    assert paths(told) == []
    assert [item["path"] for item in told["kept"]] == [f"runs/{first}"]
    assert job.runs() == [first, second]


def test_runs_older_than_retention_go_with_their_state(job):
    keys = {"state": "state", "retention": "10d"}
    job.run(0, **keys)
    write_lines(job.folder / "logs" / "d1.jsonl", call(1))
    now = FIRST + timedelta(days=1)
    loaded = job.load(**keys)
    second = pipeline.run(loaded, lambda *_: None, full=True, now=now)["run_id"]  # a new set
    assert paths(job.gc(9, **keys)) == []
    first = job.runs()[0]
    assert paths(job.gc(11, **keys)) == [("run", f"runs/{first}"), ("state", f"state/{first}")]
    assert job.runs() == [second]


def test_a_dry_run_removes_nothing_and_tells_the_same(job):
    for n in range(2):
        job.run(n)
    job.attempt(DEAD)
    before = sorted(job.folder.rglob("*"))
    dry = job.gc(9, keep=1, dry_run=True)
    assert sorted(job.folder.rglob("*")) == before
    assert {**dry, "dry_run": False} == job.gc(9, keep=1)


def test_bytes_are_of_files_that_lose_their_last_name(job):
    first, _ = job.run(0), job.run(1)
    held = job.out / "held"
    file = next((job.out / "runs" / first / "data").rglob("*.parquet"))
    os.link(file, held)
    told = job.gc(keep=1)
    assert told["bytes"] == sum(i["bytes"] for i in told["removed"]) - held.stat().st_size


def test_a_kill_at_any_removal_leaves_a_sound_output_and_gc_ends_the_work(job, monkeypatch):
    for n in range(3):
        job.run(n, write={"keep_frames": True})
    job.attempt(DEAD)
    rmtree, kills, held = shutil.rmtree, 0, job.folder / "nothing"

    def removing(path):
        """Die half-way through the removal of the folder whose turn it is."""
        nonlocal turn
        turn -= 1
        if turn < 0:
            next((p for p in Path(path).rglob("*") if p.is_file()), held).unlink(missing_ok=True)
            raise SystemExit(137)
        rmtree(path)

    monkeypatch.setattr(shutil, "rmtree", removing)
    for n in range(9):
        turn = n % 2
        try:
            job.gc(9, keep=1)
            break
        except SystemExit:
            kills += 1
        assert etl.open_dataset(job.out).collect().height == 3
    monkeypatch.undo()
    job.gc(9, keep=1)
    assert kills > 3
    assert len(job.runs()) == 1
    assert list((job.out / ".private").iterdir()) == [job.out / ".private" / job.runs()[0]]
    assert paths(job.gc(9, keep=1)) == []


def test_of_a_killed_erasure_the_half_goes_that_latest_does_not_need(job):
    first = job.run(0)
    second = f"{first[:-6]}aaaaaa"
    shutil.copytree(job.out / "runs" / first, job.out / "runs" / second)
    manifest = job.out / "runs" / second / "manifest.json"
    manifest.write_text(json.dumps(
        json.loads(manifest.read_text()) | {"run_id": second, "replaces": first}
    ))  # fmt: skip
    assert paths(job.gc()) == [("run", f"runs/{second}")]
    assert job.runs() == [first]


def test_gc_waits_for_no_run(job):
    job.run(0)
    with commit.lock(job.out), pytest.raises(LockedError):
        job.gc()


def test_the_command_prints_one_line_a_thing_and_a_total(job):
    first, _ = job.run(0), job.run(1)
    at = str(job.folder / "config.yaml")
    dry = CliRunner().invoke(gc.command, [at, "--keep", "1", "--dry-run"])
    assert dry.exit_code == 0
    line, total = dry.stdout.splitlines()
    assert line.startswith(f"would remove run runs/{first} (")
    assert total.startswith("1 would remove, ")
    shape = CliRunner().invoke(gc.command, [at, "--keep", "1", "--format", "json"])
    told = json.loads(shape.stdout)
    assert [item["path"] for item in told["removed"]] == [f"runs/{first}"]
    assert CliRunner().invoke(gc.command, [at, "--keep", "0"]).exit_code == 2


@pytest.mark.parametrize("card", ["[]", "{", "", None])
def test_an_attempt_whose_card_is_lost_goes_at_once_as_nobody_can_go_on_with_it(job, card):
    folder = job.attempt(DEAD)
    (folder / "run.json").unlink()
    if card is not None:
        (folder / "run.json").write_text(card)
    assert paths(job.gc()) == [("attempt", f".private/{DEAD}")]
    assert not folder.exists()


def test_a_run_that_was_killed_before_it_counted_goes_and_its_attempt_stays(job):
    first = job.run(0, state="state")
    second = first.replace("20260401", "20260402")
    folder = job.attempt(second)
    shutil.copytree(job.out / "runs" / first, job.out / "runs" / second)
    manifest = job.out / "runs" / second / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(told | {"run_id": second, "previous": first}))
    shutil.copytree(job.folder / "state" / first, job.folder / "state" / second)
    assert paths(job.gc(1, state="state")) == [("run", f"runs/{second}")]
    assert job.runs() == [first]
    assert (folder / "read").is_dir()
    assert (job.folder / "state" / second).is_dir()
