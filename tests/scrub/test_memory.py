"""Promises of memory: what one call held is gone with it, and a long text costs what its pieces cost."""

import gc
import tracemalloc

import pytest

from etl import schema
from etl.schema import example
from etl.scrub import scrub
from etl.scrub.find import views, windows
from etl.scrub.find.shadow import shadow
from etl.scrub.replace import echo

RUN = schema.Run(key=b"k" * 32)


def patterns_alone(*texts):
    return scrub(schema.frame(*(example(("user", text)) for text in texts)), RUN, model=False)


@pytest.fixture
def traced():
    patterns_alone("warm a@b.example")
    tracemalloc.start()
    yield tracemalloc
    tracemalloc.stop()


def test_what_was_sought_in_a_row_is_forgotten_with_its_call(traced):
    sizes = []
    for call in range(3):
        for row in range(5):
            patterns_alone(" ".join(f"user{call}.{row}.{i}@chen.example" for i in range(60)))
        gc.collect()
        sizes.append(traced.get_traced_memory()[0])
    assert sizes[-1] - sizes[0] < 15_000, sizes  # the sources of the patterns alone are 25,000


def test_the_shadow_of_a_long_text_is_never_whole(monkeypatch):
    lengths = []

    def noted(text):
        lengths.append(len(text))
        return shadow(text)

    monkeypatch.setattr(windows, "PIECE", 500)
    monkeypatch.setattr(windows, "PIECE_OVERLAP", 50)
    monkeypatch.setattr(views, "shadow", noted)
    monkeypatch.setattr(echo, "shadow", noted)
    out = patterns_alone("mei@chen.example\n" + "ｗｏｒｄ ＋\n" * 300 + "mei＠chen．example")
    after = out["messages"][0][0]["content"]
    assert (after[:10], after[-9:]) == ("<EMAIL_1>\n", "<EMAIL_1>")
    assert max(lengths) <= 500
