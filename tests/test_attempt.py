from datetime import UTC, datetime, timedelta

import pytest

from etl import attempt

NOW = datetime(2026, 3, 4, tzinfo=UTC)
RUN = "20260301T020000Z-1a2b3c"
BEGUN = datetime(2026, 3, 1, 2, tzinfo=UTC)


def begin(tmp_path, key="k", run_id=RUN, *, resume=True, output="out"):
    return attempt.begin(tmp_path / "work", tmp_path / output, key, run_id, BEGUN, resume=resume)


def test_the_same_key_goes_on_under_the_name_and_time_of_the_first_try(tmp_path):
    first = begin(tmp_path)
    (first.folder / "read").mkdir()
    later = NOW.strftime("%Y%m%dT%H%M%SZ-1a2b3c")
    again = attempt.begin(tmp_path / "work", tmp_path / "out", "k", later, NOW, resume=True)
    assert again == first
    assert (again.folder / "read").is_dir()


def test_another_key_or_no_resume_begins_anew(tmp_path):
    first = begin(tmp_path)
    (first.folder / "read").mkdir()
    other = begin(tmp_path, "other", RUN.replace("1a2b3c", "ffffff"))
    assert other.folder != first.folder
    assert not (begin(tmp_path, resume=False).folder / "read").exists()


def test_another_outputs_attempt_is_never_gone_on_with(tmp_path):
    first = begin(tmp_path)
    other = begin(tmp_path, "k", RUN.replace("1a2b3c", "000000"), output="other")
    assert other.run_id != first.run_id


def test_only_what_runs_of_this_output_left_is_swept(tmp_path):
    work, out = tmp_path / "work", tmp_path / "out"
    failed = begin(tmp_path).folder
    done = begin(tmp_path, "b", RUN.replace("1a2b3c", "bbbbbb")).folder
    framed = begin(tmp_path, "c", RUN.replace("1a2b3c", "cccccc")).folder
    foreign = begin(tmp_path, "d", RUN.replace("1a2b3c", "dddddd"), output="other").folder
    stays = [framed / "frames", foreign / "read", work / "mine", out / "runs" / ".git"]
    left = [done / "read", framed / "read", out / "runs" / f".{RUN}"]
    for path in (*stays, *left, out / "runs" / done.name, out / "runs" / framed.name):
        path.mkdir(parents=True)
    attempt.sweep(work, out, NOW, timedelta(days=4))
    assert [path for path in left if path.exists()] == []
    assert [path for path in (*stays, failed) if not path.exists()] == []
    attempt.sweep(work, out, NOW, timedelta(days=2))
    assert not failed.exists()
    assert foreign.exists()


def test_the_key_depends_on_the_code_and_its_libraries(monkeypatch):
    before = attempt.key_of("a")
    assert before == attempt.key_of("a") != attempt.key_of("b")
    monkeypatch.setattr(attempt, "code", lambda: "other code")
    assert attempt.key_of("a") != before
    monkeypatch.undo()
    monkeypatch.setattr(attempt, "versions", lambda: {"polars": "9"})
    assert attempt.key_of("a") != before


@pytest.mark.parametrize(
    "card", [b"{}", b"[]", b'{"key":"k","output":"o","started_at":"then"}', b""]
)
def test_a_folder_with_an_odd_card_stops_no_run(tmp_path, card):
    work = tmp_path / "out" / ".private"
    (work / RUN / "read").mkdir(parents=True)
    (work / RUN / attempt.CARD).write_bytes(card)
    attempt.sweep(work, tmp_path / "out", NOW, timedelta(days=4))
    assert not (work / RUN).exists()


def test_an_output_that_was_moved_still_knows_its_attempts(tmp_path):
    first = begin(tmp_path, output="out").folder.parent
    (tmp_path / "out").mkdir(exist_ok=True)
    first.rename(tmp_path / "out" / ".private")
    moved = (tmp_path / "out").rename(tmp_path / "moved")
    attempt.sweep(moved / ".private", moved, NOW, timedelta(days=2))
    assert list((moved / ".private").iterdir()) == []
