"""Compile a kernel by numba, and keep the machine code where a directory can be written.

Compiling all kernels takes 7 CPU s, loading them from the cache 0.2 s. Where neither this package's
folder nor the user's cache can be written (set NUMBA_CACHE_DIR to a folder that can), kernels are
compiled in every process: slower, never a failure. Import this module late: numba costs 0.9 s.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """`kernel` as machine code, compiled on its first call."""
    try:
        fast: Kernel = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # numba found no folder that it may write to
        fast = numba.njit(nogil=True)(kernel)
    return fast
