"""The models of the sampler together: what loss to expect, whether there will be one, and whether it may count.

Stopped and running trials enter after the hyperparameters are fitted, each with an expected loss: a running one with
the mean, a stopped one with the mean of a loss that is known to lie above the median of all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tunewright.samplers.gp.acquisition import Kind, log_h, log_h_slope, promise, unless_it_fails
from tunewright.samplers.gp.branch import Branch
from tunewright.samplers.gp.known import Known
from tunewright.samplers.gp.remembered import Remembered
from tunewright.surrogates.constraints import AllMet, measured
from tunewright.surrogates.feasibility import Feasibility, feasibility, standardised_labels
from tunewright.surrogates.gp.encoding import Encoding, Points
from tunewright.surrogates.gp.posterior import Posterior, posterior

Array = NDArray[np.float64]
Fits = dict[str, tuple[int, list[float]]]
MOST_RUNNING = 64


@dataclass(frozen=True, slots=True)
class Model:
    """What is expected of configurations.

    Attributes:
        encoding: of points of the cube.
        units, losses: what the loss was or is taken to be, shapes (n, n_dims) and (n,); n may be 0.
        noise: what is known of the variance of each loss, shape (n,).
        process: of the losses; None without any.
        success: of results; None where nothing failed, or nothing else happened.
        met: of constraints; None where there are none.
        feasible: which of `units` may be the best, shape (n,).
    """

    encoding: Encoding
    units: Array
    losses: Array
    noise: Array
    process: Posterior | None
    success: Feasibility | None
    met: AllMet | None
    feasible: NDArray[np.bool_]

    @classmethod
    def of(cls, encoding: Encoding, units: Array, shown: Known, remembered: Remembered) -> tuple["Model", Fits]:
        """Return the model of what is shown, and the fits to remember.

        Args:
            encoding: of the space.
            units: all rows of the history, shape (n_trials, n_dims).
            shown: which rows to use.
            remembered: earlier fits.
        """
        fits: Fits = {}
        success = _success(encoding, units, shown, remembered, fits)
        constraints = tuple(_constraints(encoding, units, shown, remembered, fits))
        met = AllMet(constraints) if constraints else None
        there, feasible, noise = units[shown.complete], shown.feasible, shown.noise
        if not len(there):
            return cls(encoding, there, shown.losses, noise, None, success, met, feasible), fits
        points = encoding.encoded(there)
        theta, fits["loss"] = remembered.theta("loss", encoding, points, shown.losses, len(units), noise)
        process = posterior(encoding, theta, points, shown.losses, noise)
        model = cls(encoding, there, shown.losses, noise, process, success, met, feasible)
        stopped = units[shown.pruned]
        mean, sd = process.at(encoding.encoded(stopped))
        return model._with(stopped, _above(float(np.median(shown.losses)), mean, sd)), fits

    @property
    def noise_variance(self) -> float:
        """The variance of a loss about its mean: what is fitted, and the mean of what is known."""
        return self.process.theta.noise + float(self.noise.mean()) if self.process else 0.0

    def with_running(self, running: Sequence[Array]) -> "Model":
        """Return the model with trials that have not ended, each with the loss that is expected of it."""
        if self.process is None or not running:
            return self
        units = np.stack(running[-MOST_RUNNING:])
        return self._with(units, self.process.at(self.encoding.encoded(units))[0], may_be_best=True)

    def promise(
        self, kind: Kind, branch: Branch | None = None
    ) -> tuple[Callable[[Array], Array], Callable[..., tuple[float, Array]] | None]:
        """Return how much points promise, and, where it has a slope, promise and slope of one point.

        Args:
            kind: how promise is measured.
            branch: whose best is to be improved on; None for the best of all.
        """
        process, success, met, encoding = self.process, self.success, self.met, self.encoding
        if process is None:
            return (
                lambda units: success.log_probability(encoding.encoded(units)) if success else np.zeros(len(units)),
                None,
            )
        best = self._best(process, branch)

        def promised(units: Array) -> Array:
            points = encoding.encoded(units)
            value = promise(kind, *process.at(points), best) + (met.log_probability(points) if met else 0.0)
            return unless_it_fails(value, success.log_probability(points)) if success else value

        chances = (*([success] if success else ()), *(met.parts if met else ()))

        def climb(unit: Array, free: NDArray[np.int64]) -> tuple[float, Array]:
            point = encoding.encoded(unit[None])
            value, slope = log_ei_and_slope(process, point, best)
            for chance in chances:
                log_probability, by_number = chance.log_probability_and_slope(point)
                value, slope = value + log_probability, slope + by_number
            return value, slope[np.searchsorted(encoding.numeric, free)]

        return promised, climb if kind == "log-ei" else None

    def _best(self, process: Posterior, branch: Branch | None = None) -> float:
        """Return the lowest loss that is expected at a configuration that was run and meets all constraints."""
        mean = process.at(self.encoding.encoded(self.units))[0]
        counted = self.feasible if branch is None else self.feasible & branch.among(self.units)
        return float(mean[counted].min() if counted.any() else mean.max())

    def _with(self, units: Array, losses: Array, *, may_be_best: bool = False) -> "Model":
        """Return the model with further losses, all of which or none of which may be the best."""
        if self.process is None or not len(units):
            return self
        all_units, all_losses = np.vstack([self.units, units]), np.append(self.losses, losses)
        noise = np.append(self.noise, np.full(len(units), self.noise.mean()))
        process = posterior(self.encoding, self.process.theta, self.encoding.encoded(all_units), all_losses, noise)
        feasible = np.append(self.feasible, np.full(len(units), may_be_best))
        return replace(self, units=all_units, losses=all_losses, noise=noise, process=process, feasible=feasible)


def log_ei_and_slope(process: Posterior, point: Points, best: float) -> tuple[float, Array]:
    """Return the log of the expected improvement at a single point, and its derivatives by the numbers."""
    mean, sd, by_mean, by_sd = process.slopes(point)
    z = (best - mean) / sd
    slope = by_sd / sd - log_h_slope(z) * (by_mean + z * by_sd) / sd
    return float(np.log(sd) + log_h(np.array([z]))[0]), slope


def _above(bound: float, mean: Array, sd: Array) -> Array:
    """Return the mean of a Gaussian that is known to lie above `bound`: mean + sd phi(b) / (1 - Phi(b))."""
    from scipy.special import log_ndtr

    b = (bound - mean) / sd
    return np.asarray(mean + sd * np.exp(-b * b / 2 - np.log(2 * np.pi) / 2 - log_ndtr(-b)))


def _success(encoding: Encoding, units: Array, shown: Known, remembered: Remembered, fits: Fits) -> Feasibility | None:
    succeeded = np.concatenate([np.setdiff1d(shown.complete, shown.failed), shown.pruned])
    if not len(shown.failed) or not len(succeeded):
        return None
    points = encoding.encoded(units[np.concatenate([succeeded, shown.failed])])
    fails = np.arange(len(points)) >= len(succeeded)
    theta, fits["failure"] = remembered.theta("failure", encoding, points, standardised_labels(fails)[0], len(units))
    return feasibility(encoding, theta, points, fails)


def _constraints(
    encoding: Encoding, units: Array, shown: Known, remembered: Remembered, fits: Fits
) -> Iterator[Feasibility]:
    rows = np.concatenate([shown.complete, shown.pruned])
    for index, constraint in enumerate(measured(shown.constraints[rows])):
        points, name = encoding.encoded(units[rows[constraint.rows]]), f"constraint {index}"
        theta, fits[name] = remembered.theta(name, encoding, points, constraint.y, len(units))
        yield Feasibility(posterior(encoding, theta, points, constraint.y), constraint.border)
