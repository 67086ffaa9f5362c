"""One thread for numpy's matrix products, whatever the process is set to: the result is the same at any number.

With more, OpenBLAS waits in a busy loop: on two cores at load 14, 44,000 tokens cost 16.2 CPU seconds instead of 1.1
(2026-11-21, numpy 2.4.6, OpenBLAS 0.3.31). A numpy without its own OpenBLAS is left as it is.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

GET, SET = "scipy_openblas_get_num_threads64_", "scipy_openblas_set_num_threads64_"


@contextmanager
def one_thread() -> Iterator[None]:
    """Multiply on one thread in here; as many as before afterwards."""
    library = openblas()
    if library is None:
        yield
        return
    before = library[GET]()
    library[SET](1)
    try:
        yield
    finally:
        library[SET](before)


@cache
def openblas() -> ctypes.CDLL | None:
    """The library that numpy's wheel brought and has loaded, if any."""
    for path in sorted((Path(np.__file__).parent.parent / "numpy.libs").glob("*openblas*")):
        library = ctypes.CDLL(str(path))
        if hasattr(library, GET) and hasattr(library, SET):
            return library
    return None
