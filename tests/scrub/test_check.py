"""Options of scrub are told to be wrong by the parts that are there."""

from pathlib import Path

import pytest

from etl import config, scrub
from etl.scrub._check import known


@pytest.mark.parametrize("name", scrub.RECOGNIZERS)
def test_the_entity_of_every_recognizer_is_known_by_its_file(name):
    assert scrub.RECOGNIZERS[name].ENTITY in known()


def test_an_unknown_entity_is_told_with_the_nearest_one():
    options = {"entities": ("IBAN",), "replace": "mask", "languages": ("en",), "model": False}
    (fault,) = scrub.faults(options, Path())
    assert fault == (("entities",), "unknown entity 'IBAN'; did you mean 'IBAN_CODE'?")


def test_default_may_stand_among_the_entities_and_presidios_own_are_known():
    options = {"replace": "mask", "languages": ("en",), "model": False}
    named = {**options, "entities": ("default", "US_DRIVER_LICENSE", "LOCATION", "JP_MY_NUMBER")}
    assert scrub.faults(named, Path()) == []
    (fault,) = scrub.faults({**options, "entities": ("DEFAULT",)}, Path())
    assert fault[1].startswith("unknown entity 'DEFAULT'")


def test_a_recognizers_file_is_no_entity():
    assert "SECRET_BY_WORD" not in known()


@pytest.mark.parametrize("key", ["allow", "deny"])
def test_texts_may_stand_in_a_file(tmp_path, key):
    (tmp_path / "texts.txt").write_text("\ufeffAcme Support\n\n 0800-080-123 \n", encoding="utf-8")
    lines = ["version: 1", "output: out", "sources: [{type: jsonl, path: x}]"]
    (tmp_path / "config.yaml").write_text("\n".join([*lines, f"scrub: {{{key}: texts.txt}}"]))
    loaded = config.load(tmp_path / "config.yaml")
    assert loaded.stages("chat")["scrub"][key] == ("Acme Support", "0800-080-123")
