"""How fast the patterns of scrub are, and what each recognizer takes: `pytest -m bench -s`."""

import random
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scrub"))

import pii_suite

from etl.scrub import RECOGNIZERS
from etl.scrub.find.finder import Finder

CHARACTERS = 2_000_000


def texts():
    """Short labelled texts among the words of longer ones: a value every 600 characters or so."""
    rng = random.Random(4)
    templates = [text for text in pii_suite.texts(3000) if not text.marks]
    marked, found, size = pii_suite.texts(3000), [], 0
    while size < CHARACTERS:
        lines = [rng.choice(templates).text for _ in range(11)]
        found.append("\n".join([*lines, rng.choice(marked).text]))
        size += len(found[-1])
    return found


def seconds(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin


@pytest.mark.bench
def test_characters_a_second_by_patterns_alone():
    sought = texts()
    size = sum(map(len, sought))
    finder = Finder(RECOGNIZERS.values(), "default", {}, ())
    rates = [size / seconds(lambda: finder.find(sought)) for _ in range(3)]
    print(f"\n{size:,} characters: {sorted(rates)[1]:,.0f} a CPU second")
    for name, module in RECOGNIZERS.items():
        recognizer = module.Recognizer("en")
        took = seconds(lambda r=recognizer: [r.analyze(text, [], None) for text in sought])
        print(f"  {name:20} {took:.3f} s")
