"""Overfitting and underfitting in one sentence each that a student understands, with what to do."""

from collections.abc import Iterable

from tunewright.analysis.figures import shown, shown_value
from tunewright.analysis.findings import Finding, Severity
from tunewright.analysis.fit import Change, Fit
from tunewright.space.values import Json


def fit_findings(fits: Iterable[Fit]) -> list[Finding]:
    """Return a finding for every hyperparameter along which the fit goes wrong."""
    return [_finding(fit) for fit in fits if fit.answer != "no evidence"]


def _finding(fit: Fit) -> Finding:
    is_over = fit.answer == "overfitting"
    severity: Severity = "info" if is_over else "warning"
    sentence = _overfitting(fit) if is_over else _underfitting(fit)
    return Finding(fit.answer, severity, sentence, _evidence(fit), _fix(fit))


def _overfitting(fit: Fit) -> str:
    return (
        f"Overfitting when {fit.name} goes from {shown_value(fit.begins)} to {shown_value(fit.ends)}: the score on "
        f"training rows rises by {_amount(fit.train)}, that on rows not seen falls by {_amount(fit.valid)} "
        f"({fit.n_trials} trials)."
    )


def _underfitting(fit: Fit) -> str:
    return (
        f"Underfitting: when {fit.name} goes from {shown_value(fit.begins)} to {shown_value(fit.ends)}, the score on "
        f"training rows still rises by {_amount(fit.train)}, and that on rows not seen by {_amount(fit.valid)} "
        f"({fit.n_trials} trials)."
    )


def _fix(fit: Fit) -> str:
    if fit.answer == "underfitting":
        beyond = f"{'above' if fit.toward == 'high' else 'below'} {shown_value(fit.ends)}"
        return f"Try {fit.name} {beyond}; widen its range if it ends there."
    side = "above" if fit.toward == "high" else "below"
    return f"Keep {fit.name} near {shown_value(fit.begins)}; values far {side} learn the training rows by heart."


def _amount(change: Change) -> str:
    size = abs(change.amount)
    return shown(size, size)


def _evidence(fit: Fit) -> dict[str, Json]:
    return {
        "name": fit.name,
        "toward": fit.toward,
        "begins": fit.begins,
        "ends": fit.ends,
        "valid_change": fit.valid.amount,
        "valid_error": fit.valid.error,
        "train_change": fit.train.amount,
        "train_error": fit.train.error,
        "n_trials": fit.n_trials,
    }
