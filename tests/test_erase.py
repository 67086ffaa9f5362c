"""`python -m etl erase`: people leave every run, work and state, and do not come back."""

import json
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from calls import ANSWER, call, digests, write_config, write_lines
from click.testing import CliRunner

import etl
from etl import blocklist, checkpoint, commit, config, pipeline, remote, runs
from etl.erase import _sought, erase
from etl.errors import ConfigError, GateError, LockedError
from etl.verbs import erase as verb

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
TRAIN = {"train": 1.0, "validation": 0.0, "test": 0.0}
ANN = "ann-4711"


class Job:
    """A scheduled job in a folder: `run(n, calls)` is its day `n`."""

    def __init__(self, folder):
        self.folder, self.out, self.state = folder, folder / "out", folder / "state"
        self.keys = {"state": "state", "split": TRAIN}

    def load(self, **more):
        return config.load(write_config(self.folder, **{**self.keys, **more}))

    def run(self, n, *calls, name=None, full=False, **more):
        write_lines(self.folder / "logs" / f"{name or f'd{n}'}.jsonl", *calls)
        now = FIRST + timedelta(days=n)
        return pipeline.run(self.load(**more), lambda *_: None, now=now, full=full)

    def erase(self, *ids, values=(), dry_run=False):
        return erase(self.load(), self.file("ids", ids), self.file("values", values),
                     dry_run=dry_run)  # fmt: skip

    def file(self, name, lines):
        if not lines:
            return None
        path = self.folder / f"{name}.txt"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    def runs(self):
        return sorted(path.name for path in (self.out / "runs").iterdir())

    def latest(self):
        return runs.latest(self.out)

    def ledger(self, run=None):
        files = (run or self.latest()) / "audit" / "ledger" / "*.parquet"
        return pl.read_parquet(files)

    def texts(self):
        """Answers in the data set, and in the format files of the latest run."""
        rows = etl.open_dataset(self.out).collect()
        data = sorted(rows["messages"].list.last().struct.field("content"))
        shards = sorted((self.latest() / "openai").glob("*.jsonl"))
        lines = [json.loads(line) for shard in shards for line in shard.read_bytes().splitlines()]
        assert sorted(line["messages"][-1]["content"] for line in lines) == data
        return data


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def said(n):
    return ANSWER.format(n=n * 104729)


def of(user, n, **more):
    return call(n, **more) | {"user": user}


def longer(n, user):
    """The conversation of `of(user, n)`, one turn on."""
    line = of(user, n)
    line["request"]["messages"] += [
        {"role": "assistant", "content": said(n)},
        {"role": "user", "content": "Thank you. And who brings it to my door?"},
    ]
    line["response"]["id"] += "-2"
    line["response"]["choices"][0]["message"]["content"] = (
        f"The driver of tour {n} will bring it, in the late morning hours."
    )
    return line


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# Refused, and nothing changed.


def test_nobody_is_found_by_a_key_that_is_derived_from_the_input(job, monkeypatch):
    monkeypatch.delenv("ETL_KEY", raising=False)
    job.keys.pop("state")
    job.run(0, of(ANN, 1))
    with pytest.raises(ConfigError, match="derived"):
        job.erase(ANN)
    job.keys["state"] = "state"
    with pytest.raises(ConfigError, match="derived"):
        job.erase(ANN)
    assert not job.state.exists()  # no key is made for it


def test_runs_of_another_key_are_named_and_nothing_is_done(job, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "one")
    run = job.run(0, of(ANN, 1))["run_id"]
    monkeypatch.setenv("ETL_KEY", "two")
    with pytest.raises(ConfigError, match=f"{run} was made with key"):
        job.erase(ANN)
    assert not blocklist.lists(job.load())[0].path.exists()


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t\n", b"\xef\xbb\xbf\n", b"\xff\xfe\xff", None])
def test_a_file_that_names_nobody_is_a_fault(job, content):
    path = job.folder / "ids.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^ids\.txt: "):
        erase(job.load(), path, None)
    assert not job.out.exists()


@pytest.mark.parametrize("value", ["Ann", "1984", "明"])
def test_a_value_that_stands_in_anybodys_text_is_refused_by_its_number(job, monkeypatch, value):
    monkeypatch.setenv("ETL_KEY", "one")
    with pytest.raises(ConfigError, match="value 2 is too short") as error:
        job.erase(values=["long enough", value])
    assert value not in str(error.value)


def test_a_run_at_work_is_not_disturbed(job):
    job.run(0, of(ANN, 1))
    with commit.lock(job.out), pytest.raises(LockedError):
        job.erase(ANN)


def test_ids_that_no_run_knows_change_no_run_and_are_blocked_all_the_same(job):
    run = job.run(0, of(ANN, 1))["run_id"]
    before = digests(job.out / "runs" / run)
    told = job.erase("nobody-1", "nobody-2")
    assert (told["unknown"], told["conversations"], told["runs"], told["hits"]) == (2, 0, {}, 0)
    assert job.runs() == [run]
    assert digests(job.out / "runs" / run) == before
    assert told["blocked"] == len({v for _, v in blocklist.known(job.load())}) == 2
    assert blocklist.lists(job.load())[0].path.stat().st_mode & 0o777 == 0o600


def test_a_dry_run_tells_what_would_go_and_changes_nothing(job):
    run = job.run(0, of(ANN, 1), of("bob", 2))["run_id"]
    job.file("ids", [ANN])
    before = names(job.folder)
    told = job.erase(ANN, dry_run=True)
    assert names(job.folder) == before
    assert (told["conversations"], list(told["runs"]), told["unknown"]) == (1, [run], 0)


# Erased.


def test_a_person_leaves_every_run_of_a_set_and_all_others_stay_as_they_were(job):
    first = job.run(0, of(ANN, 1), of("bob", 2), of("cy", 3))
    second = job.run(1, of("dan", 4), longer(2, "bob"))
    third = job.run(2, of(ANN, 5), of("eve", 6))
    shard = f"train-{second['run_id']}.jsonl"
    inode = (job.latest() / "openai" / shard).stat().st_ino
    told = job.erase(ANN, "unknown")
    old = [run["run_id"] for run in (first, second, third)]
    assert (told["ids"], told["unknown"], told["conversations"]) == (2, 1, 2)
    assert list(told["runs"]) == old
    new = list(told["runs"].values())
    assert job.runs() == sorted(new)
    assert [name[:17] for name in new] == [name[:17] for name in old]
    assert sorted(p.name for p in job.state.glob("2*")) == sorted(new)
    assert job.texts() == sorted(
        [
            said(3),
            said(4),
            said(6),
            "The driver of tour 2 will bring it, in the late morning hours.",
        ]
    )
    manifest = runs.read(job.latest())
    assert manifest["set"] == {"runs": new}
    assert (manifest["run_id"], manifest["previous"]) == (new[2], new[1])
    assert manifest["replaces"] == old[2]
    shards = [job.out / "runs" / run / "openai" / f"train-{new[0]}.jsonl" for run in new]
    assert shards[1].stat().st_ino == shards[2].stat().st_ino  # one file in many runs stays one
    untouched = job.latest() / "openai" / f"train-{new[1]}.jsonl"
    assert untouched.stat().st_ino == inode


def test_the_ledger_and_the_counts_of_a_successor_say_what_was_erased(job):
    job.run(
        0, of(ANN, 1), of("bob", 1), of("bob", 2), "{broken", adapt={"max_unreadable_fraction": 1}
    )
    before = job.ledger()
    told = job.erase(ANN)
    run = job.latest()
    after = job.ledger()
    assert after.drop(
        "fate", "stage", "reasons", "kept_as", "call_key", "cluster_id", "split"
    ).equals(before.drop("fate", "stage", "reasons", "kept_as", "call_key", "cluster_id", "split"))
    lines = after.select("fate", "stage", "reasons", "kept_as", "split").rows()
    assert lines[0] == ("dropped", None, ["erased"], None, None)
    assert lines[1] == ("dropped", "dedup", ["exact_duplicate"], None, None)  # stays dropped
    assert lines[2:] == before.select("fate", "stage", "reasons", "kept_as", "split").rows()[2:]
    manifest = runs.read(run)
    counts = manifest["counts"]
    assert [counts[k] for k in ("input", "kept", "dropped", "quarantined", "erased")] == [
        4,
        1,
        2,
        1,
        1,
    ]
    assert counts["splits"] == {"train": 1}
    assert counts["formats"] == {"openai": 1, "alpaca": 1}
    assert manifest["files"] == checkpoint.entries(run)[: len(manifest["files"])]
    assert f"{next(iter(told['runs'].values()))}" in (run / "README.md").read_text()


def test_the_state_forgets_them_and_the_next_run_goes_on_from_it(job):
    job.run(0, of(ANN, 1), of("bob", 2))
    job.run(1, of(ANN, 3), of("cy", 4))
    job.erase(ANN)
    rows = pl.read_parquet(sorted(job.state.glob("2*/rows.parquet")))
    assert rows.height == 2
    assert set(rows["run_id"]) == set(job.runs())
    for path in job.state.glob("2*/keys-*.parquet"):
        assert pl.read_parquet(path)["ordinal"].is_in(rows["ordinal"].implode()).all()
    manifest = job.run(2, of("cy", 4), of("dan", 5), longer(2, "bob"))
    assert manifest["counts"]["kept"] == 2  # of cy's line a copy is known
    assert len(manifest["set"]["runs"]) == 3
    assert len(job.texts()) == 3


def test_an_erased_person_does_not_come_back(job):
    job.run(0, of(ANN, 1), of("bob", 2))
    job.erase(ANN)
    manifest = job.run(1, of(ANN, 3), of("cy", 4))
    assert manifest["counts"]["stages"]["adapt"]["reasons"] == {"opted_out": 1}
    manifest = job.run(2, of("dan", 5), full=True)
    assert said(1) not in job.texts()


def test_without_state_runs_that_never_held_them_are_left_alone(job, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "mine")
    job.keys.pop("state")
    job.run(0, of(ANN, 1), of("bob", 2), name="d")
    second = job.run(1, of("bob", 2), of("cy", 3), name="d")["run_id"]
    before = digests(job.out / "runs" / second)
    told = job.erase(ANN)
    assert len(told["runs"]) == 1
    assert job.latest().name == second
    assert digests(job.latest()) == before
    (other,) = (job.out / "runs" / run for run in told["runs"].values())
    assert len((other / "openai" / "train.jsonl").read_text().splitlines()) == 1
    assert pl.read_parquet(other / "data").height == 1


def test_a_run_that_held_nobody_else_is_left_without_rows(job):
    job.run(0, of(ANN, 1))
    job.erase(ANN)
    assert job.texts() == []
    assert not list((job.latest() / "data").rglob("*.parquet"))
    assert job.run(1, of("bob", 2))["counts"]["kept"] == 1


@pytest.mark.parametrize(
    "content",
    [f"{ANN}\r\n\r\n42\r\n", f"\ufeff{ANN}\n  \n42", f"\n\n  {ANN}\t\n42\n42\n", f"42\r{ANN}\r"],
)
def test_ids_are_read_as_people_save_them(job, content):
    job.run(0, of(ANN, 1), of(42, 2), of("bob", 3))
    path = job.folder / "ids.txt"
    path.write_text(content, encoding="utf-8", newline="")
    told = erase(job.load(), path, None)
    assert (told["ids"], told["unknown"], told["conversations"]) == (2, 0, 2)
    assert job.texts() == [said(3)]


def test_a_document_of_a_snapshot_does_not_come_back(job):
    source = {"type": "jsonl", "path": "logs/*.jsonl", "mode": "snapshot", "key": "_id"}
    job.keys["sources"] = [source]
    lines = [of(ANN, 1) | {"_id": "a"}, of("bob", 2) | {"_id": "b"}]
    job.run(0, *lines, name="dump")
    job.erase(ANN)
    manifest = job.run(1, of("cy", 3) | {"_id": "c"}, *lines, name="dump")
    assert manifest["counts"]["input"] == 2  # Ann's, which is barred, and Cy's
    assert job.texts() == sorted([said(2), said(3)])


# By value.


PHONE = "Please call me under 0912 345 678 when the parcel number {} is there."


def test_lines_of_a_run_that_retention_removed_go_from_the_runs_that_still_hold_them(job):
    first = job.run(0, of(ANN, 1), of("bob", 2))["run_id"]
    second = job.run(5, of("cy", 3))["run_id"]
    job.run(182, of("dan", 4), retention="180d")
    shard = job.out / "runs" / second / "openai" / f"train-{first}.jsonl"
    assert said(1) in shard.read_text()
    told = job.erase(ANN)
    assert second in told["runs"]
    assert job.texts() == sorted([said(3), said(4)])
    assert not [p for p in job.out.rglob("*.jsonl") if said(1) in p.read_text()]
    assert job.erase(ANN)["runs"] == {}


@pytest.mark.parametrize("value", ["0912345678", "+886 912-345-678", "０９１２３４５６７８"])
def test_a_number_that_scrub_replaced_is_found_in_another_spelling(job, value):
    job.run(0, of("a", 1, prompt=PHONE.format(1)), of("b", 2))
    told = job.erase(values=[value])
    assert (told["values"], told["conversations"]) == (1, 1)
    assert job.texts() == [said(2)]
    manifest = job.run(1, of("c", 3, prompt=PHONE.format(3)), of("d", 4))
    assert manifest["counts"]["stages"]["scrub"]["reasons"] == {"erased": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My name is Zarquon Beeblebrox, where is it?", "Zarquon Beeblebrox"),
        ("Write to Mei.Chen@Shop.Example about it.", "mei.chen@shop.example"),
        ("我是王小明，我的包裹在哪里？請告訴我。", "王小明"),
        ('The box says "Zarquon/7" in red.', 'says "Zarquon/7"'),
    ],
)
def test_a_value_that_scrub_missed_is_found_in_the_text(job, text, value):
    plain = {"scrub": False}
    job.keys |= plain
    job.run(0, of("a", 1, prompt=text), of("b", 2))
    assert job.erase(values=[value])["conversations"] == 1
    assert job.texts() == [said(2)]


def test_a_value_within_json_within_a_call_is_found_in_every_spelling():
    key, value = b"k" * 32, '王小明 "Ming"/7'
    who = _sought.sought([], [value], key)
    inner = json.dumps({"name": value})
    texts = [value, inner, json.dumps(inner), json.dumps(inner, ensure_ascii=False),
             json.dumps(json.dumps(inner)), inner.replace("/", "\\/"),
             json.dumps({"name": value}, ensure_ascii=False),
             json.dumps({"name": value}).replace("\\u738b", "\\u738B").replace("\\u660e", "\\u660E")
             .replace("\\u5c0f", "\\u5C0F")]  # fmt: skip
    found = pl.DataFrame({"text": [*texts, "王小華", None]}).select(
        _sought.holds(pl.col("text"), who)
    )
    assert found.to_series().to_list() == [True] * len(texts) + [False, None]


# Work, proof, command.


def test_raw_text_of_this_output_in_work_goes_and_that_of_others_stays(job):
    job.keys["work"] = "work"
    run = job.run(0, of(ANN, 1), write={"keep_frames": True})["run_id"]
    work = job.folder / "work"
    assert (work / run / "frames").is_dir()
    other = work / "20260101T000000Z-0000aa"
    other.mkdir()
    (other / "run.json").write_text(json.dumps({"output": "elsewhere"}))
    (job.state / "20260101T000000Z-0000bb").mkdir()
    (job.out / "runs" / ".20260101T000000Z-0000bb").mkdir()
    told = job.erase("nobody")
    assert told["cleared"] == 1
    assert any(line.startswith(f"work/{other.name}: ") for line in told["beyond_reach"])
    assert list(work.iterdir()) == [other]
    assert (job.runs(), [p.name for p in job.state.glob("2*")]) == ([run], [run])


def test_raw_text_of_a_run_that_failed_is_found_after_all_was_moved(job):
    job.keys["work"] = "work"
    job.run(0, of("bob-1", 1))
    with pytest.raises(GateError):
        job.run(1, of(ANN, 2), gates={"min_new_rows": 100})
    remote.kept_objects(job.load()).mkdir(parents=True)
    moved = Job(job.folder.rename(job.folder.with_name("moved")))
    moved.keys["work"] = "work"
    assert moved.erase(ANN)["cleared"] == 1
    assert [path for path in (moved.folder / "work").rglob("*") if path.is_file()] == []
    assert not remote.kept_objects(moved.load()).exists()


def test_what_lies_in_work_and_is_of_nobody_known_is_told(job):
    job.keys["work"] = "work"
    job.run(0, of(ANN, 1))
    with pytest.raises(GateError):
        job.run(1, of("bob-1", 2), gates={"min_new_rows": 100})
    (half,) = (job.folder / "work").iterdir()
    (half / "run.json").write_bytes(b"\0" * 20)
    assert any(line.startswith(f"work/{half.name}: ") for line in job.erase(ANN)["beyond_reach"])


@pytest.mark.parametrize("place", ["out/notes.txt", "out/runs/x.parquet", "state/x.jsonl"])
def test_what_is_left_of_them_anywhere_fails_the_proof_and_is_not_shown(job, place):
    job.run(0, of(ANN, 1))
    value = "Zarquon Beeblebrox"
    path = job.folder / place
    if path.suffix == ".parquet":
        pl.DataFrame({"a": [[{"b": None}, {"b": f"I am {value}."}]]}).write_parquet(path)
    else:
        path.write_bytes(b"x" * ((8 << 20) - 5) + json.dumps(value).encode())  # across two blocks
    with pytest.raises(GateError, match=f"{path.name}: still holds .* in 1 places") as error:
        job.erase(values=[value])
    assert value not in str(error.value)


def test_the_user_key_of_an_erased_person_stands_nowhere(job):
    job.run(0, of(ANN, 1), of("bob", 2))
    (key,) = (row["user_key"] for row in etl.open_dataset(job.out).collect().rows(named=True)
              if row["messages"][-1]["content"] == said(1))  # fmt: skip
    (job.out / "left.txt").write_text(key)
    with pytest.raises(GateError, match=r"left\.txt"):
        job.erase(ANN)
    (job.out / "left.txt").unlink()
    told = job.erase(ANN)
    assert (told["hits"], told["conversations"], told["runs"]) == (0, 0, {})
    assert key in {v for _, v in blocklist.known(job.load())}


def test_the_command_proves_it_says_what_it_cannot_reach_and_shows_no_id(job):
    job.run(0, of(ANN, 1), of("bob", 2))
    job.load()
    at, ids = str(job.folder / "config.yaml"), str(job.file("ids", [ANN, "bob"]))
    shown = CliRunner().invoke(verb.command, [at, "--user-id-file", ids, "--dry-run"])
    assert "2 conversations would be removed" in shown.stdout
    shown = CliRunner().invoke(verb.command, [at, "--user-id-file", ids])
    assert shown.exit_code == 0
    assert "2 conversations removed" in shown.stdout
    assert ", 0 hits" in shown.stdout
    assert "models that were trained on them" in shown.stdout
    assert ANN not in shown.output
    shown = CliRunner().invoke(verb.command, [at, "--user-id-file", ids, "--format", "json"])
    told = json.loads(shown.stdout)
    assert (told["conversations"], told["hits"]) == (0, 0)
    assert CliRunner().invoke(verb.command, [at]).exit_code == 2


# Killed.


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """An output of two runs with state, with a key that is the same each time."""
    job = Job(tmp_path_factory.mktemp("before"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ETL_KEY", "the same")
        job.run(0, of(ANN, 1), of("bob", 2))
        job.run(1, of(ANN, 3), of("cy", 4), write={"keep_frames": True})
    return job.folder


def copied(before, folder):
    shutil.copytree(before, folder, symlinks=True)
    job = Job(folder)
    job.keys["write"] = {"keep_frames": True}
    return job


def ended(job):
    """Everything that must be the same in the end."""
    told = [digests(job.out / "runs" / run) for run in job.runs()]
    state = sorted(p.relative_to(job.state).as_posix() for p in job.state.rglob("*"))
    return (
        job.runs(),
        job.latest().name,
        told,
        state,
        {v for _, v in blocklist.known(job.load())},
        job.texts(),
    )


MOMENTS = [(Path, "rename"), (Path, "replace"), (Path, "symlink_to"), (shutil, "rmtree")]


def killing(patch, at):
    """Die before step `at`: a rename, a switch, a removal; the steps that were done are counted."""
    done = []

    def step(real):
        def do(*args, **keys):
            if len(done) == at:
                raise SystemExit(137)
            done.append(real)
            return real(*args, **keys)

        return do

    for owner, name in MOMENTS:
        patch.setattr(owner, name, step(getattr(owner, name)))
    return done


def test_killed_at_any_step_and_begun_again_it_ends_the_same(before, tmp_path, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "the same")
    clean = copied(before, tmp_path / "clean")
    with pytest.MonkeyPatch.context() as patch:
        steps = killing(patch, -1)
        clean.erase(ANN)
    wanted = ended(clean)
    assert wanted[-1] == sorted([said(2), said(4)])
    for at in range(len(steps)):
        job = copied(before, tmp_path / f"killed-{at}")
        with pytest.MonkeyPatch.context() as patch:
            killing(patch, at)
            with pytest.raises(SystemExit):
                job.erase(ANN)
        assert len(job.texts()) in {2, 4}  # as it was, or as it will be
        job.erase(ANN)
        assert ended(job) == wanted, at
    assert len(steps) > 8


def test_a_run_between_a_killed_erasure_and_the_next_does_no_harm(before, tmp_path, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "the same")
    wanted = sorted([said(2), said(4), said(6)])
    for at in (2, 4, 5, 6, 8):
        job = copied(before, tmp_path / f"killed-{at}")
        with pytest.MonkeyPatch.context() as patch, suppress(SystemExit):
            killing(patch, at)
            job.erase(ANN)
        manifest = job.run(2, of(ANN, 5), of("dan", 6))
        assert manifest["counts"]["kept"] == 1
        job.erase("bob-is-not-here", ANN)
        assert job.texts() == wanted
        assert len(job.runs()) == 3


@pytest.mark.parametrize("change", ["another key", "no key", "no state"])
def test_a_run_that_could_not_recognise_the_erased_is_refused(job, monkeypatch, change):
    monkeypatch.setenv("ETL_KEY", "one")
    job.run(0, of(ANN, 1), of("bob-1", 2))
    job.erase(ANN)
    if change == "no state":  # the list stands by the output too
        manifest = job.run(1, of(ANN, 3), of("bob-1", 4), state=None)
        assert manifest["counts"]["stages"]["adapt"]["reasons"] == {"opted_out": 2}
        return
    monkeypatch.setenv("ETL_KEY", "other") if change == "another key" else monkeypatch.delenv(
        "ETL_KEY"
    )
    with pytest.raises(ConfigError, match=r"they would come back|known by it alone"):
        job.run(1, of(ANN, 3), full=True)


def test_objects_fetched_for_a_run_that_failed_are_erased_too(job):
    job.run(0, of(ANN, 1), of("bob-1", 2))
    raw = remote.kept_objects(job.load()) / "fetched"
    raw.parent.mkdir(parents=True)
    raw.write_text("raw text")
    job.erase(ANN)
    assert not raw.exists()
