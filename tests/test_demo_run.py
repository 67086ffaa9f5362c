"""The demo job against the truth that was planted in its data: every line, every reason."""

import json
import os
import runpy
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from etl import config, pipeline

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "data" / "demo"
LINE = ("source", "source_file", "source_row", "source_item")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    output = tmp_path_factory.mktemp("demo") / "out"
    loaded = config.load(DEMO / "config.yaml", (f"output={output}", "workers=2"))
    manifest = pipeline.run(loaded, lambda *_: None)
    return output / "runs" / manifest["run_id"], manifest


@pytest.fixture(scope="module")
def fates(demo):
    """line -> its row in the ledger"""
    ledger = pl.read_parquet(demo[0] / "audit" / "ledger" / "*.parquet")
    return {tuple(row[name] for name in LINE): row for row in ledger.iter_rows(named=True)}


@pytest.fixture(scope="module")
def truth():
    lines = [json.loads(line) for line in (DEMO / "truth.jsonl").read_text().splitlines()]
    return {tuple(line[name] for name in LINE): line for line in lines}


def test_every_input_line_has_its_fate(fates, truth):
    assert set(fates) == set(truth)


def test_every_line_is_dropped_for_what_was_planted_in_it(fates, truth):
    told = {
        line: (row["fate"], row["stage"], sorted(row["reasons"])) for line, row in fates.items()
    }
    meant = {
        line: (row["fate"], row["stage"], sorted(row["reasons"])) for line, row in truth.items()
    }
    assert {
        line: (told.get(line), meant[line]) for line in meant if told.get(line) != meant[line]
    } == {}


def test_what_was_dropped_as_a_copy_names_the_row_that_stayed(fates, truth):
    names = {row["record_id"]: line[1:] for line, row in fates.items()}  # truth names no source
    told = {line: names.get(row["kept_as"]) for line, row in fates.items()}
    meant = {line: tuple(row["kept_as"]) if row["kept_as"] else None for line, row in truth.items()}
    assert {line: (told[line], meant[line]) for line in meant if told[line] != meant[line]} == {}


def test_no_planted_value_with_a_structure_is_left_and_few_names(demo, fates):
    rows = pl.read_parquet(demo[0] / "data", hive_partitioning=False)
    texts = {
        row["record_id"]: json.dumps([row["messages"], row["tools"]], ensure_ascii=False)
        for row in rows.iter_rows(named=True)
    }
    planted, left = Counter(), Counter()
    for line in (DEMO / "truth_pii.jsonl").read_text().splitlines():
        value = json.loads(line)
        row = fates[tuple(value[name] for name in LINE)]
        if row["fate"] == "kept":
            planted[value["entity"]] += 1
            left[value["entity"]] += value["value"] in texts[row["record_id"]]
    assert planted.total() > 700
    assert left.pop("PERSON") <= 0.05 * planted["PERSON"]
    assert left.pop("STREET_ADDRESS") <= 0.05 * planted["STREET_ADDRESS"]
    assert left.total() == 0, left


def test_the_report_and_the_card_show_the_figures_of_the_manifest(demo):
    folder, manifest = demo
    page, card = ((folder / name).read_text() for name in ("report.html", "README.md"))
    for figure in ("input", "kept", "dropped"):
        assert f"{manifest['counts'][figure]:,}" in page
    for reason in ("superseded", "refusal", "truncated_event"):
        assert reason in page
        assert reason in card
    assert "<script" not in page


def test_the_notebook_runs_on_the_demo(demo, monkeypatch):
    monkeypatch.setitem(os.environ, "ETL_RUN", str(demo[0]))
    seen = runpy.run_path(str(ROOT / "notebooks" / "look_at_a_run.py"))
    assert seen["ledger"].height == demo[1]["counts"]["input"]


def test_the_loader_of_the_hub_reads_the_folder_by_its_card(demo, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = pytest.importorskip("datasets", reason="pip install datasets to run it")
    loaded = datasets.load_dataset(str(demo[0]), cache_dir=str(tmp_path))
    assert {name: part.num_rows for name, part in loaded.items()} == demo[1]["counts"]["splits"]
