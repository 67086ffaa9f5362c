"""Which library multiplies the matrices of a user's spaCy pipeline: BLIS, thinc's own, or OpenBLAS behind numpy.

BLIS (`scrub.matrix_product: blis`) rounds a row alike wherever it stands. OpenBLAS is faster, but rounds a row by the
number of rows and of threads: a text could hold another name in another batch. Here (`numpy`) it always gets as many
rows, the last of them zeros, on one thread, so that a row is a matter of itself again. It rounds otherwise than BLIS
does: names are the same in all texts that were tried, and nobody promises it; so it is a choice of the config, in the
digest of what scrub looks for, and never taken by the speed of the day.

Set on the parts of one pipeline, not in thinc: nothing else in the process multiplies otherwise. What is not thinc's
(a transformer's, our own tagger's, which is numpy's in either case) is left as it is.
"""

from typing import Any, Literal

import numpy as np
from spacy.language import Language
from thinc.api import NumpyOps

MatrixProduct = Literal["blis", "numpy"]
ROWS = 192  # at a time, always


class OpenBlas(NumpyOps):  # type: ignore[misc]  # thinc has no types for it
    """Thinc's operations on numpy's arrays, with numpy's product."""

    def gemm(
        self,
        x: Any,  # noqa: ANN401 - thinc's interface
        y: Any,  # noqa: ANN401 - as above
        *,
        out: Any = None,  # noqa: ANN401 - as above
        trans1: bool = False,
        trans2: bool = False,
    ) -> Any:  # noqa: ANN401 - as above
        """`x @ y`, either turned first; each row of the result depends on its row of `x` alone."""
        x, y = self.as_contig(x.T if trans1 else x), (y.T if trans2 else y)
        rows = x.shape[0]
        if out is None:
            out = np.empty((rows, y.shape[1]), dtype=x.dtype)
        whole = rows - rows % ROWS
        for at in range(0, whole, ROWS):
            np.matmul(x[at : at + ROWS], y, out=out[at : at + ROWS])
        if rows > whole:
            last = np.zeros((ROWS, x.shape[1]), dtype=x.dtype)
            last[: rows - whole] = x[whole:]
            out[whole:] = np.matmul(last, y)[: rows - whole]
        return out


def multiplying(nlp: Language, product: MatrixProduct) -> Language:
    """The pipeline, its own parts multiplying so."""
    if product == "numpy":
        ops = OpenBlas()
        models = (pipe.model for _, pipe in nlp.pipeline if hasattr(pipe, "model"))
        for model in models:
            for node in model.walk() if hasattr(model, "walk") else ():
                if type(node.ops) is NumpyOps:
                    node.ops = ops
    return nlp
