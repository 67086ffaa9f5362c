"""The same input gives the same bytes: on any number of workers, in any order, place and zone."""
# ruff: noqa: S311 - seeded on purpose

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from calls import digests
from small_logs import SOURCES, write_day
from stem import ROOT, at, config, latest

DAYS = 3
DEMO = ROOT / "data" / "demo"


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    for n in range(DAYS):
        write_day(folder, n)
    return folder / "logs"


@pytest.fixture(
    scope="module",
    params=["", pytest.param("a key of the user's", marks=pytest.mark.long)],
    ids=["derived", "key"],
)
def told(request, runs, logs, tmp_path_factory):
    """Digests of a run with one worker over the logs as they were written; and the key."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copytree(logs, folder / "logs")
    config(folder)
    assert runs.run(folder, now=at(DAYS), env={"ETL_KEY": request.param}).code == 0
    return bytes_of(folder), request.param


def bytes_of(folder):
    found = digests(folder / "out" / "runs" / latest(folder / "out"))
    assert len(found) > 10
    return found


def shuffled(logs, folder, rng):
    """The logs, written in another order, at other times."""
    files = [p for p in sorted(logs.rglob("*")) if p.is_file()]
    rng.shuffle(files)
    for path in files:
        new = folder / "logs" / path.relative_to(logs)
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, new)
        os.utime(new, (rng.randrange(10**9), rng.randrange(10**9)))


def test_the_order_of_sources_paths_and_files_changes_no_byte(runs, logs, told, tmp_path):
    rng = random.Random(2)
    shuffled(logs, tmp_path, rng)
    for paths in ("glob", "list", "folder"):
        sources = []
        for name in rng.sample(SOURCES, 3):
            folder = Path("logs") / name
            each = [f"logs/{name}/{p.name}" for p in (tmp_path / folder).iterdir()]
            given = {"glob": f"{folder}/*", "folder": str(folder), "list": rng.sample(each, DAYS)}
            sources.append({"type": "jsonl", "name": name, "path": given[paths]})
        config(tmp_path, sources=sources)
        now = at(DAYS + 5)
        assert runs.run(tmp_path, now=now, env={"ETL_KEY": told[1]}).code == 0, paths
        assert bytes_of(tmp_path) == told[0], paths
        shutil.rmtree(tmp_path / "out")


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.long)])
def test_the_number_of_workers_changes_no_byte(runs, logs, told, tmp_path, workers):
    shutil.copytree(logs, tmp_path / "logs")
    config(tmp_path)
    env = {"ETL_KEY": told[1]}
    assert runs.run(tmp_path, now=at(DAYS), sets=[f"workers={workers}"], env=env).code == 0
    assert bytes_of(tmp_path) == told[0]


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Asia/Taipei", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        pytest.param({"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "99",
                      "POLARS_MAX_THREADS": "3"}, marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_the_zone_the_language_and_the_hash_seed_change_no_byte(logs, told, tmp_path, env):
    shutil.copytree(logs, tmp_path / "logs")
    config(tmp_path)
    one(tmp_path, at(DAYS), {**env, "ETL_KEY": told[1]})
    assert bytes_of(tmp_path) == told[0]


def one(folder, now, env):
    path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    subprocess.run(
        [sys.executable, ROOT / "tests" / "force" / "a_run.py", "one", folder / "config.yaml",
         now.isoformat()],
        env={**os.environ, "PYTHONPATH": path, **env}, capture_output=True, timeout=120, check=True,
    )  # fmt: skip


def test_another_key_gives_other_ids_and_the_same_texts(runs, logs, tmp_path):
    seen = []
    for key in ("one", "two"):
        folder = tmp_path / key
        shutil.copytree(logs, folder / "logs")
        config(folder, split={"train": 1.0, "validation": 0.0, "test": 0.0})
        assert runs.run(folder, now=at(DAYS), env={"ETL_KEY": key}).code == 0
        seen.append(bytes_of(folder))
    texts = [{k: v for k, v in found.items() if k.endswith(".jsonl")} for found in seen]
    assert texts[0] == texts[1]
    others = [k for k in seen[0] if not k.endswith(".jsonl")]
    assert [k for k in others if seen[0][k] == seen[1].get(k)] == []


@pytest.mark.long
def test_the_demo_is_the_same_on_one_two_and_four_workers(runs, tmp_path):
    seen = []
    for workers in (1, 2, 4):
        shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("out"))
        sets = [f"workers={workers}", f"output={tmp_path / 'out'}"]
        assert runs.run(tmp_path / "demo", now=at(0), sets=sets, env={"ETL_KEY": ""}).code == 0
        seen.append(bytes_of(tmp_path))
        shutil.rmtree(tmp_path / "demo")
        shutil.rmtree(tmp_path / "out")
    assert seen[0] == seen[1] == seen[2]
