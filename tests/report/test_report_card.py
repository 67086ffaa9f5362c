"""Promises of README.md, the data card: metadata that load, figures of the manifest, plain words."""

import re

import pytest
from ruamel.yaml import YAML

from etl.report import _card, data_card


def head(card):
    _, front, _ = card.split("---\n", 2)
    return YAML(typ="safe").load(front)


def test_no_card_says_anonymous(manifest):
    assert "anonym" not in data_card(manifest).replace("pseudonym", "").lower()


def test_splits_without_rows_are_not_named(manifest):
    manifest["counts"]["splits"]["test"] = 0
    manifest["counts"]["formats"]["sharegpt"] = 0
    configs = head(data_card(manifest))["configs"]
    assert [c["config_name"] for c in configs] == ["data"]
    assert [f["split"] for c in configs for f in c["data_files"]] == ["train", "validation"]


def test_a_run_that_kept_nothing_has_a_card(manifest):
    manifest["counts"].update(kept=0, splits={}, formats={}, entities={})
    assert "configs" not in head(data_card(manifest))


def test_files_are_named_where_they_lie(manifest):
    configs = {c["config_name"]: c for c in head(data_card(manifest))["configs"]}
    paths = {name: [f["path"] for f in c["data_files"]] for name, c in configs.items()}
    assert paths["data"][0] == "data/split=train/source=*/date=*/*.parquet"
    assert list(paths) == ["data"]  # the loader takes one kind of file a folder
    assert "`load_dataset('json', data_files='alpaca/train.jsonl')`" in data_card(manifest)
    assert configs["data"]["default"] is True


@pytest.mark.parametrize(("keys", "path"), [
    ([], "data/*.parquet"),
    (["date"], "data/date=*/*.parquet"),
    (["date", "split"], "data/date=*/split=train/*.parquet"),
])  # fmt: skip
def test_files_are_found_under_any_partitioning(manifest, keys, path):
    manifest["config"]["write"]["partition_by"] = keys
    assert head(data_card(manifest))["configs"][0]["data_files"][0] == {
        "split": "train",
        "path": path,
    }


@pytest.mark.parametrize(("kept", "size"), [
    (999, "n<1K"), (1_000, "1K<n<10K"), (99_999, "10K<n<100K"), (1_000_000, "1M<n<10M"), (10**13, "n>1T"),
])  # fmt: skip
def test_the_size_is_a_category_of_the_hub(manifest, kept, size):
    manifest["counts"]["kept"] = kept
    assert head(data_card(manifest))["size_categories"] == [size]


def test_the_head_says_language_and_task_and_leaves_the_licence_open(manifest):
    front = head(data_card(manifest))
    assert front["language"] == ["en", "zh"]
    assert front["task_categories"] == ["text-generation"]
    assert "license" not in front


@pytest.mark.parametrize("name", ["a: b", "yes", '"', "#x", "名 & <b>", "1e3", "\U00020bb7"])
def test_any_name_stays_text_in_the_head(manifest, name):
    manifest["name"] = name
    assert head(data_card(manifest))["pretty_name"] == name


@pytest.mark.parametrize(
    "evil", ["a|b", "<img src=x>", "[x](javascript:1)", "a\nb\n# c", "`x`", "\u202e"]
)
def test_a_source_name_cannot_become_markup(manifest, evil):
    manifest["inputs"][0]["source"] = evil
    card = data_card(manifest)
    assert evil not in card
    tables = [line for line in card.splitlines() if line.startswith("| ") and "datadog" in line]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {6}


def test_every_reason_and_entity_is_counted(manifest):
    card = data_card(manifest).replace("\\", "")
    for stage in manifest["counts"]["stages"].values():
        assert all(f"| {code} | {rows:,} |" in card for code, rows in stage["reasons"].items())
    assert "| PERSON | 22,345 |" in card


def test_measured_limits_of_the_model_are_printed(manifest, monkeypatch):
    found = [{"label": "PERSON", "precision": 0.91, "recall": 0.873}]
    monkeypatch.setattr(_card, "scores", lambda: found)
    assert "| PERSON | 0.910 | 0.873 |" in data_card(manifest)


def test_a_card_says_plainly_that_nobody_has_measured(manifest):
    assert "**Nobody has measured what stays in these texts**" in data_card(manifest)


def test_a_rating_is_printed_with_its_interval_reviewer_and_date(manifest, review):
    card = data_card(manifest | {"review": review})
    assert "Nobody has measured" not in card
    assert "On 2026-03-03 Amy Chen read 400 texts of run 20260301T020000Z-4d5e6f" in card
    assert "In 3 of them something was missed (0.75 %; 5 values)" in card
    assert "**of all texts 0.15 % to 2.18 %** (95 %, Clopper-Pearson)" in card
    assert "| language zh | 3 | 150 | 0.41 % | 5.73 % | 5 |" in card
    assert "| entity PERSON | 3 | 400 | 0.15 % | 2.18 % | 5 |" in card
    assert "not measured" not in card


def test_a_rating_of_another_scrub_is_not_passed_off_as_one_of_this(manifest, review):
    card = data_card(manifest | {"review": review | {"scrub": "6d" * 32}})
    assert "what this run misses was **not measured**" in card


def test_a_manifest_of_an_earlier_release_has_a_card(manifest):
    del manifest["review"], manifest["scrub"]
    assert "Nobody has measured" in data_card(manifest)


@pytest.mark.parametrize("evil", ["a|b", "<img src=x>", "[x](javascript:1)", "a\n# c", "\u202e"])
def test_the_name_of_a_reviewer_cannot_become_markup(manifest, review, evil):
    assert evil not in data_card(manifest | {"review": review | {"reviewer": evil}})


@pytest.mark.parametrize(("scrub", "said"), [
    (None, "was not scrubbed"),
    ({"model": False}, "No model was used"),
    ({"model": {"en": "en_core_web_lg"}}, "No measurement came with the model"),
])  # fmt: skip
def test_a_card_says_what_was_not_done(manifest, scrub, said):
    manifest["config"]["scrub"] = scrub and {**manifest["config"]["scrub"], **scrub}
    assert said in data_card(manifest)


def test_scores_of_the_model_are_shares():
    assert all(0 <= s[figure] <= 1 for s in _card.scores() for figure in ("precision", "recall"))
