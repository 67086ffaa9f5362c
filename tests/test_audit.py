"""What a manifest says of scrub: who found what, how was sought; counts alone."""

import json

import polars as pl
import pytest
from calls import call, write_config, write_lines

from etl import config

SAID = "I am at {n}@chen.example, or call 0912-345-{n:03}, about the parcel {n}"


@pytest.fixture
def logs(tmp_path):
    lines = [call(n, prompt=SAID.format(n=n)) for n in range(10)]
    lines += [
        call(n, prompt=f"請寄到 mei{n}@chen.example 給我,謝謝您的幫忙,第 {n} 次")
        for n in range(20, 25)
    ]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)


def told(manifest):
    rows = manifest["scrub"]["found"]
    assert rows == sorted(rows, key=lambda row: list(row.values()))
    return {(r["entity"], r["recognizer"], r["language"]): r["count"] for r in rows}


def test_a_run_without_scrub_says_so(run, tmp_path):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    _, manifest = run(scrub=False)
    assert (manifest["scrub"], manifest["review"]) == (None, None)


def test_nothing_is_found_where_nothing_is(run, tmp_path):
    write_lines(tmp_path / "logs" / "a.jsonl", call(1))
    _, manifest = run()
    assert manifest["scrub"]["found"] == []
    assert manifest["review"] is None


@pytest.mark.usefixtures("logs")
def test_findings_are_counted_by_who_made_them_and_the_language_of_the_text(run):
    found = told(run()[1])
    assert found["EMAIL_ADDRESS", "email_address", "en"] == 10
    assert found["EMAIL_ADDRESS", "email_address", "zh"] == 5
    assert found["PHONE_NUMBER", "phone_number", "en"] == 10


@pytest.mark.usefixtures("logs")
def test_the_counts_are_those_of_all_parts_whatever_their_number(run, tmp_path, monkeypatch):
    whole = told(run()[1])
    monkeypatch.setattr("etl.inputs.PART_BYTES", 6_000)
    for n in (30, 31):
        write_lines(tmp_path / "logs" / f"{n}.jsonl", call(n, prompt=SAID.format(n=n)))
    _, manifest = run(output="parts")
    assert told(manifest)["EMAIL_ADDRESS", "email_address", "en"] == 12
    assert sum(told(manifest).values()) >= sum(whole.values()) + 4


@pytest.mark.usefixtures("logs")
def test_no_value_is_told_nor_a_hash_of_one(run):
    folder, manifest = run()
    text = json.dumps(manifest["scrub"])
    values = pl.read_parquet(folder / "audit" / "values")["value"].to_list()
    assert values
    assert "chen.example" not in text
    assert not [value for value in values if value in text]


@pytest.mark.usefixtures("logs")
def test_what_was_sought_and_how_it_was_replaced_is_told(run):
    entities = ["default", "URL"]
    replace = {"EMAIL_ADDRESS": "mask", "PHONE_NUMBER": "hash"}
    _, manifest = run(scrub={"model": False, "entities": entities, "replace": replace})
    assert {"URL", "EMAIL_ADDRESS", "PERSON"} < set(manifest["scrub"]["entities"])
    assert not {"default", "LOCATION", "DENY_LIST"} & set(manifest["scrub"]["entities"])
    assert {"mask", "hash"} <= set(manifest["scrub"]["replace"])


def digest(folder, key, **keys):
    return config.load(write_config(folder, **keys)).scrub_sha256(key)


PLUGIN = """
from etl.scrub import END, START, Shape

ENTITY = "STAFF_NUMBER"


class Recognizer(Shape):
    ENTITY = ENTITY
    SHAPES = (START + r"ST-{digits}" + END,)
"""


def test_the_digest_does_not_tell_what_must_not_be_known(tmp_path):
    """Without a lasting key nothing of `deny` or of a plugin's texts is in it: it could be guessed."""
    one = digest(tmp_path, None, scrub={"deny": ["Halden"]})
    assert digest(tmp_path, None, scrub={"deny": ["Nordwind"]}) == one
    (tmp_path / "staff.py").write_text(PLUGIN.replace("{digits}", "[0-9]{6}"))
    plain = digest(tmp_path, None, plugins=["staff.py"])
    keyed = digest(tmp_path, b"k" * 32, plugins=["staff.py"])
    (tmp_path / "staff.py").write_text(PLUGIN.replace("{digits}", "[0-9]{7}"))
    assert digest(tmp_path, None, plugins=["staff.py"]) == plain != one
    assert digest(tmp_path, b"k" * 32, plugins=["staff.py"]) != keyed
    assert digest(tmp_path, b"l" * 32) != digest(tmp_path, b"k" * 32)


def test_the_digest_does_not_tell_what_came_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("BRAND", "Halden")
    one = digest(tmp_path, None, scrub={"allow": ["${env:BRAND}"]})
    monkeypatch.setenv("BRAND", "Nordwind")
    assert digest(tmp_path, None, scrub={"allow": ["${env:BRAND}"]}) == one


@pytest.mark.parametrize("scrub", [
    {"replace": "mask"}, {"replace": {"PERSON": "hash"}}, {"deny": ["Halden"]},
])  # fmt: skip
def test_what_finds_nothing_less_is_the_same_to_the_digest(tmp_path, scrub):
    assert digest(tmp_path, None, scrub=scrub) == digest(tmp_path, None, scrub={})


@pytest.mark.parametrize("scrub", [
    {"allow": ["Halden"]}, {"entities": ["PERSON"]}, {"languages": ["en"]}, {"model": False}, False,
    {"other_languages": "patterns"},
])  # fmt: skip
def test_what_may_find_less_is_another_to_the_digest(tmp_path, scrub):
    assert digest(tmp_path, None, scrub=scrub) != digest(tmp_path, None, scrub={})
