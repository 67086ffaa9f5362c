import shutil

import pytest

from etl import checkpoint


def filled(folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "a.jsonl").write_text("{}\n{}\n")
    return {"rows": 2}


def test_what_is_committed_is_not_done_again(tmp_path):
    times = []

    def fill(folder):
        times.append(1)
        return filled(folder)

    assert [checkpoint.once(tmp_path / "p", fill) for _ in "ab"] == [{"rows": 2}] * 2
    assert len(times) == 1


def test_a_folder_that_was_left_half_filled_counts_for_nothing_and_is_made_anew(tmp_path):
    def broken(folder):
        (folder / "left").write_text("x")
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any
        checkpoint.once(tmp_path / "p", broken)
    assert checkpoint.read(tmp_path / "p") is None
    checkpoint.once(tmp_path / "p", filled)
    assert not (tmp_path / "p" / "left").exists()


@pytest.mark.parametrize("damage", ["a.jsonl", "shorter", "gone", "manifest", "no manifest"])
def test_a_damaged_folder_is_found_by_its_checksums_and_redone(tmp_path, damage):
    checkpoint.commit(tmp_path / "p", filled)
    file, manifest = tmp_path / "p" / "deep" / "a.jsonl", tmp_path / "p" / "manifest.json"
    match damage:
        case "a.jsonl":
            file.write_text("{}\n[]\n")  # as long as before
        case "shorter":
            file.write_text("{}\n")
        case "gone":
            shutil.rmtree(file.parent)
        case "manifest":
            manifest.write_text("{")
        case "no manifest":
            manifest.unlink()
    assert checkpoint.read(tmp_path / "p") is None
    checkpoint.once(tmp_path / "p", filled)
    assert file.read_text() == "{}\n{}\n"


def test_an_empty_folder_can_be_committed(tmp_path):
    assert checkpoint.once(tmp_path / "p", lambda _: None) is None
    manifest = checkpoint.read(tmp_path / "p")
    assert (manifest["told"], manifest["files"]) == (None, [])


def test_a_changed_manifest_is_found_by_its_own_digest(tmp_path):
    checkpoint.commit(tmp_path / "p", lambda _: {"next_part": 3})
    path = tmp_path / "p" / "manifest.json"
    path.write_text(path.read_text().replace('"next_part":3', '"next_part":4'))
    assert checkpoint.read(tmp_path / "p") is None


def test_entries_known_before_are_not_made_again(tmp_path):
    filled(tmp_path)
    known = {"deep/a.jsonl": {"path": "deep/a.jsonl", "sha256": "as said"}}
    assert checkpoint.entries(tmp_path, known) == list(known.values())
    (entry,) = checkpoint.entries(tmp_path)
    assert (entry["rows"], entry["bytes"]) == (2, 6)
