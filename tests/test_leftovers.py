"""What a run removes before it begins: what others left, and nothing else."""

from datetime import UTC, datetime

import pytest
from calls import write_config

from etl import attempt, config, leftovers

NOW = datetime(2026, 3, 4, tzinfo=UTC)
RUN = "20260301T020000Z-1a2b3c"
BEGUN = datetime(2026, 3, 1, 2, tzinfo=UTC)


def begin(tmp_path, key="k", run_id=RUN, *, output="out"):
    return attempt.begin(
        tmp_path / "work", tmp_path / output, key, run_id, BEGUN, resume=True
    ).folder


def sweep(tmp_path, keep_failed, **keys):
    loaded = config.load(write_config(tmp_path, keep_failed=keep_failed, **keys))
    return leftovers.sweep(loaded, NOW)


def test_only_what_runs_of_this_output_left_is_swept(tmp_path):
    work, out = tmp_path / "work", tmp_path / "out"
    failed = begin(tmp_path)
    done = begin(tmp_path, "b", RUN.replace("1a2b3c", "bbbbbb"))
    framed = begin(tmp_path, "c", RUN.replace("1a2b3c", "cccccc"))
    foreign = begin(tmp_path, "d", RUN.replace("1a2b3c", "dddddd"), output="other")
    stays = [framed / "frames", foreign / "read", work / "mine", out / "runs" / ".git"]
    left = [done / "read", framed / "read", out / "runs" / f".{RUN}"]
    for path in (*stays, *left, out / "runs" / done.name, out / "runs" / framed.name):
        path.mkdir(parents=True)
    sweep(tmp_path, "4d", work="work")
    assert [path for path in left if path.exists()] == []
    assert [path for path in (*stays, failed) if not path.exists()] == []
    sweep(tmp_path, "2d", work="work")
    assert not failed.exists()
    assert foreign.exists()


@pytest.mark.parametrize(
    "card", [b"{}", b"[]", b'{"key":"k","output":"o","started_at":"then"}', b""]
)
def test_a_folder_with_an_odd_card_stops_no_run(tmp_path, card):
    work = tmp_path / "out" / ".private"
    (work / RUN / "read").mkdir(parents=True)
    (work / RUN / attempt.CARD).write_bytes(card)
    sweep(tmp_path, "4d")
    assert not (work / RUN).exists()


def test_an_output_that_was_moved_still_knows_its_attempts(tmp_path):
    first = begin(tmp_path).parent
    (tmp_path / "out").mkdir(exist_ok=True)
    first.rename(tmp_path / "out" / ".private")
    moved = (tmp_path / "out").rename(tmp_path / "moved")
    sweep(tmp_path, "2d", output="moved")
    assert list((moved / ".private").iterdir()) == []
