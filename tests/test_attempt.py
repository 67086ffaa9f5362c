from datetime import UTC, datetime

from etl import attempt, origin

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


def test_the_key_depends_on_the_code_and_its_libraries(monkeypatch):
    before = attempt.key_of("a")
    assert before == attempt.key_of("a") != attempt.key_of("b")
    monkeypatch.setattr(origin, "code", lambda: "other code")
    assert attempt.key_of("a") != before
    monkeypatch.undo()
    monkeypatch.setattr(origin, "versions", lambda: {"polars": "9"})
    assert attempt.key_of("a") != before
