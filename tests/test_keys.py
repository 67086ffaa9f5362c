"""The key of a state: whole or refused, so that nobody can compute a hash."""

import pytest
from calls import call, write_config, write_lines

from etl import blocklist, config, disk, keyfile, keys, pipeline
from etl.errors import ConfigError, StorageError

WHOLE = b"5f" * 32 + b"\n"
DAMAGED = [b"", b"\n", b"ab\n", WHOLE[:-2], WHOLE[:-3] + b"\n", b"ab" + WHOLE, WHOLE * 2, b"\0" * 65,
           WHOLE.replace(b"5f", b"zz"), WHOLE.replace(b"5f", b"5 "), b"\xff" * 65, b"\n" + WHOLE]  # fmt: skip


@pytest.fixture
def job(tmp_path, monkeypatch):
    monkeypatch.delenv("ETL_KEY", raising=False)
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    return config.load(write_config(tmp_path, state="state"))


@pytest.mark.parametrize("text", DAMAGED)
def test_what_is_no_whole_key_is_refused_and_said_what_to_do(job, text):
    job.state.mkdir()
    (job.state / "key").write_bytes(text)
    with pytest.raises(ConfigError, match=r"^state/key: damaged, .*; restore .*--full") as error:
        keys.lasting(job)
    assert "\n" not in str(error.value)
    assert (job.state / "key").read_bytes() == text


@pytest.mark.parametrize("full", [False, True])
def test_a_run_whose_key_was_emptied_publishes_nothing(job, full):
    first = pipeline.run(job, lambda *_: None)
    whole = (job.state / "key").read_bytes()
    (job.state / "key").write_bytes(b"")
    write_lines(job.folder / "logs" / "b.jsonl", call(2))
    with pytest.raises(ConfigError, match=r"^state/key: damaged"):
        pipeline.run(job, lambda *_: None, full=full)
    assert (job.output / "latest").resolve().name == first["run_id"]
    (job.state / "key").write_bytes(whole)
    assert pipeline.run(job, lambda *_: None)["key_id"] == first["key_id"]


def test_a_key_that_is_made_is_whole_new_and_its_owners_alone(job):
    key = keys.lasting(job)
    assert len(key) == 32
    assert key == keys.lasting(job)
    assert (job.state / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in job.state.iterdir()] == ["key"]
    assert keyfile.decoded(keyfile.new()) != key


def test_a_key_restored_by_an_editor_is_taken(job):
    job.state.mkdir()
    (job.state / "key").write_bytes(WHOLE.strip() + b"\r\n\n")
    assert keys.lasting(job) == b"\x5f" * 32


def test_a_key_cut_off_while_it_was_written_is_none(tmp_path):
    (tmp_path / ".key.new").write_bytes(b"5f")
    disk.put(tmp_path / "key", WHOLE)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("key", WHOLE)]


def test_a_key_that_fails_to_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    disk.put(tmp_path / "key", WHOLE)

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.disk.sync", full)
    with pytest.raises(OSError, match="No space"):
        disk.put(tmp_path / "key", keyfile.new())
    assert (tmp_path / "key").read_bytes() == WHOLE


def test_a_key_that_cannot_be_read_is_a_matter_of_storage(job):
    (job.state / "key").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"^state/key: cannot be read"):
        keys.lasting(job)


@pytest.mark.parametrize("full", [False, True])
def test_a_lost_key_is_not_made_anew_in_silence(job, full):
    first = pipeline.run(job, lambda *_: None)
    (job.state / "key").rename(job.folder / "backup")
    write_lines(job.folder / "logs" / "b.jsonl", call(2))
    if full:
        assert pipeline.run(job, lambda *_: None, full=True)["key_id"] != first["key_id"]
        return
    with pytest.raises(ConfigError, match=r"^state/key: it is not there; name .*--full"):
        pipeline.run(job, lambda *_: None)
    assert not (job.state / "key").exists()
    (job.folder / "backup").rename(job.state / "key")
    assert pipeline.run(job, lambda *_: None)["key_id"] == first["key_id"]


def test_no_key_is_made_in_the_place_of_one_by_which_people_were_erased(job):
    pipeline.run(job, lambda *_: None)
    (job.state / "key").unlink()
    blocklist.add(job.output / ".erased", {("0123abcd", "00" * 10)})
    with pytest.raises(ConfigError, match="known by it alone"):
        pipeline.run(job, lambda *_: None, full=True)
    assert not (job.state / "key").exists()
