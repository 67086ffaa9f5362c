"""Options of scrub are told to be wrong by the parts that are there."""

from pathlib import Path

import pytest

from etl import scrub
from etl.scrub._check import known


@pytest.mark.parametrize("name", scrub.RECOGNIZERS)
def test_the_entity_of_every_recognizer_is_known_by_its_file(name):
    assert scrub.RECOGNIZERS[name].ENTITY in known()


def test_an_unknown_entity_is_told_with_the_nearest_one():
    options = {"entities": ("IBAN",), "replace": "mask", "languages": ("en",), "model": False}
    (fault,) = scrub.faults(options, Path())
    assert fault == (("entities",), "unknown entity 'IBAN'; did you mean 'IBAN_CODE'?")
