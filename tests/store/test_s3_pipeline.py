"""Whole runs whose input, output and state lie in a bucket."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from calls import call, digests, write_config, write_lines

from etl import config, keyfile, pipeline, store
from etl.errors import ConfigError, LockedError, StorageError

NOW = datetime(2026, 4, 1, 2, tzinfo=UTC)
TRAIN = {"train": 1.0, "validation": 0.0, "test": 0.0}


@pytest.fixture
def place(proxy):  # noqa: ARG001 - where it is reached
    """`s3://bucket/prefix` of a test's own."""
    return "s3://logs/team"


def go(folder, n=0, **keys):
    keys = {"split": TRAIN, **keys}
    loaded = config.load(write_config(folder, **keys))
    return pipeline.run(loaded, lambda *_: None, now=NOW + timedelta(days=n))


def put(place, name, *lines):
    store.put(store.connect(place), name, b"".join(json.dumps(x).encode() + b"\n" for x in lines))


def fetched(place, folder):
    """The latest run of an output in a bucket, brought to `folder`."""
    at = store.connect(place)
    run_id = store.latest(at).run_id
    store.pull(at, f"runs/{run_id}", folder)
    return folder


def test_a_run_from_bucket_to_bucket_gives_the_bytes_of_a_local_one(place, tmp_path, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "k")
    lines = {f"deep/{n}.jsonl": [call(n), call(n + 10), "{bad"] for n in range(3)}
    for name, found in lines.items():
        put(place, f"logs/{name}", *found[:2])
        write_lines(tmp_path / "here" / "logs" / name, *(json.dumps(x) for x in found[:2]))
    (tmp_path / "there").mkdir()
    source = {"type": "jsonl", "path": f"{place}/logs/**/*.jsonl"}
    told = go(tmp_path / "there", sources=[source], output=f"{place}/out", work="work")
    local = go(tmp_path / "here", sources=[{"type": "jsonl", "path": "logs/**/*.jsonl"}])
    there = digests(fetched(f"{place}/out", tmp_path / "fetched"))
    assert there == digests(tmp_path / "here" / "out" / "runs" / local["run_id"])
    assert told["counts"] == local["counts"]
    left = [p for p in (tmp_path / "there" / "work").rglob("*.jsonl") if "output" not in p.parts]
    assert left == []
    assert list((tmp_path / "there" / "work" / "objects").rglob("*")) == []


def test_a_second_machine_goes_on_from_what_stands_in_the_bucket(place, tmp_path):
    keys = {
        "sources": [{"type": "jsonl", "path": f"{place}/logs"}],
        "output": f"{place}/out", "state": f"{place}/state", "work": "work",
    }  # fmt: skip
    for n in range(3):  # each day on a machine that knows nothing
        put(place, f"logs/{n}.jsonl", call(n), call(n + 100), call(0))
        folder = tmp_path / f"machine{n}"
        folder.mkdir()
        told = go(folder, n, **keys)
        assert [i["file"] for i in told["inputs"]] == [f"{n}.jsonl"]
    run = fetched(f"{place}/out", tmp_path / "fetched")
    lines = [x for p in (run / "openai").glob("*.jsonl") for x in p.read_text().splitlines()]
    assert len(lines) == len(set(lines)) == 6
    assert len(told["set"]["runs"]) == 3
    assert go(folder, 4, **keys)["new_input"] is False


def test_of_two_machines_that_began_at_the_same_run_one_commits(place, tmp_path, monkeypatch):
    put(place, "logs/a.jsonl", call(1))
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}],
            "output": f"{place}/out", "work": "work"}  # fmt: skip
    for name in "ab":
        (tmp_path / name).mkdir()
    go(tmp_path / "a", **keys)
    publish = store.publish

    def late(at, run, seen):
        monkeypatch.setattr(store, "publish", publish)
        go(tmp_path / "b", 1, **keys)
        publish(at, run, seen)

    monkeypatch.setattr(store, "publish", late)
    with pytest.raises(LockedError, match="another run was committed meanwhile"):
        go(tmp_path / "a", 2, **keys)
    assert store.latest(store.connect(f"{place}/out")).run_id.startswith("20260402")
    assert go(tmp_path / "a", 3, **keys)["previous"].startswith("20260402")


def test_a_run_committed_here_and_not_sent_is_sent_by_the_next_one(place, tmp_path, monkeypatch):
    keys = {
        "sources": [{"type": "jsonl", "path": "logs"}],
        "output": f"{place}/out", "state": f"{place}/state", "work": "work",
    }  # fmt: skip
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))

    def fail(*_args):
        raise StorageError("the store did not answer")

    publish = store.publish
    monkeypatch.setattr(store, "publish", fail)
    with pytest.raises(StorageError):
        go(tmp_path, **keys)
    monkeypatch.setattr(store, "publish", publish)
    assert store.latest(store.connect(f"{place}/out")) is None
    assert go(tmp_path, 1, **keys)["new_input"] is False
    latest = store.latest(store.connect(f"{place}/out"))
    assert latest.run_id.startswith("20260401")
    shutil.rmtree(tmp_path / "work")
    write_lines(tmp_path / "logs" / "b.jsonl", call(2))
    assert len(go(tmp_path, 2, **keys)["set"]["runs"]) == 2


@pytest.mark.long
def test_a_state_in_a_bucket_of_an_output_here_is_sent_late_and_comes_back(
    place, tmp_path, monkeypatch
):
    keys = {"sources": [{"type": "jsonl", "path": "logs"}], "output": "out",
            "state": f"{place}/state", "work": "work"}  # fmt: skip
    push = store.push

    def fail(*_args):
        raise StorageError("the store did not answer")

    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    monkeypatch.setattr(store, "push", fail)
    with pytest.raises(StorageError):
        go(tmp_path, **keys)
    monkeypatch.setattr(store, "push", push)
    assert go(tmp_path, 1, **keys)["new_input"] is False
    shutil.rmtree(tmp_path / "work")  # another disk, or a new machine with the same output
    write_lines(tmp_path / "logs" / "b.jsonl", call(2))
    assert len(go(tmp_path, 2, **keys)["set"]["runs"]) == 2


def test_the_key_of_a_state_in_a_bucket_is_the_same_on_every_machine(place, tmp_path):
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}], "output": f"{place}/out",
            "state": f"{place}/state", "work": "work"}  # fmt: skip
    put(place, "logs/a.jsonl", call(1))
    ids = []
    for n in range(2):
        (tmp_path / str(n)).mkdir()
        put(place, f"logs/{n}.jsonl", call(n + 5))
        ids.append(go(tmp_path / str(n), n, **keys)["key_id"])
    assert ids[0] == ids[1] != "derived"


@pytest.mark.parametrize("text", [b"", b"ab\n"])
def test_a_damaged_key_in_the_bucket_is_refused_and_the_one_here_stays(place, tmp_path, text):
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}], "output": f"{place}/out",
            "state": f"{place}/state", "work": "work"}  # fmt: skip
    put(place, "logs/a.jsonl", call(1))
    go(tmp_path, **keys)
    mirrored = config.load(tmp_path / "config.yaml").state / "key"
    here = mirrored.read_bytes()
    put(place, "logs/b.jsonl", call(2))
    store.put(store.connect(f"{place}/state"), "key", text)
    with pytest.raises(ConfigError, match=r"^state/key: damaged"):
        go(tmp_path, 1, **keys)
    assert mirrored.read_bytes() == here


@pytest.mark.long
def test_another_key_in_the_bucket_does_not_take_the_place_of_the_right_one(place, tmp_path):
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}], "output": f"{place}/out",
            "state": f"{place}/state", "work": "work"}  # fmt: skip
    put(place, "logs/a.jsonl", call(1))
    first, at = go(tmp_path, **keys), store.connect(f"{place}/state")
    mirrored = config.load(tmp_path / "config.yaml").state / "key"
    here = mirrored.read_bytes()
    put(place, "logs/b.jsonl", call(2))
    store.put(at, "key", keyfile.new())
    with pytest.raises(ConfigError, match=r"^state/key: the one in the bucket is not"):
        go(tmp_path, 1, **keys)
    assert mirrored.read_bytes() == here
    store.delete(at, ["key"])
    (tmp_path / "new").mkdir()
    with pytest.raises(ConfigError, match=r"^state/key: it is not there"):
        go(tmp_path / "new", 1, **keys)  # a machine without a mirror
    assert store.read(at, "key") is None
    assert go(tmp_path, 1, **keys)["key_id"] == first["key_id"]
    assert store.read(at, "key")[0] == here


def test_a_damaged_key_here_is_not_sent_to_a_bucket(place, tmp_path):
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}], "output": f"{place}/out",
            "state": f"{place}/state", "work": "work"}  # fmt: skip
    put(place, "logs/a.jsonl", call(1))
    mirrored = config.load(write_config(tmp_path, **keys)).state
    mirrored.mkdir(parents=True)
    (mirrored / "key").write_bytes(b"ab\n")
    with pytest.raises(ConfigError, match=r"^state/key: damaged"):
        go(tmp_path, **keys)
    assert store.read(store.connect(f"{place}/state"), "key") is None


@pytest.mark.long
def test_another_output_of_the_same_work_has_a_mirror_of_its_own(place, tmp_path):
    keys = {"sources": [{"type": "jsonl", "path": f"{place}/logs"}], "work": "work"}
    put(place, "logs/a.jsonl", call(1))
    first = go(tmp_path, output=f"{place}/out", **keys)
    second = go(tmp_path, 1, output=f"{place}/other", **keys)
    assert second["previous"] is None
    assert go(tmp_path, 2, output=f"{place}/out", **keys)["previous"] == first["run_id"]
