"""Overfitting or underfitting, told by how train and validation scores move along a hyperparameter.

A gap between train and validation convicts every forest, so no gap is judged. Along each hyperparameter, the others
accounted for (see `additive`), the answer is

- *overfitting*: from where validation is best to an end of the range, the train score rises while validation falls;
- *underfitting*: from the best trial (or two knots before the end, if it is nearer) to an end of the range both rise,
  in the last step too, and that is not the simpler side;
- *no evidence* otherwise.

Ranks decide: the place of a trial's score among the others in the same fold, because one fold in which a model blows up
would hide what all folds agree on. What is told is in the scores' own unit.

"Rises" and "falls" must exceed what folds and trials could do by chance. A change has two errors: that of folds, from
the paired differences between them (with the variance of Nadeau and Bengio, since folds share training rows), and that
of trials, from what the model leaves unexplained. They are added, and the threshold is Student's, with the degrees of
freedom of Welch and Satterthwaite, at the level 2 % shared by all hyperparameters. Where the best place is taken from
the same scores as the fall, luck makes falls: so each fold's fall is measured from the place that the *other* folds
like best, and the error of trials, which the folds share, must be exceeded at a level divided by the number of places.

With a handful of folds only what nearly all of them show is said: on small tables a true but slight fall is "no
evidence". `tests/analysis/test_fit.py` holds the false alarms to 5 %.

Source: Nadeau and Bengio (2003), "Inference for the generalization error", Machine Learning 52; Welch (1947),
Biometrika 34. The definition, and the two remedies against choosing the best place, are ours.
"""

from dataclasses import dataclass, replace
from math import nan, sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.additive import Additive, additive, ranks, value_at, without_outliers
from tunewright.analysis.observations import Observations
from tunewright.analysis.tibshirani import paired_error
from tunewright.space.parameters import Categorical
from tunewright.space.values import Json

Which: TypeAlias = Literal["valid", "train"]
FitAnswer: TypeAlias = Literal["overfitting", "underfitting", "no evidence"]
Toward: TypeAlias = Literal["low", "high"]

LEVEL = 0.02
"""Share of studies without any effect on validation in which chance may be called overfitting; so for underfitting."""

STILL_LEVEL = 0.05
"""That of what must hold besides, which only lowers the share of false alarms further."""
MIN_ROWS_PER_FOLD = 8
WHICH: tuple[Which, Which] = ("valid", "train")


@dataclass(frozen=True, slots=True)
class Change:
    """How much a score changes between two places, and how much of that chance could do.

    Attributes:
        amount: the change, higher is better.
        of_folds, of_trials: its standard errors from the two sources of chance.
        folds_freedom, trials_freedom: their degrees of freedom.
    """

    amount: float
    of_folds: float = 0.0
    of_trials: float = 0.0
    folds_freedom: float = 1.0
    trials_freedom: float = 1.0

    @property
    def error(self) -> float:
        """The standard error of the change."""
        return sqrt(self.of_folds**2 + self.of_trials**2)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of `error`, after Welch and Satterthwaite."""
        parts = self.of_folds**4 / self.folds_freedom + self.of_trials**4 / self.trials_freedom
        return self.error**4 / parts if parts > 0 else 1.0

    @property
    def reversed(self) -> "Change":
        """The change in the other direction."""
        return replace(self, amount=-self.amount)

    def exceeds_chance(self, level: float, n_places: int = 1) -> bool:
        """Return whether the score rises by more than chance makes it in a share of `level` of the cases.

        Args:
            level: the share.
            n_places: among how many places the start was chosen for its score; what chance does to trials, all folds
                share, so this choice must be paid for.
        """
        from scipy.special import stdtrit  # SciPy is loaded on first use

        by_both = float(stdtrit(self.freedom, 1 - level)) * self.error
        by_trials = float(stdtrit(self.trials_freedom, 1 - level / n_places)) * self.of_trials
        return self.amount > 0 and self.amount > max(by_both, by_trials)


NO_CHANGE = Change(0.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """The diagnosis along one hyperparameter.

    Attributes:
        name: the hyperparameter.
        answer: "overfitting", "underfitting" or "no evidence".
        toward: the end of the range toward which it happens.
        begins, ends: the values between which the scores change.
        begins_at: the place of `begins` in the unit interval.
        valid, train: how the scores change from `begins` to `ends`, higher is better.
        n_trials: number of trials in which the hyperparameter was active and that were used.
    """

    name: str
    answer: FitAnswer
    toward: Toward = "high"
    begins: Json = None
    ends: Json = None
    begins_at: float = nan
    valid: Change = NO_CHANGE
    train: Change = NO_CHANGE
    n_trials: int = 0


@dataclass(frozen=True, slots=True)
class Curves:
    """Train and validation curves of one hyperparameter, one row per fold, shape (n_folds, n_knots)."""

    model: Additive
    valid: NDArray[np.float64]
    train: NDArray[np.float64]
    valid_mean: NDArray[np.float64]
    train_mean: NDArray[np.float64]

    def change(self, which: Which, start: int, end: int) -> Change:
        """Return how a score changes from knot `start` to knot `end`."""
        folds = self.valid if which == "valid" else self.train
        return self._change(which, folds[:, end] - folds[:, start], start, end)

    def change_from_best(self, end: int) -> tuple[int, Change]:
        """Return the best knot, and the change from there to `end`: each fold's from what the other folds like best."""
        best = int(self.valid.mean(axis=0).argmax())
        n_folds = len(self.valid)
        if n_folds < 2:
            return best, self.change("valid", best, end)
        others = (self.valid.sum(axis=0) - self.valid) / (n_folds - 1)
        rows = np.arange(n_folds)
        by_fold = self.valid[:, end] - self.valid[rows, others.argmax(axis=1)]
        return best, self._change("valid", by_fold, best, end)

    def _change(self, which: Which, by_fold: NDArray[np.float64], start: int, end: int) -> Change:
        n_knots = len(self.model.places)
        contrast = (np.eye(n_knots)[end] - np.eye(n_knots)[start])[None, :]
        scores = self.valid_mean if which == "valid" else self.train_mean
        of_folds = paired_error(by_fold)
        return Change(
            amount=float(by_fold.mean()),
            of_folds=0.0 if np.isnan(of_folds) else of_folds,
            of_trials=float(self.model.errors(contrast, scores)[0]),
            folds_freedom=max(1, len(by_fold) - 1),
            trials_freedom=self.model.freedom,
        )


@dataclass(frozen=True, slots=True)
class Both:
    """The curves of the ranks, which decide, and those of the scores, which are told."""

    ranked: Curves
    raw: Curves

    @property
    def model(self) -> Additive:
        """The model behind all of them."""
        return self.ranked.model


def diagnose_fit(observations: Observations) -> list[Fit]:
    """Return the diagnosis along every hyperparameter that has an order, in the order of the space."""
    space = observations.space
    names = [name for name in space.dims if not isinstance(space.parameters[name], Categorical)]
    curves = [_curves(observations, name) for name in names]
    n_judged = max(1, sum(found is not None for found in curves))
    return [
        Fit(name, "no evidence") if found is None else _diagnosis(observations, found, LEVEL / n_judged)
        for name, found in zip(names, curves, strict=True)
    ]


def _curves(observations: Observations, name: str) -> Both | None:
    """Return the curves over the trials whose folds were all run; where racing left few, over the first folds."""
    valid, train = observations.valid, observations.train
    n_folds = _folds_to_use(np.isfinite(valid) & np.isfinite(train))
    if not n_folds:
        return None
    valid, train = valid[:, :n_folds], train[:, :n_folds]
    usable = np.isfinite(valid + train).all(axis=1)
    model = additive(observations.space, observations.units, name, np.asarray(usable))
    if model is None:
        return None
    valid, train = valid[model.rows], train[model.rows]
    ranked = _drawn(model, ranks(valid), ranks(train))
    return Both(ranked, _drawn(model, without_outliers(valid), without_outliers(train)))


def _drawn(model: Additive, valid: NDArray[np.float64], train: NDArray[np.float64]) -> Curves:
    curves = (model.weights @ valid).T, (model.weights @ train).T
    return Curves(model, *curves, valid.mean(axis=1), train.mean(axis=1))


def _folds_to_use(known: NDArray[np.bool_]) -> int:
    """Return how many of the first folds to use: all, unless that would leave out more than half of the trials.

    Racing stops what is bad after the first folds, and what is bad is what shows overfitting.
    """
    rows_with = [int(known[:, : n + 1].all(axis=1).sum()) for n in range(known.shape[1])]
    enough = [n + 1 for n, rows in enumerate(rows_with) if rows >= max(MIN_ROWS_PER_FOLD, rows_with[0] / 2)]
    return max(enough, default=0)


def _diagnosis(observations: Observations, curves: Both, level: float) -> Fit:
    ends = (0, len(curves.model.places) - 1)
    found = [_overfitting(observations, curves, end, level) for end in ends]
    found += [_underfitting(observations, curves, end, level / 2) for end in ends]
    nothing = Fit(curves.model.name, "no evidence", n_trials=len(curves.model.rows))
    return next((fit for fit in found if fit is not None), nothing)


def _overfitting(observations: Observations, curves: Both, end: int, level: float) -> Fit | None:
    start, valid = curves.ranked.change_from_best(end)
    train = curves.ranked.change("train", start, end)
    n_places = len(curves.model.places) - 1
    if start == end or not (valid.reversed.exceeds_chance(level, n_places) and train.exceeds_chance(STILL_LEVEL)):
        return None
    fit = _fit(observations, curves, "overfitting", start, end)
    return fit if fit.valid.amount < 0 < fit.train.amount else None


def _underfitting(observations: Observations, curves: Both, end: int, level: float) -> Fit | None:
    simpler = getattr(observations.space.parameters[curves.model.name], "simpler", None)
    best = _knot_of_best(observations, curves.model)
    if best is None or simpler == ("low" if end == 0 else "high"):
        return None
    steps = sorted(range(len(curves.model.places)), key=lambda knot: abs(knot - end))
    start = max(best, steps[min(2, len(steps) - 1)], key=lambda knot: abs(knot - end))
    rise, last = ([curves.ranked.change(which, knot, end) for which in WHICH] for knot in (start, steps[1]))
    is_rising = rise[0].exceeds_chance(level) and all(c.exceeds_chance(STILL_LEVEL) for c in (rise[1], *last))
    fit = _fit(observations, curves, "underfitting", start, end)
    return fit if is_rising and fit.valid.amount > 0 and fit.train.amount > 0 else None


def _knot_of_best(observations: Observations, model: Additive) -> int | None:
    if observations.best is None:
        return None
    at = observations.units[observations.best, observations.space.dims.index(model.name)]
    return None if np.isnan(at) else int(np.abs(model.places - at).argmin())


def _fit(observations: Observations, curves: Both, answer: FitAnswer, start: int, end: int) -> Fit:
    name, places = curves.model.name, curves.model.places
    parameter = observations.space.parameters[name]
    return Fit(
        name=name,
        answer=answer,
        toward="low" if end == 0 else "high",
        begins=value_at(parameter, places[start]),
        ends=value_at(parameter, places[end]),
        begins_at=float(places[start]),
        valid=curves.raw.change("valid", start, end),
        train=curves.raw.change("train", start, end),
        n_trials=len(curves.model.rows),
    )
