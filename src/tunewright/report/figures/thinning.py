"""Which trials are drawn when there are too many: evenly spaced ones, and always those that matter."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tunewright.report.wording import counted

AT_MOST = 1500


def thinned(rows: NDArray[np.intp], keep: Iterable[int] = (), at_most: int = AT_MOST) -> NDArray[np.intp]:
    """Return about `at_most` of `rows`, evenly spaced and ascending, with those of `keep` that are among them."""
    if len(rows) <= at_most:
        return rows
    spaced = rows[np.linspace(0, len(rows) - 1, at_most).astype(np.intp)]
    kept = np.intersect1d(rows, np.fromiter(keep, dtype=np.intp))
    return np.union1d(spaced, kept)


def thinning_note(n_drawn: int, n_rows: int) -> str:
    """Return the sentence that says what is not drawn, "" if all is."""
    return "" if n_drawn >= n_rows else f"{n_drawn:,} of {counted(n_rows, 'trial')} are drawn, evenly spaced."
