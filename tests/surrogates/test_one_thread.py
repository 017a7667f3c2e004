"""BLAS is kept on one thread while the block lasts, whatever was loaded meanwhile, and let go again."""

import subprocess
import sys

SCRIPT = """
import numpy
from threadpoolctl import threadpool_info
from tunewright.surrogates.one_thread import one_thread

def threads():
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

from threadpoolctl import threadpool_limits
threadpool_limits(2, user_api="blas")
with one_thread():
    inside = threads()
after = threads()
import scipy.linalg
threadpool_limits(2, user_api="blas")
with one_thread():
    both = threads()
print(set(inside), set(after), set(both), len(both) > len(inside))
"""


def test_blas_has_one_thread_inside_and_what_it_had_after() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout == "{1} {2} {1} True\n"
