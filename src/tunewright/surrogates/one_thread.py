"""Algebra on one thread: on matrices of a few hundred rows several threads lose more by waiting than they gain.

Where trials keep all cores busy, which is the usual case, each step waits until every thread has had its turn.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

WITH_BLAS = ("numpy", "scipy.linalg")


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS on one thread inside the `with` block, as far as it is loaded when the block begins."""
    loaded = tuple(name for name in WITH_BLAS if name in sys.modules)
    with _controller(loaded).limit(limits=1, user_api="blas"):
        yield


@lru_cache
def _controller(loaded: tuple[str, ...]) -> Any:
    """Return what steers the libraries that came with the modules `loaded`; finding them takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
