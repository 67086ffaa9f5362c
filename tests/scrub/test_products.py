"""Promises of `scrub.matrix_product`: a row is a matter of itself, names stay, and nothing else is changed."""

import random

import numpy as np
import pytest
import spacy
import spacy_pipeline
from test_presidio import varied
from thinc.api import NumpyOps

from etl.scrub.find.finders import How, finder
from etl.scrub.names import pipelines
from etl.scrub.names.products import ROWS, OpenBlas, multiplying


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    return spacy_pipeline.made(tmp_path_factory.mktemp("trained") / "en")


def matrices(rows, inner, columns):
    rng = np.random.default_rng(4)
    return (
        rng.standard_normal((rows, inner), dtype=np.float32),
        rng.standard_normal((columns, inner), dtype=np.float32),
    )


@pytest.mark.parametrize(("inner", "columns"), [(640, 384), (128, 384), (96, 288), (64, 17)])
def test_a_row_is_rounded_alike_wherever_it_stands(inner, columns):
    ops = OpenBlas()
    x, w = matrices(3 * ROWS + 5, inner, columns)
    whole = ops.gemm(x, w, trans2=True)
    for at in (1, 2, 31, ROWS - 1, ROWS + 3):
        for rows in (1, 7, ROWS, ROWS + 9):
            assert np.array_equal(
                ops.gemm(x[at : at + rows], w, trans2=True), whole[at : at + rows]
            )


def test_the_product_is_the_one_that_thinc_makes():
    x, w = matrices(ROWS + 5, 64, 32)
    theirs = NumpyOps()
    for one, other, told in ((x, w, {"trans2": True}), (x, w.T, {}), (x.T, w.T, {"trans1": True})):
        expected = theirs.gemm(np.ascontiguousarray(one), np.ascontiguousarray(other), **told)
        assert np.allclose(OpenBlas().gemm(one, other, **told), expected, rtol=1e-4, atol=1e-4)
    out = np.empty((ROWS + 5, 32), np.float32)
    assert OpenBlas().gemm(x, w, out=out, trans2=True) is out
    assert np.allclose(out, x @ w.T, rtol=1e-4, atol=1e-4)
    assert OpenBlas().gemm(x[:0], w, trans2=True).shape == (0, 32)


def kinds(nlp):
    return {type(node.ops) for node in nlp.get_pipe("ner").model.walk()}


def test_one_pipeline_multiplies_so_and_no_other(trained):
    before = NumpyOps.gemm
    assert kinds(multiplying(pipelines.load(trained), "numpy")) == {OpenBlas}
    assert kinds(multiplying(pipelines.load(trained), "blis")) == {NumpyOps}
    assert kinds(spacy.load(trained)) == {NumpyOps}
    assert NumpyOps.gemm is before


def test_both_modes_multiply_as_they_are_told(trained):
    for how in (How(matrix_product="numpy"), How("presidio", ("en",), 0.0, "numpy")):
        engine = finder("default", (("en", trained),), (), (), how)
        nlp = engine._nlp._pipelines["en"] if how.mode == "builtin" else engine._whole.nlp["en"]
        assert kinds(nlp) == {OpenBlas}


def spans(trained, texts, product):
    return finder("default", (("en", trained),), (), (), How(matrix_product=product)).find(texts)


def test_names_are_the_same_by_either(trained):
    texts = varied(150, seed=12)
    found = spans(trained, texts, "numpy")
    assert found == spans(trained, texts, "blis")
    assert sum(span.recognizer == "model" for of in found for span in of) > 50
    order = random.Random(1).sample(range(150), 150)  # noqa: S311 - an order
    assert spans(trained, [texts[i] for i in order], "numpy") == [found[i] for i in order]


@pytest.mark.long
def test_names_in_2000_texts_are_the_same_by_either(trained):
    texts = varied(2000, seed=13)
    assert spans(trained, texts, "numpy") == spans(trained, texts, "blis")
