"""One thread a process, for whatever multiplies matrices: so that CPU time means the same for everybody."""

import os

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def one_thread() -> None:
    """Tell processes that are started from now on to use one thread each."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
