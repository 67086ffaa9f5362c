"""A disk that fills up: exit 74, nothing published, and the same command succeeds once there is room."""
# ruff: noqa: S607 - `unshare` and `cp` of the system

import os
import subprocess
import sys

import pytest
from small_logs import SOURCES, day, write_lines
from stem import ROOT, at, latest, left_over, visible
from stem import config as written

NAMES = ("out", *(pytest.param(name, marks=pytest.mark.long) for name in ("private", "state")))
KEY = {"ETL_KEY": "k"}

# Run in a mount namespace of its own: what is mounted there is gone with the process.
INSIDE = """
set -e
mount -t tmpfs -o size=2m,mode=700 tmpfs "$1"
cp -a "$1.saved/." "$1" 2>/dev/null || true
head -c "$2" /dev/zero > "$1/filler" 2>/dev/null || true
set +e
"$3" "$4" one "$5" "$6" >/dev/null; echo "full $?"
find "$7/out/runs" -mindepth 1 -maxdepth 1 | sort
readlink "$7/out/latest"
rm "$1/filler"
"$3" "$4" one "$5" "$6" >/dev/null; echo "room $?"
readlink "$7/out/latest"
"""


def can_mount(tmp_path):
    told = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)],
        capture_output=True,
        check=False,
    )
    return told.returncode == 0


@pytest.fixture
def folder(runs, tmp_path):
    """Two days of logs, and a first run over one of them."""
    source = [{"type": "jsonl", "name": s, "path": f"logs/{s}/*.jsonl"} for s in SOURCES]
    written(tmp_path, sources=source, workers=1, work="private", state="state", hold="24h",
            dedup={"near": False})  # fmt: skip
    for n in range(3):
        write_lines(tmp_path / "logs" / "app" / f"{n}.jsonl", *day(n, "app", a_day=9))
        for source in SOURCES[1:]:
            write_lines(tmp_path / "logs" / source / f"{n}.jsonl", *day(n, source, a_day=2))
        if n == 0:
            assert runs.run(tmp_path, now=at(0), env=KEY).code == 0
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_publishes_nothing_and_a_freed_one_goes_on(folder, name):
    if not can_mount(folder / name):
        pytest.skip("no right to mount a tmpfs here")
    before = latest(folder / "out")
    (folder / f"{name}.saved").mkdir()
    subprocess.run(["cp", "-a", f"{folder / name}/.", folder / f"{name}.saved"], check=True)
    room = {"out": 40, "private": 60, "state": 8}[name] << 10  # bytes that are left: some files
    used = sum(p.stat().st_blocks * 512 for p in (folder / name).rglob("*"))
    told = subprocess.run(
        ["unshare", "-m", "sh", "-c", INSIDE, "sh", folder / name, str((2 << 20) - used - room),
         sys.executable, ROOT / "tests" / "force" / "a_run.py", folder / "config.yaml",
         at(1).isoformat(), folder],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **KEY},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    full, *seen, last, room_code, new = told.stdout.splitlines()
    assert full == "full 74", told.stderr
    assert [path for path in seen if "/." not in path] == [str(folder / "out" / "runs" / before)]
    assert last == f"runs/{before}"
    assert room_code == "room 0", told.stderr
    assert new.startswith("runs/20260103")


def test_a_limit_on_the_size_of_files_ends_a_run_with_74(runs, folder):
    before = visible(folder / "out"), latest(folder / "out")
    assert runs.run(folder, now=at(1), env=KEY, file_bytes=6 << 10).code == 74
    assert (visible(folder / "out"), latest(folder / "out")) == before
    assert runs.run(folder, now=at(1), env=KEY).code == 0
    assert len(visible(folder / "out")) == 2
    assert left_over(folder) == []
    assert list((folder / "private").iterdir()) == []
