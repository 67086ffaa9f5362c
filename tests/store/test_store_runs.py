"""Runs in a bucket: all of one or nothing, and never two at once."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading

import pytest
from faulty import Fault

from etl import store
from etl.errors import LockedError, StorageError
from etl.store import _folders as folders

FILES = {
    "data/split=train/date=2026-03-01/part-0.parquet": bytes(range(256)) * (6 << 12),  # in parts
    "openai/train.jsonl": b'{"messages": []}\n',
    "openai/test.jsonl": b"",
    "audit/ledger/00000.parquet": b"ledger",
    "README.md": b"card",
}
FIRST, SECOND, THIRD = (f"20260315T02000{n}Z-1a2b3c" for n in (0, 1, 2))


@pytest.fixture
def committed(tmp_path):
    """Make a run that is committed on this machine."""

    def go(run_id, previous=None, folder="runs", **files):
        run = tmp_path / folder / run_id
        entries = []
        for name, data in {**FILES, **files}.items():
            path = run / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            entries.append({"path": name, "rows": None, "bytes": len(data), "sha256": digest})
        told = {"run_id": run_id, "previous": previous, "files": entries, "key_id": "k",
                "config_sha256": "c", "counts": {"kept": 0, "stages": {}, "formats": {}}}  # fmt: skip
        (run / "manifest.json").write_text(json.dumps(told))
        return run

    return go


def held(aws, prefix="out/"):
    """Every object with its content, past the proxy."""
    found = aws.list_objects_v2(Bucket="logs", Prefix=prefix).get("Contents", [])
    bodies = {e["Key"]: aws.get_object(Bucket="logs", Key=e["Key"])["Body"] for e in found}
    return {key.removeprefix("out/"): body.read() for key, body in bodies.items()}


def whole(run):
    """What a run that counts consists of."""
    files = (path for path in run.rglob("*") if path.is_file())
    return {
        f"runs/{run.name}/{path.relative_to(run).as_posix()}": path.read_bytes() for path in files
    }


def test_of_two_runs_that_began_together_one_counts_and_the_other_is_refused(at, aws, committed):
    seen = store.latest(at)
    store.publish(at, committed(FIRST), seen)
    before = held(aws)
    with pytest.raises(LockedError, match=r"^s3://logs/out: another run was committed meanwhile"):
        store.publish(at, committed(SECOND), seen)
    assert store.latest(at).run_id == FIRST
    assert held(aws).items() >= before.items()


def test_runs_that_race_leave_one_that_counts(at, committed):
    seen, lost = store.latest(at), []
    start = threading.Barrier(3)

    def race(run):
        start.wait()
        try:
            store.publish(at, run, seen)
        except LockedError:
            lost.append(run.name)

    runs = [committed(run_id) for run_id in (FIRST, SECOND, THIRD)]
    threads = [threading.Thread(target=race, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {*lost, store.latest(at).run_id} == {FIRST, SECOND, THIRD}
    assert len(lost) == 2


def test_a_run_with_other_content_under_one_id_is_refused(at, committed):
    store.publish(at, committed(FIRST), None)
    other = committed(FIRST, folder="elsewhere", **{"openai/train.jsonl": b"other\n"})
    with pytest.raises(LockedError, match="a run with other content was committed"):
        store.publish(at, other, None)


def test_a_second_attempt_of_a_committed_run_is_adopted_whatever_time_it_tells(at, aws, committed):
    store.push(at, committed(FIRST), f"runs/{FIRST}")
    store.publish(at, committed(FIRST, folder="again", **{"README.md": b"later"}), None)
    assert store.latest(at).run_id == FIRST
    assert held(aws)[f"runs/{FIRST}/README.md"] == b"card"


def test_a_run_is_there_whole_and_the_next_one_copies_what_is_the_same(proxy, at, aws, committed):
    first = committed(FIRST)
    store.publish(at, first, None)
    assert held(aws) == {**whole(first), "LATEST": f"{FIRST}\n".encode()}
    seen = store.latest(at)
    assert seen.run_id == FIRST
    proxy.seen.clear()
    second = committed(SECOND, previous=FIRST, **{"openai/train.jsonl": b"new\n"})
    store.publish(at, second, seen)
    assert held(aws) == {**whole(first), **whole(second), "LATEST": f"{SECOND}\n".encode()}
    assert not [line for line in proxy.seen if "uploadId" in line]  # the large one was not sent


def test_a_failed_upload_publishes_nothing_and_the_same_call_goes_on(proxy, at, aws, committed):
    run = committed(FIRST)
    proxy.faults.append(Fault("PUT", "train.jsonl", 500, times=4))
    with pytest.raises(StorageError, match=r"train.jsonl: the store answered 500"):
        store.publish(at, run, None)
    assert store.latest(at) is None
    assert not [key for key in held(aws) if "manifest" in key]
    store.publish(at, run, None)
    assert held(aws) == {**whole(run), "LATEST": f"{FIRST}\n".encode()}


@pytest.mark.parametrize("part", ["manifest.json", "LATEST"])
def test_a_commit_whose_reply_is_lost_is_no_other_run(proxy, at, committed, part):
    proxy.faults.append(Fault("PUT", part, "lost"))
    store.publish(at, committed(FIRST), None)
    assert store.latest(at).run_id == FIRST
    assert not proxy.faults[0].times


def test_a_commit_whose_reply_is_lost_and_that_others_built_on_stands(proxy, at, moto, committed):
    """Our put of LATEST arrives, its reply does not, and a later run commits before we look."""
    first, second = committed(FIRST), committed(SECOND, previous=FIRST)
    proxy.faults.append(Fault("PUT", "LATEST", "lost"))
    straight, puts = _beside(moto), []

    def overtake(line):
        puts.append(line.startswith("PUT") and "LATEST" in line)
        if puts[-1] and sum(puts) == 2:
            store.publish(straight, second, store.latest(straight))

    proxy.before = overtake
    store.publish(at, first, None)
    assert store.latest(at).run_id == SECOND


def _beside(moto):
    """The place without the proxy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*moto))
        return store.connect("s3://logs/out")


SENDER = """
import sys
from pathlib import Path
from etl import store
from etl.store import _folders as folders
print("ready", flush=True)
sys.stdin.readline()
at = store.connect("s3://logs/out")
store.publish(at, Path(sys.argv[1]), None)
"""


def test_a_sender_killed_at_any_request_publishes_once_with_the_same_bytes(
    proxy, at, aws, committed
):
    run = committed(FIRST)
    total = _sent(run, proxy, kill_at=None)
    clean = held(aws)
    for at_request in sorted(random.Random(3).sample(range(1, total + 1), 5)):  # noqa: S311 - a choice of moments
        store.delete(at, list(clean))
        _sent(run, proxy, kill_at=at_request)
        half = held(aws)
        assert ("LATEST" in half) <= (whole(run).items() <= half.items())
        store.publish(at, run, None)
        assert held(aws) == clean


def _sent(run, proxy, kill_at):
    """How many requests a process made to publish; it is killed at one of them."""
    proxy.seen.clear()
    with subprocess.Popen(
        [sys.executable, "-c", SENDER, str(run)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ,
    ) as child:  # fmt: skip
        child.stdout.readline()
        proxy.before = lambda _: len(proxy.seen) == kill_at and child.send_signal(signal.SIGKILL)
        child.communicate(b"\n")
    proxy.before = lambda _: None
    assert child.returncode == (-signal.SIGKILL if kill_at else 0)
    return len(proxy.seen)


def test_a_run_that_is_discarded_leaves_nothing(at, aws, committed):
    store.publish(at, committed(FIRST), None)
    kept = held(aws)
    store.publish(at, committed(SECOND), store.latest(at))
    store.move(at, FIRST, store.latest(at))
    store.discard(at, f"runs/{SECOND}")
    assert held(aws) == kept


def test_who_looked_at_latest_before_a_fence_commits_nothing_behind_it(at, committed):
    store.publish(at, committed(FIRST), None)
    looked = [store.latest(at)]
    for _ in range(3):  # no e_tag comes back
        looked.append(store.fence(at, looked[-1]))
        assert store.latest(at) == looked[-1]
    assert {seen.run_id for seen in looked} == {FIRST}
    for seen in looked[:-1]:
        with pytest.raises(LockedError, match="another run was committed meanwhile"):
            store.publish(at, committed(SECOND, previous=FIRST), seen)
    store.publish(at, committed(SECOND, previous=FIRST), looked[-1])
    assert store.latest(at).run_id == SECOND


def test_a_fence_around_nothing_is_none(at):
    assert store.fence(at, None) is None
    assert store.latest(at) is None


def test_of_two_fences_around_the_same_latest_one_stands(at, committed):
    store.publish(at, committed(FIRST), None)
    seen = store.latest(at)
    first = store.fence(at, seen)
    for late in (seen, None):
        with pytest.raises(LockedError, match="another run was committed meanwhile"):
            store.fence(at, late)
    assert store.latest(at) == first


@pytest.mark.parametrize("gone", ["data/split=train/date=2026-03-01/part-0.parquet", "README.md"])
def test_a_run_half_cleared_away_while_it_was_sent_is_sent_whole(at, aws, committed, gone):
    run = committed(FIRST)
    store.push(at, run, f"runs/{FIRST}")
    store.delete(at, [f"runs/{FIRST}/{gone}"])
    store.publish(at, run, None)
    assert held(aws) == {**whole(run), "LATEST": f"{FIRST}\n".encode()}


def test_an_object_that_goes_while_others_are_sent_is_told(at, committed, monkeypatch):
    run = committed(FIRST)
    upload = folders.upload

    def sent(place, path, key, sha256):
        upload(place, path, key, sha256)
        if key.endswith("README.md"):
            store.delete(place, [key])

    monkeypatch.setattr(folders, "upload", sent)
    with pytest.raises(StorageError, match=r"README\.md: somebody deleted it; run again"):
        store.publish(at, run, None)
    assert store.manifest(at, FIRST) is None
    assert store.latest(at) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"{}", b"\xff", b'{"run_id": 1}'])
def test_a_manifest_that_is_none_is_told_as_storage(at, content):
    store.put(at, f"runs/{FIRST}/manifest.json", content)
    with pytest.raises(StorageError, match="its manifest cannot be read"):
        store.manifest(at, FIRST)


def test_a_folder_comes_back_as_it_was_pushed_without_its_marks(at, committed, tmp_path):
    run = committed("one", folder="state")
    store.push(at, run, "state/one")
    store.put(at, "state/key", b"secret")
    store.put(at, "state/one/data", b"")  # some tools mark folders by an empty object
    store.pull(at, "state", tmp_path / "back")
    sent = {p.relative_to(run): p.read_bytes() for p in run.rglob("*") if p.is_file()}
    back = tmp_path / "back"
    got = {
        p.relative_to(back / "one"): p.read_bytes() for p in back.rglob("one/**/*") if p.is_file()
    }
    assert got == sent
    assert (back / "key").stat().st_mode & 0o777 == 0o600


def test_what_was_pulled_is_not_fetched_again(proxy, at, committed, tmp_path):
    store.push(at, committed("one", folder="state"), "state/one")
    store.pull(at, "state", tmp_path / "back")
    proxy.seen.clear()
    store.pull(at, "state", tmp_path / "back")
    assert len(proxy.seen) == 1
