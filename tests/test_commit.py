import json
import stat

import polars as pl
import pytest

from etl import checkpoint, commit, runs
from etl.errors import LockedError, StorageError

RUN = "20260301T020000Z-1a2b3c"


def staged(output):
    folder = output / "runs" / f".{RUN}"
    (folder / "openai").mkdir(parents=True)
    (folder / "openai" / "train.jsonl").write_text('{"a":1}\n{"a":2}\n')
    pl.DataFrame({"x": [1, 2, 3]}).write_parquet(folder / "x.parquet")
    return folder


def test_a_second_run_is_refused_while_the_first_holds_the_lock(tmp_path):
    with commit.lock(tmp_path), pytest.raises(LockedError, match="another run"):
        commit.lock(tmp_path).__enter__()
    with commit.lock(tmp_path):
        pass


def test_a_staged_run_is_visible_only_once_it_is_whole(tmp_path):
    folder = staged(tmp_path)
    assert runs.latest(tmp_path) is None
    final = commit.publish(folder, {"run_id": RUN}, tmp_path)
    assert final == tmp_path / "runs" / RUN
    assert not folder.exists()
    assert json.loads((final / "manifest.json").read_text()) == {"run_id": RUN}
    assert runs.latest(tmp_path) == final
    assert str((tmp_path / "latest").readlink()) == f"runs/{RUN}"


def test_latest_is_switched_to_the_new_run(tmp_path):
    commit.publish(staged(tmp_path), {"run_id": RUN}, tmp_path)
    newer = RUN.replace("T02", "T03")
    commit.publish(staged(tmp_path), {"run_id": newer}, tmp_path)
    assert runs.latest(tmp_path).name == newer
    assert (tmp_path / "runs" / RUN).is_dir()


def test_where_there_are_no_links_a_file_names_the_latest_run(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr("pathlib.Path.symlink_to", refuse)
    final = commit.publish(staged(tmp_path), {"run_id": RUN}, tmp_path)
    assert (tmp_path / "LATEST").read_text() == f"{RUN}\n"
    assert runs.latest(tmp_path) == final


def test_every_file_is_listed_with_its_rows_and_digest(tmp_path):
    told = {f["path"]: f for f in checkpoint.entries(staged(tmp_path))}
    assert told["openai/train.jsonl"]["rows"] == 2
    assert told["openai/train.jsonl"]["bytes"] == 16
    assert told["x.parquet"]["rows"] == 3
    assert len(told["x.parquet"]["sha256"]) == 64


def test_a_folder_in_the_way_of_latest_is_told_before_anything_is_read(tmp_path):
    (tmp_path / "latest").mkdir()
    with pytest.raises(StorageError, match="latest: a folder is in the way"):
        commit.lock(tmp_path).__enter__()


def test_the_lock_file_is_private(tmp_path):
    with commit.lock(tmp_path):
        assert stat.S_IMODE((tmp_path / ".lock").stat().st_mode) == 0o600


def test_a_latest_that_names_no_run_is_told_and_never_taken_for_a_new_output(tmp_path):
    final = commit.publish(staged(tmp_path), {"run_id": RUN}, tmp_path)
    final.rename(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="names a run that is not there"):
        runs.latest(tmp_path)
