"""`python -m etl erase` on an output and a state in a bucket."""

import json
import random
from contextlib import suppress

import pytest
from calls import ANSWER, call, digests
from faulty import Fault
from s3_job import Job, everything, restore, whole

from etl import blocklist, remote, store
from etl.erase import _copy, _sought, erase
from etl.errors import ConfigError, GateError, LockedError, StorageError
from etl.store import _folders

ANN = "ann-4711"
BUCKET = "earlier versions of objects, where the bucket keeps versions"


def said(n):
    return ANSWER.format(n=n * 104729)


def of(user, n):
    return call(n) | {"user": user}


@pytest.fixture
def job(proxy, tmp_path, monkeypatch):  # noqa: ARG001 - where it is reached
    monkeypatch.setenv("ETL_KEY", "the same")
    return Job(tmp_path / "here")


@pytest.fixture
def two(job):
    """Two runs, in both of which she stands."""
    job.run(0, of(ANN, 1), of("bob", 2))
    job.run(1, of(ANN, 3), of("cy", 4))
    return job


def copies(job):
    work = job.folder / "work"
    return [p for p in (*work.glob("erasing/*"), *work.glob("output/runs/*")) if p.exists()]


def test_a_person_leaves_every_run_and_state_in_the_bucket(two, aws):
    old = two.runs()
    told = two.erase(ANN, "unknown")
    assert (told["unknown"], told["conversations"], told["hits"]) == (1, 2, 0)
    assert list(told["runs"]) == old
    assert two.runs() == two.states() == sorted(told["runs"].values())
    assert two.latest() == told["runs"][old[-1]]
    assert two.texts() == sorted([said(2), said(4)])
    assert whole(two) == 2
    for key, body in everything(aws).items():
        assert said(1).encode() not in body, key
        assert not [run for run in old if run in key]
    assert any(line.startswith(BUCKET) for line in told["beyond_reach"])
    assert copies(two) == []


@pytest.mark.long
def test_the_successors_are_those_that_the_same_runs_on_disk_get(two, tmp_path):
    here = Job(tmp_path / "there", output="out", state="state", work=None)
    here.run(0, of(ANN, 1), of("bob", 2))
    here.run(1, of(ANN, 3), of("cy", 4))
    there, told = two.erase(ANN), here.erase(ANN)
    new = list(told["runs"].values())
    for run in new:
        store.pull(store.connect(two.out), f"runs/{run}", tmp_path / "fetched" / run)
        assert digests(tmp_path / "fetched" / run) == digests(here.folder / "out/runs" / run)
    assert {k: v for k, v in there.items() if k not in {"beyond_reach", "files"}} == {
        k: v for k, v in told.items() if k not in {"beyond_reach", "files"}
    }


def test_the_erased_do_not_come_back_on_any_machine_with_or_without_the_state(two, tmp_path):
    two.erase(ANN)
    other = Job(tmp_path / "elsewhere")
    manifest = other.run(2, of(ANN, 5), of("dan", 6))
    assert manifest["counts"]["stages"]["adapt"]["reasons"] == {"opted_out": 1}
    assert len(manifest["set"]["runs"]) == 3
    third = Job(tmp_path / "third", state=None)
    manifest = third.run(3, of(ANN, 7), of("eve", 8))
    assert manifest["counts"]["stages"]["adapt"]["reasons"] == {"opted_out": 1}


@pytest.mark.long
def test_lists_that_two_machines_wrote_are_one(two, tmp_path):
    two.erase(ANN)
    other = Job(tmp_path / "elsewhere")
    other.erase("bob")
    two.erase("cy")
    assert two.texts() == []
    known = {blocklist.decoded(everything_of(place, key)) == blocklist.known(two.load())
             for place, key in ((two.out, ".erased"), (two.state, "erased"))}  # fmt: skip
    assert known == {True}
    assert len(blocklist.known(two.load())) == 3


def test_a_list_that_grew_meanwhile_loses_nobody(job):
    config, ours, theirs = job.load(), {("k", "a")}, {("k", "b")}
    blocklist.add(blocklist.lists(config)[0].path, ours)
    store.put(store.connect(job.out), ".erased", blocklist.encoded(theirs))
    remote.send_erased(config)
    assert blocklist.decoded(everything_of(job.out, ".erased")) == ours | theirs


def everything_of(place, key):
    return store.read(store.connect(place), key)[0]


def test_a_dry_run_tells_what_would_go_and_changes_nothing(two, aws):
    before = everything(aws)
    told = two.erase(ANN, dry_run=True)
    assert (told["conversations"], len(told["runs"])) == (2, 2)
    assert everything(aws) == before
    assert not (two.folder / "work/erasing").exists() or not list(
        (two.folder / "work/erasing").iterdir()
    )


def test_a_key_that_finds_nobody_is_refused_before_anything_is_fetched(two, monkeypatch, aws):
    before = everything(aws)
    monkeypatch.setenv("ETL_KEY", "another")
    with pytest.raises(ConfigError, match="was made with key"):
        two.erase(ANN)
    assert everything(aws) == before


def test_of_two_machines_the_second_is_refused_and_the_first_stands(two, tmp_path, monkeypatch):
    other, move = Job(tmp_path / "elsewhere"), store.move

    def late(at, run_id, seen):
        monkeypatch.setattr(store, "move", move)
        other.run(2, of("dan", 6))
        move(at, run_id, seen)

    monkeypatch.setattr(store, "move", late)
    with pytest.raises(LockedError, match="another run was committed meanwhile"):
        two.erase(ANN)
    assert whole(two) == 5
    two.erase(ANN)
    assert two.texts() == sorted([said(2), said(4), said(6)])
    assert len(two.runs()) == 3


@pytest.mark.long
def test_a_run_that_began_elsewhere_before_the_list_knew_them_never_counts(two, tmp_path):
    other, publish = Job(tmp_path / "elsewhere"), store.publish

    def late(at, run, seen):
        two.erase(ANN)
        publish(at, run, seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "publish", late)
        with pytest.raises(LockedError):
            other.run(2, of(ANN, 5), of("dan", 6))
    manifest = other.run(3, of("eve", 8))
    assert manifest["counts"]["stages"]["adapt"]["reasons"] == {"opted_out": 1}
    assert two.texts() == sorted([said(2), said(4), said(6), said(8)])


@pytest.mark.long
def test_nothing_goes_when_a_run_is_committed_while_erase_looks(two, aws, tmp_path, monkeypatch):
    other, sought, swap, ended = Job(tmp_path / "elsewhere"), _sought.sought, _folders.swap, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_folders, "swap", lambda at, key, *rest: (
            fail() if key.startswith("runs/") else swap(at, key, *rest)))  # fmt: skip
        with pytest.raises(StorageError):
            other.run(2, of("dan", 6))  # its state is sent, its run not

    def late(*args):
        other.run(3, of("eve", 8))
        ended.update(everything(aws))
        return sought(*args)

    monkeypatch.setattr(_sought, "sought", late)
    with pytest.raises(LockedError, match="another run was committed meanwhile"):
        two.erase("nobody")
    assert {k: v for k, v in everything(aws).items() if "erased" not in k} == ended
    assert whole(two) == 6


@pytest.mark.long
def test_a_run_that_comes_while_only_older_ones_are_erased_is_not_deleted(two, tmp_path):
    other = Job(tmp_path / "elsewhere", state=None)
    other.run(2, of("dan", 6))  # so that nothing of hers is in the set that counts
    bring = _copy.bring

    def late(config):
        here = bring(config)
        other.run(3, of("eve", 8))
        return here

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_copy, "bring", late)
        with pytest.raises(LockedError, match="another run was committed meanwhile"):
            two.erase(ANN)
    assert two.erase(ANN)["hits"] == 0
    assert whole(two) == 2


@pytest.mark.long
def test_where_no_run_counts_yet_what_others_send_stays(job, aws, tmp_path):
    other = Job(tmp_path / "elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.store._runs.move", fail)
        with pytest.raises(StorageError):
            other.run(0, of(ANN, 1), of("dan", 6))
    store.put(store.connect(job.out), "runs/20260401T020000Z-dead00/data/x.parquet", b"half")
    held = {
        k: v for k, v in everything(aws).items() if k.startswith(("team/out/r", "team/state/2"))
    }
    with pytest.raises(LockedError, match="none counts yet"):
        job.erase(ANN)
    assert held.items() <= everything(aws).items()


@pytest.mark.long
def test_a_run_that_waits_to_be_sent_does_not_bring_them_back(two):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "publish", fail)
        with pytest.raises(StorageError):
            two.run(2, of(ANN, 5), of("dan", 6))
    two.erase(ANN)
    two.run(3, of("eve", 8))
    assert two.texts() == sorted([said(2), said(4), said(6), said(8)])


@pytest.mark.long
def test_a_run_that_waits_elsewhere_does_not_bring_back_whom_no_run_knew(two, tmp_path):
    other = Job(tmp_path / "elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "publish", fail)
        with pytest.raises(StorageError):
            other.run(2, of("new", 5), of("dan", 6))
    assert two.erase("new")["runs"] == {}  # LATEST names the same run as before
    other.run(3, of("eve", 8))
    assert said(5) not in two.texts()
    assert said(6) in two.texts()


def fail(*_args, **_keys):
    raise StorageError("the store did not answer")


@pytest.mark.long
@pytest.mark.parametrize("place", ["out", "state"])
def test_what_others_put_beside_it_is_searched_too(two, place, aws):
    value = json.dumps({"text": "My name is Zarquon Beeblebrox."})
    aws.put_object(Bucket="logs", Key=f"team/{place}/notes/of ann.txt", Body=value.encode())
    path = two.folder / "values.txt"
    path.write_text("Zarquon Beeblebrox\n")
    with pytest.raises(GateError, match=r"notes/of ann\.txt: still holds"):
        erase(two.load(), None, path)
    assert copies(two) == []


@pytest.mark.long
@pytest.mark.parametrize("keys", [{"output": "out"}, {"state": "state"}, {"state": None}], ids=str)
def test_only_one_of_both_may_lie_in_a_bucket(proxy, tmp_path, monkeypatch, keys):
    assert proxy
    monkeypatch.setenv("ETL_KEY", "the same")
    job = Job(tmp_path / "here", **keys)
    job.run(0, of(ANN, 1), of("bob", 2))
    job.run(1, of(ANN, 3), of("cy", 4), of(ANN, 1))
    told = job.erase(ANN)
    assert told["hits"] == 0
    job.run(2, of(ANN, 5), of("dan", 6))
    job.out = job.out if "output" not in keys else job.folder / "out"
    assert said(6) in job.texts()
    assert not {said(1), said(3), said(5)} & set(job.texts())
    assert job.gc()["kept"] == []


HOW = ["killed", *(pytest.param(how, marks=pytest.mark.long) for how in ("500", "lost"))]


@pytest.mark.parametrize("how", HOW)
def test_at_any_request_that_fails_the_output_is_sound_and_begun_again_it_ends_the_same(
    two, aws, proxy, how
):
    held, sent = everything(aws), []

    def requests(at):
        """Erase, and fail at this request."""
        sent.clear()
        two.forget()

        def before(line):
            sent.append(line)
            if len(sent) == at:
                times, what = (99, "drop") if how == "killed" else (1, 500 if how == "500" else how)
                proxy.faults.append(Fault(*line.split(" ", 1), what, times))

        proxy.before = before
        with suppress(StorageError, LockedError):
            two.erase(ANN)
        proxy.before, proxy.faults = lambda _line: None, []
        return len(sent)

    total = requests(None)
    ended = everything(aws)
    moments = random.Random(how).sample(range(1, total + 1), 3)  # noqa: S311 - a choice of moments
    for at in moments:
        restore(aws, held)
        requests(at)
        assert whole(two) in {2, 4}, at
        two.erase(ANN)
        left = everything(aws)
        assert same(left) == same(ended), at
    assert total > 40


def same(held):
    """Without what tells the time, or how often LATEST was written."""
    told = {}
    for key, body in held.items():
        if key.endswith("LATEST"):
            told[key] = body.split()[0]
        elif not key.endswith(("manifest.json", "report.html", "README.md")):
            told[key] = body
        else:
            told[key] = None
    return told


@pytest.mark.long
def test_what_a_killed_erasure_left_in_work_goes_with_the_next_run(two):
    copy = remote.copy_of(two.load())
    (copy / "output").mkdir(parents=True)
    two.run(2, of("dan", 6))
    assert not copy.exists()


def test_a_kill_between_the_switch_and_the_removal_is_ended_by_gc(two):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "forget", fail)
        with pytest.raises(StorageError):
            two.erase(ANN)
    assert len(two.runs()) == 4
    told = two.gc()
    assert {item["why"] for item in told["removed"]} == {
        "left by an erase that was killed", "no run owns it"
    }  # fmt: skip
    assert len(two.runs()) == len(two.states()) == 2
    assert two.texts() == sorted([said(2), said(4)])
