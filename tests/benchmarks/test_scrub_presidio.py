"""`scrub.mode: presidio` against the loop over `AnalyzerEngine.analyze` that it stands for: `pytest -m bench -s`.

Documents as logs have them: prose and code with a value here and there (*prose*), and short labelled texts and
look-alikes of values, line by line (*numbers*). Two pipelines: spaCy's (a convolution of width 128, window 2 and depth
3, a table of lemmas; made here on a fixed seed) and the built-in one. CPU seconds of one process, ways taken in turn,
medians; the findings are compared in the same run.
"""

import random
import sys
from pathlib import Path

import pytest
from logs import ENGLISH, sentences
from test_scrub_patterns import texts as numbers
from test_scrub_speed import taken_in_turn, told

sys.path.insert(0, str(Path(__file__).parents[1] / "scrub"))

import pii_suite
import spacy_pipeline
from test_presidio import ours, theirs

from etl.scrub._model import BUILTIN

DOCUMENTS = 160
CODE = sorted((Path(__file__).parents[2] / "etl").rglob("*.py"))


def prose():
    """Sentences, one in five documents code, and a marked text in each; 700 characters or so."""
    rng = random.Random(6)
    said = sentences(rng, ENGLISH)
    marked = [text.text for text in pii_suite.texts() if text.marks and text.text.isascii()]
    for number in range(DOCUMENTS):
        if number % 5 == 0:
            code = rng.choice(CODE).read_text(encoding="utf-8")
            body = code[: rng.randrange(300, 900)]
        else:
            body = " ".join(rng.choices(said, k=rng.randrange(5, 11)))
        yield f"{body}\n{rng.choice(marked)}"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    return spacy_pipeline.made(tmp_path_factory.mktemp("trained") / "en")


@pytest.mark.bench
@pytest.mark.parametrize("pipeline", ["spaCy", "built-in"])
@pytest.mark.parametrize("kind", ["prose", "numbers"])
def test_presidios_findings_and_its_loop(trained, kind, pipeline):
    texts = list(prose()) if kind == "prose" else numbers()[:DOCUMENTS]
    path = trained if pipeline == "spaCy" else str(BUILTIN)
    expected = theirs(path, texts)
    ways = {"AnalyzerEngine.analyze, text by text": lambda: theirs(path, texts)}
    for product in ("blis", "numpy"):
        differ = sum(
            a != b for a, b in zip(ours(path, texts, product=product), expected, strict=True)
        )
        name = f"mode presidio, {product}: {differ} of {len(texts)} differ"
        ways[name] = lambda product=product: ours(path, texts, product=product)
    size = sum(map(len, texts))
    found = sum(map(len, expected))
    print(
        f"\n  {kind}, {pipeline}: {len(texts)} of {size // len(texts)} characters, {found} findings",
        end="",
    )
    told(taken_in_turn(ways, times=5), size)
