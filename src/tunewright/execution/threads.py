"""A cap on the threads of BLAS and OpenMP, so that several workers share the cores instead of fighting for them.

Libraries read these variables when they load; what is loaded already is told at run time.
"""

import os
import sys
from collections.abc import Mapping

VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def fair_share(n_slots: int) -> int:
    """Return how many threads each of `n_slots` workers may use; fewer if the user's OMP_NUM_THREADS says so."""
    share = max(1, n_cores() // n_slots)
    wish = os.environ.get("OMP_NUM_THREADS", "")
    return min(share, int(wish)) if wish.isdecimal() and int(wish) else share


def n_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def environment_for(threads: int) -> Mapping[str, str]:
    """Return the variables that cap the libraries that are loaded from now on."""
    return dict.fromkeys(VARIABLES, str(threads))


def cap_loaded_libraries(threads: int) -> None:
    """Cap the libraries that this process has loaded already."""
    if "numpy" in sys.modules:
        import threadpoolctl

        threadpoolctl.threadpool_limits(threads)
