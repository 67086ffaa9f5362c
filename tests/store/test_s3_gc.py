"""`python -m etl gc` on an output and a state in a bucket."""

import json
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from calls import call
from faulty import Fault
from s3_job import FIRST, LATER, Job, everything, restore, whole

from etl import attempt, collect, commit, leftovers, pipeline, remote, store
from etl.errors import GateError, LockedError, StorageError

DEAD = "20260401T020000Z-dead00"


@pytest.fixture
def job(proxy, tmp_path):  # noqa: ARG001 - where it is reached
    return Job(tmp_path / "here")


def paths(told):
    return sorted((item["what"], item["path"]) for item in told["removed"])


def test_nothing_goes_from_a_sound_output(job, aws):
    job.run(0)
    before = everything(aws)
    assert paths(job.gc()) == []
    assert everything(aws) == before


def test_the_same_goes_as_from_the_same_output_on_disk(job, aws, tmp_path):
    local = Job(tmp_path / "there", output="out", state=None)
    job.keys["state"] = None
    for one in (job, local):
        runs = [one.run(n)["run_id"] for n in range(3)]
    told, there = (one.gc(keep=1) for one in (job, local))
    assert [i["why"] for i in told["removed"] if i["what"] == "run"] == [
        i["why"] for i in there["removed"] if i["what"] == "run"
    ]
    assert job.runs() == [runs[-1]]
    assert told["bytes"] == sum(item["bytes"] for item in told["removed"])
    assert whole(job) == 3
    assert not [key for key in everything(aws) if runs[0] in key or runs[1] in key]


def test_a_run_whose_rows_are_in_the_set_stays_and_is_named(job):
    first, second = (job.run(n)["run_id"] for n in range(2))
    told = job.gc(keep=1)
    assert paths(told) == []
    assert [item["path"] for item in told["kept"]] == [f"runs/{first}"]
    assert job.runs() == job.states() == [first, second]


def test_runs_older_than_retention_go_with_their_state_at_once(job):
    keys = {"retention": "10d"}
    first = job.run(0, **keys)["run_id"]
    second = pipeline.run(job.load(**keys), lambda *_: None, full=True,
                          now=datetime(2026, 4, 2, 2, tzinfo=UTC))["run_id"]  # fmt: skip
    told = job.gc(now=datetime(2026, 4, 12, 3, tzinfo=UTC), **keys)
    assert ("run", f"runs/{first}") in paths(told)
    assert ("state", f"state/{first}") in paths(told)
    assert job.runs() == job.states() == [second]


@pytest.mark.long
def test_what_was_never_committed_goes_once_nobody_can_be_sending_it(job, aws):
    run = job.run(0)["run_id"]
    at, state = store.connect(job.out), store.connect(job.state)
    kept = everything(aws)
    store.put(at, f"runs/{DEAD}/data/x.parquet", b"half")
    store.put(state, f"{DEAD}/rows.parquet", b"half")
    store.put(state, "20260401T020000Z-dead01/manifest.json", b"{}")
    now = datetime.now(UTC)
    assert paths(job.gc(now=now + timedelta(hours=23))) == []
    assert paths(job.gc(now=now + LATER)) == [
        ("staging", f"runs/{DEAD}"),
        ("state", f"state/{DEAD}"),
        ("state", "state/20260401T020000Z-dead01"),
    ]
    left = everything(aws)
    latest = left.pop("team/out/LATEST").decode().splitlines()
    assert (latest[0], len(latest)) == (run, 2)  # who was sending cannot commit
    assert kept.pop("team/out/LATEST")
    assert left == kept
    assert job.run(1)["previous"] == run


def failing(name):
    """The store fails at this step."""

    def fail(*_args, **_keys):
        raise StorageError("the store did not answer")

    patch = pytest.MonkeyPatch()
    patch.setattr(name, fail)
    return patch


@pytest.mark.long
def test_a_run_that_was_sent_and_may_yet_count_stays_until_it_cannot(job, tmp_path):
    first = job.run(0)["run_id"]
    other = Job(tmp_path / "elsewhere")
    patch = failing("etl.store._runs.move")
    with pytest.raises(StorageError):
        other.run(-1)  # older by its name than the one that counts
    patch.undo()
    (sent,) = set(job.runs()) - {first}
    told = job.gc(keep=1)
    assert paths(told) == []
    assert told["kept"] == [{
        "path": f"runs/{sent}",
        "why": "not among the newest 1, but the machine that sent it may yet make it count",
    }]  # fmt: skip
    assert other.run(2)["set"]["runs"][:2] == [first, sent]
    assert whole(job) == 3


@pytest.mark.long
def test_of_a_run_that_others_overtook_nothing_stays(job, tmp_path):
    job.run(0)
    other = Job(tmp_path / "elsewhere")
    patch = failing("etl.store._runs.move")
    with pytest.raises(StorageError):
        other.run(1, call(8))
    patch.undo()
    second = job.run(2)["run_id"]
    (sent,) = set(job.runs()) - set(store.manifest(store.connect(job.out), second)["set"]["runs"])
    assert paths(job.gc(now=datetime.now(UTC))) == []  # a day of grace
    assert paths(job.gc()) == [("run", f"runs/{sent}"), ("state", f"state/{sent}")]
    assert paths(job.gc()) == []
    assert other.run(3, call(8))["previous"] == second  # what it had read is input once more
    assert whole(job) == 3


def test_keep_does_not_count_a_run_that_others_overtook(job, tmp_path):
    job.keys["state"] = None
    first = job.run(0)["run_id"]
    other = Job(tmp_path / "elsewhere", state=None)
    patch = failing("etl.store._runs.move")
    with pytest.raises(StorageError):
        other.run(3, call(8))
    patch.undo()
    second = job.run(2)["run_id"]
    (sent,) = {*job.runs()} - {first, second}
    assert paths(job.gc(keep=2, now=datetime.now(UTC), dry_run=True)) == [
        ("mirror", f"runs/{first}")
    ]
    assert [path for what, path in paths(job.gc(keep=2)) if what == "run"] == [f"runs/{sent}"]
    assert job.runs() == [first, second]


def test_where_latest_is_gone_no_run_is_taken_for_overtaken(job, aws):
    job.keys["state"] = None
    runs = [job.run(n)["run_id"] for n in range(2)]
    aws.delete_object(Bucket="logs", Key="team/out/LATEST")
    job.gc()
    assert job.runs() == runs


def test_fetched_logs_go_with_the_attempt_that_they_were_fetched_for(job, aws):
    lines = b"".join(json.dumps(call(n)).encode() + b"\n" for n in range(3))
    aws.put_object(Bucket="logs", Key="in/x.jsonl", Body=lines)
    keys = {"sources": [{"type": "jsonl", "path": "s3://logs/in/*.jsonl"}], "keep_failed": "3d"}
    with pytest.raises(GateError):
        pipeline.run(job.load(**keys, gates={"min_rows": 9}), lambda *_: None, now=FIRST)
    (folder,) = (job.folder / "work/objects").iterdir()
    assert paths(job.gc(now=FIRST + timedelta(days=3), **keys)) == []
    assert leftovers.sweep(job.load(**keys), FIRST + timedelta(days=3)) == []
    assert [path.read_bytes() for path in folder.iterdir()] == [lines]
    gone = job.gc(now=FIRST + timedelta(days=4), dry_run=True, **keys)["removed"]
    assert [item["what"] for item in gone] == ["attempt", "objects"]
    assert gone[1]["bytes"] == len(lines)
    leftovers.sweep(job.load(**keys), FIRST + timedelta(days=4))
    assert not folder.exists()


def test_fetched_logs_of_no_attempt_stay_as_long_as_one_would(job):
    run = job.run(0)["run_id"]
    config = job.load(keep_failed="3d")
    folder = remote.kept_objects(config)
    folder.mkdir(parents=True)
    (folder / "half").write_bytes(b"raw")
    now = datetime.now(UTC)
    assert leftovers.sweep(config, now + timedelta(days=2)) == []
    assert [item.what for item in leftovers.sweep(config, now + timedelta(days=4))] == ["objects"]
    assert not folder.exists()
    assert job.latest() == run


@pytest.mark.long
def test_a_run_at_work_elsewhere_is_refused_behind_gc_and_goes_on_the_next_time(job, tmp_path):
    job.run(0)
    store.put(store.connect(job.out), f"runs/{DEAD}/data/x.parquet", b"half")
    other, publish = Job(tmp_path / "elsewhere"), store.publish

    def late(at, run, seen):
        job.gc()
        publish(at, run, seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "publish", late)
        with pytest.raises(LockedError, match="another run was committed meanwhile"):
            other.run(1)
    assert whole(job) == 1
    other.run(2)
    assert whole(job) == 3


@pytest.mark.long
def test_nothing_goes_when_an_erase_elsewhere_is_committed_while_gc_looks(
    job, aws, tmp_path, monkeypatch
):
    monkeypatch.setenv("ETL_KEY", "the same")
    job.run(0, call(0) | {"user": "ann"}, call(1))
    other, judge, ended = Job(tmp_path / "elsewhere"), collect.judge, {}
    patch = failing("etl.store.move")
    with pytest.raises(StorageError):
        other.erase("ann")  # its successors are sent
    patch.undo()

    def late(*args):
        other.erase("ann")
        ended.update(everything(aws))
        return judge(*args)

    monkeypatch.setattr(collect, "judge", late)
    with pytest.raises(LockedError, match="another run was committed meanwhile"):
        job.gc()
    assert everything(aws) == ended
    assert whole(job) == 1


def test_the_mirror_keeps_what_the_next_run_builds_on(job):
    job.keys["state"] = None
    first, second = (job.run(n)["run_id"] for n in range(2))
    assert paths(job.gc()) == [("mirror", f"runs/{first}")]
    assert job.runs() == [first, second]  # in the bucket it stays
    assert sorted(p.name for p in (job.load().output / "runs").iterdir()) == [second]
    assert job.run(2)["previous"] == second


def test_raw_text_and_failed_attempts_go_from_work_as_ever(job):
    run = job.run(0)["run_id"]
    work = job.folder / "work"
    for name in (run, DEAD):
        (work / name / "read").mkdir(parents=True)
        card = {"key": "k", "output": attempt.owner(work, job.load().output),
                "started_at": "2026-04-01T02:00:00Z"}  # fmt: skip
        (work / name / "run.json").write_text(json.dumps(card))
    assert paths(job.gc()) == [("attempt", f"work/{DEAD}"), ("raw text", f"work/{run}")]
    assert not list(work.glob("2*"))


def test_a_dry_run_removes_nothing_and_tells_the_same(job, aws):
    for n in range(2):
        job.run(n, state=None)
    store.put(store.connect(job.out), f"runs/{DEAD}/data/x.parquet", b"half")
    before = everything(aws)
    now = datetime.now(UTC) + LATER
    dry = job.gc(now=now, keep=1, dry_run=True, state=None)
    assert everything(aws) == before
    assert {**dry, "dry_run": False} == job.gc(now=now, keep=1, state=None)
    assert len(dry["removed"]) == 3


def test_latest_that_names_no_run_is_told_and_nothing_goes(job, aws):
    run = job.run(0)["run_id"]
    aws.delete_object(Bucket="logs", Key=f"team/out/runs/{run}/manifest.json")
    before = everything(aws)
    with pytest.raises(StorageError, match="LATEST names a run that is not there"):
        job.gc()
    assert everything(aws) == before


def test_gc_waits_for_no_run_on_this_machine(job):
    job.run(0)
    with commit.lock(job.load().output), pytest.raises(LockedError):
        job.gc()


HOW = ["killed", *(pytest.param(how, marks=pytest.mark.long) for how in ("500", "lost"))]


@pytest.mark.parametrize("how", HOW)
def test_at_any_request_that_fails_the_output_is_sound_and_the_next_gc_ends_it(
    job, aws, proxy, how, monkeypatch
):
    job.keys["state"] = None
    for n in range(3):
        job.run(n)
    store.put(store.connect(job.out), f"runs/{DEAD}/data/x.parquet", b"half")
    held, sent = everything(aws), []
    monkeypatch.setattr(remote, "unneeded", lambda _config: [])

    def requests(at):
        """Do it, and fail at this request."""
        sent.clear()

        def before(line):
            sent.append(line)
            if len(sent) == at and how == "killed":
                proxy.faults.append(Fault(*line.split(" ", 1), "drop", 99))  # nothing gets through
            elif len(sent) == at:
                proxy.faults.append(Fault(*line.split(" ", 1), 500 if how == "500" else "lost", 1))

        proxy.before = before
        with suppress(StorageError, LockedError):
            job.gc(keep=1)
        proxy.before, proxy.faults = lambda _line: None, []
        return len(sent)

    total = requests(None)
    ended = everything(aws)
    moments = random.Random(how).sample(range(1, total + 1), 4)  # noqa: S311 - a choice of moments
    for at in moments:
        restore(aws, held)
        requests(at)
        assert whole(job) == 3, at
        job.gc(keep=1)
        left = everything(aws)
        assert left.pop("team/out/LATEST").split()[0] == ended["team/out/LATEST"].split()[0]
        assert left == {k: v for k, v in ended.items() if k != "team/out/LATEST"}, at
    assert total > 8
