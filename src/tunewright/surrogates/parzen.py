"""A Parzen estimator on the unit cube: a density that is high where configurations lie.

One kernel a configuration, all coordinates at once, so that what belongs together stays together, and one uniform
kernel, so that no place is impossible. On a continuous axis the kernel is a Gaussian cut off at the borders; on a
stepped axis it is the Gaussian's mass in the cell; on a categorical axis most of the mass is on the kernel's own
choice and the rest is spread over all.

Conditions: where a coordinate is inactive in the kernel's configuration, the kernel says nothing and is uniform; where
it is inactive in the evaluated one, the factor is left out. So a configuration is weighed by its parents first and by
its children among the kernels that have them, which makes one proper density over a tree of parameters. Densities are
relative to the uniform one, whatever the kind of the axis.

Source: Bergstra et al. (2011), "Algorithms for Hyper-Parameter Optimization", NeurIPS; Falkner et al. (2018), "BOHB",
ICML, for the joint kernel; Watanabe (2023), "Tree-Structured Parzen Estimator", arXiv:2304.11127, for the choices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunewright.surrogates.axes import Axes

Array = NDArray[np.float64]
LOG_ROOT_2PI = 0.5 * float(np.log(2 * np.pi))
TINY = 1e-300
NARROWED = 0.7
WIDTHS = (0.05, 0.5)


@dataclass(frozen=True, slots=True)
class Parzen:
    """A fitted density; make one with `fit_parzen`.

    Attributes:
        axes: what the coordinates stand for.
        centres: shape (n_kernels, n_dims), NaN where inactive.
        widths: standard deviations, shape (n_dims,); on a categorical axis the share that is spread.
        weights: shape (n_kernels + 1,), summing to 1; the last is the uniform kernel's.
    """

    axes: Axes
    centres: Array
    widths: Array
    weights: Array

    def log_density(self, units: Array) -> Array:
        """Return the log of the density relative to the uniform one, shape (n,).

        Args:
            units: snapped coordinates, shape (n, n_dims), NaN where inactive.
        """
        from scipy.special import logsumexp

        kernels = self._continuous(units) + self._stepped(units) + self._categorical(units)
        kernels = np.hstack([kernels, np.zeros((len(units), 1))])
        with np.errstate(divide="ignore"):
            return np.asarray(logsumexp(kernels + np.log(self.weights), axis=1))

    def draw(self, rng: np.random.Generator, n: int) -> Array:
        """Return `n` points, shape (n, n_dims), snapped, with a value on every axis."""
        from scipy.special import ndtr, ndtri

        kernels = rng.choice(len(self.weights), size=n, p=self.weights)
        centres = np.vstack([self.centres, np.full(self.centres.shape[1], np.nan)])[kernels]
        chance = rng.random(centres.shape)
        low, high = ndtr(-centres / self.widths), ndtr((1 - centres) / self.widths)
        drawn = centres + self.widths * ndtri(low + chance * (high - low))
        spread = np.isnan(centres) | ((self.axes.n_choices > 0) & (rng.random(centres.shape) < self.widths))
        kept = np.where(self.axes.n_choices > 0, centres, drawn)
        return self.axes.snapped(np.where(spread, chance, kept))

    def _continuous(self, units: Array) -> Array:
        """Sum the Gaussian log densities by three matrix products: -z*z/2 opened up, with a mask for the inactive."""
        at = self.axes.continuous
        x, centres, widths = units[:, at], self.centres[:, at], self.widths[at]
        here, there = ~np.isnan(x), ~np.isnan(centres)
        x, mu = np.where(here, x, 0.0), np.where(there, centres, 0.0)
        precision = there / widths**2
        constant = there * (_log_mass_inside(mu, widths) + np.log(widths) + LOG_ROOT_2PI) + precision * mu**2 / 2
        return np.asarray(x @ (precision * mu).T - (x * x) @ precision.T / 2 - here @ constant.T)

    def _stepped(self, units: Array) -> Array:
        from scipy.special import ndtr

        at = self.axes.stepped
        lower, upper = self.axes.cells(units)
        mu, widths = self.centres[None, :, at], self.widths[at]
        mass = ndtr((upper[:, None] - mu) / widths) - ndtr((lower[:, None] - mu) / widths)
        density = np.maximum(mass, TINY) / (upper - lower)[:, None]
        logs = np.log(density) - _log_mass_inside(mu, widths)
        return np.asarray(np.where(np.isnan(logs), 0.0, logs).sum(axis=2))

    def _categorical(self, units: Array) -> Array:
        at = self.axes.categorical
        x, centres, k, spread = units[:, None, at], self.centres[None, :, at], self.axes.n_choices[at], self.widths[at]
        same = np.abs(x - centres) < 0.5 / k
        logs = np.log(np.where(same, spread + k * (1 - spread), spread))
        return np.asarray(np.where(np.isnan(x) | np.isnan(centres), 0.0, logs).sum(axis=2))


def _log_mass_inside(mu: Array, widths: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(np.log(ndtr((1 - mu) / widths) - ndtr(-mu / widths)))


def fit_parzen(axes: Axes, units: Array, weights: Array) -> Parzen:
    """Return the density of the configurations in `units`; the uniform kernel counts 1 beside their weights.

    Args:
        axes: what the coordinates stand for.
        units: shape (n, n_dims), NaN where inactive; n may be 0.
        weights: what each configuration counts, shape (n,), 0 or more.
    """
    together = np.append(weights, 1.0)
    return Parzen(axes, units, _widths(axes, units), together / together.sum())


def _widths(axes: Axes, units: Array) -> Array:
    """Return widths by a narrowed rule of Scott, from the spread and number of what is active on each axis."""
    active = ~np.isnan(units)
    n_active = np.maximum(active.sum(axis=0), 1)
    centred = np.where(active, units, 0.0).sum(axis=0) / n_active
    spread = np.sqrt((np.where(active, units - centred, 0.0) ** 2).sum(axis=0) / n_active)
    n_dims = max(1.0, float(active.sum()) / max(1, len(units)))
    scott = NARROWED * spread * n_active ** (-1.0 / (n_dims + 4))
    return np.asarray(np.where(axes.n_choices > 0, 1 / np.sqrt(1.0 + n_active), np.clip(scott, *WIDTHS)))
