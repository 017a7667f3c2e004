"""Which configurations meet the constraints: one Gaussian process a constraint, fitted to its values.

How far a constraint is from its border says more than whether it is met: a model of the values finds the border from
both sides in a few trials. A value enters as the inverse hyperbolic sine of its size in typical sizes, which is a line
near the border and a logarithm far from it, so that one hopeless trial does not decide the scale. All are met with the
product of the probabilities that each process lies below its border: what they share is not modelled.

Constraints come as people have them. Where none of the values is negative, 0 says "met" and no more, and stands as far
below the border as a typical violation above it. Where the border itself occurs (counts do that), it is met, and the
line is drawn half way to the smallest violation.

Source: Gardner, Kusner, Xu, Weinberger and Cunningham (2014), "Bayesian optimization with inequality constraints",
ICML, for independent processes and their product. The transform is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.feasibility import Feasibility
from tunewright.surrogates.gp.encoding import Points

Array = NDArray[np.float64]
MOST = 4
"""So many constraints have a process each; of more, the largest value of a trial counts, in typical sizes."""
FLAT, SMALLEST = 1e-12, 1e-200


@dataclass(frozen=True, slots=True)
class AllMet:
    """The chance that everything goes well: the product of independent chances.

    Attributes:
        parts: one for each thing that may go wrong, one or more; see `measured` for those of constraints.
    """

    parts: tuple[Feasibility, ...]

    def log_probability(self, points: Points) -> Array:
        """Return the log of the probability that all is met, shape (n,)."""
        return np.asarray(sum(part.log_probability(points) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Measured:
    """A constraint as a process is shown it.

    Attributes:
        rows: which trials have a value, shape (n_trials,).
        y: their values in the same order, bent, with mean 0 and variance 1, shape (n_rows,).
        border: where on that scale the constraint ceases to be met.
    """

    rows: NDArray[np.bool_]
    y: Array
    border: float


def measured(constraints: Array) -> Iterator[Measured]:
    """Yield the constraints to fit a process to; those of which all values are equal teach nothing and are left out.

    Args:
        constraints: values as `History.constraints` has them, shape (n_trials, n_constraints), NaN where there is none.
    """
    columns = [column for column in constraints.T if _varies(column)]
    if len(columns) > MOST:
        sized = np.stack([_sized(column) for column in columns])
        columns = [np.fmax.reduce(sized)]
    for column in columns:
        if _varies(column):
            rows = ~np.isnan(column)
            yield Measured(rows, *standardised(column[rows]))


def standardised(values: Array) -> tuple[Array, float]:
    """Return values bent and with mean 0 and variance 1, in the same order, and the border between met and not.

    Args:
        values: shape (n,), met where 0 or less; infinities are allowed, NaN is not.
    """
    bent = np.arcsinh(_sized(values))
    met, unmet = bent[values <= 0], bent[values > 0]
    border = unmet.min() / 2 if met.size and unmet.size and met.max() == 0 else 0.0
    centre, spread = bent.mean(), max(float(bent.std()), FLAT)
    return (bent - centre) / spread, float((border - centre) / spread)


def _sized(values: Array) -> Array:
    """Return values in typical sizes, an infinity as twice the largest, and 0 as -1 if none is negative."""
    finite = values[np.isfinite(values)]
    largest = np.abs(finite).max(initial=0.0)
    shares = np.nan_to_num(values / (largest or 1.0), nan=np.nan, posinf=2.0, neginf=-2.0)  # 1e300 is no trouble
    sizes = np.abs(shares[np.abs(shares) > 0])
    sized = shares / max(float(np.median(sizes)), SMALLEST) if sizes.size else shares
    return np.asarray(sized if (values < 0).any() else np.where(values == 0, -1.0, sized))


def _varies(column: Array) -> bool:
    known = column[~np.isnan(column)]
    return known.size > 0 and bool((known != known[0]).any())
