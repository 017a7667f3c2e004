"""Whether this process is itself a worker of something parallel, where more processes would only be in the way.

A search inside `cross_val_score(n_jobs=...)` then runs inline instead of multiplying workers, or of blocking in a
daemonic process that may have no children.
"""

import multiprocessing
import os

MARK = "TUNEWRIGHT_TRIAL"
"""Set in the environment of our own child processes, and so in that of all that they start."""


def is_nested() -> bool:
    """Return whether this is a child of ours, a worker of joblib or loky, or a daemonic multiprocessing process."""
    process = multiprocessing.current_process()
    return MARK in os.environ or process.daemon or type(process).__name__ == "LokyProcess"
