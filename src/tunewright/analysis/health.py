"""Whether the study itself is sound: failures and what they have in common, noise, repeats, fits that did not end.

"Failed" here are trials that raised, ran out of time or out of memory. Those that a pruner stopped are none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import isfinite

import numpy as np

from tunewright.analysis.costs import LOST_STATES
from tunewright.analysis.failure_rule import Rule, failure_rule
from tunewright.analysis.figures import shown, shown_value
from tunewright.analysis.findings import Finding, Severity
from tunewright.analysis.observations import Observations
from tunewright.analysis.tibshirani import paired_error
from tunewright.space.values import Json, canonical
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

FAILED_SHARE = 0.3
DUPLICATES_SHARE = 0.1
MIN_TRIALS = 10
LONGEST_ERROR = 120

NOT_CONVERGED = "n_not_converged"


def health_findings(observations: Observations) -> list[Finding]:
    """Return what is wrong with the trials themselves."""
    found = (
        failures(observations.trials),
        noise(observations),
        duplicates(observations.trials),
        not_converged(observations),
    )
    return [finding for finding in found if finding is not None]


def failures(trials: Sequence[Trial]) -> Finding | None:
    """Return a finding if all trials failed, more than 30 % did, or a rule tells those that did from the others."""
    failed = np.array([trial.state in LOST_STATES for trial in trials], np.bool_)
    n_failed = int(failed.sum())
    if not n_failed:
        return None
    cause, example = _commonest([trial for trial in trials if trial.state in LOST_STATES])
    if failed.all():
        return _all_failed(n_failed, cause, example)
    rule = failure_rule([trial.params for trial in trials], failed)
    is_much = n_failed > 1 and n_failed > FAILED_SHARE * len(trials)
    if not is_much and rule is None:
        return None
    sentence = f"{n_failed} of {len(trials)} trials failed ({100 * n_failed / len(trials):.0f} %), {cause}."
    evidence: dict[str, Json] = {"n_failed": n_failed, "n_trials": len(trials), "example": example.number, "rule": None}
    if rule is not None:
        sentence += _in_words(rule)
        evidence["rule"] = {"name": rule.name, "kind": rule.kind, "value": rule.value, "chance": rule.chance}
    severity: Severity = "warning" if is_much else "info"
    return Finding("failures", severity, sentence, evidence, _failures_fix(rule, example))


def noise(observations: Observations) -> Finding | None:
    """Return a finding if the best tenth is no further from the middle than the folds alone would move it."""
    scores = observations.valid[np.isfinite(observations.valid).all(axis=1) & np.isfinite(observations.score)]
    if len(scores) < MIN_TRIALS or scores.shape[1] < 2:
        return None
    ordered = scores[np.argsort(-scores.mean(axis=1), kind="stable")]
    best, middle = ordered[: max(1, len(ordered) // 10)], ordered[len(ordered) // 2]
    difference = float(best.mean() - middle.mean())
    error = float(np.median([paired_error(own - middle) for own in best]))
    if not difference < error:
        return None
    sentence = (
        f"The folds say more than the hyperparameters: the best tenth of the trials is {shown(difference)} better than "
        f"the middle one, and a difference between two trials is uncertain by {shown(error, difference)}."
    )
    evidence = {"difference": difference, "error": error, "n_trials": len(scores), "n_folds": scores.shape[1]}
    fix = "More folds or more rows would tell trials apart; until then the simplest or cheapest is as good as the best."
    return Finding("noise", "info", sentence, evidence, fix)


def duplicates(trials: Sequence[Trial]) -> Finding | None:
    """Return a finding if more than 10 % of the trials ran a configuration that had been run before."""
    n_repeats = len(trials) - len({canonical(dict(trial.params)) for trial in trials})
    if len(trials) < MIN_TRIALS or n_repeats <= DUPLICATES_SHARE * len(trials):
        return None
    sentence = f"{n_repeats} of {len(trials)} trials ran a configuration that had been run before."
    fix = (
        "If the same configuration always gives the same score, say noise='none' and none is run twice; if the space "
        "has few configurations, fewer trials are enough."
    )
    return Finding("duplicates", "info", sentence, {"n_repeats": n_repeats, "n_trials": len(trials)}, fix)


def not_converged(observations: Observations) -> Finding | None:
    """Return a finding if the training of the best trial was cut off, by the warnings of its folds."""
    if observations.best is None:
        return None
    trial = observations.trials[observations.best]
    n_folds = trial.metrics.get(NOT_CONVERGED, 0.0)
    if not (isfinite(n_folds) and n_folds > 0):
        return None
    where = "1 fold" if n_folds == 1 else f"{n_folds:.0f} folds"
    sentence = f"In {where} of the best trial ({trial.number}) the training was cut off before it had converged."
    fix = "Give it more iterations (max_iter), or bring the columns to one scale; then see whether the score changes."
    return Finding("not-converged", "info", sentence, {"trial": trial.number, "n_folds": n_folds}, fix)


def _commonest(failed: Sequence[Trial]) -> tuple[str, Trial]:
    """Return why most of the failed trials failed, in words, and the first that did so."""
    kinds = [_kind(trial) for trial in failed]
    kind, count = Counter(kinds).most_common(1)[0]
    example = failed[kinds.index(kind)]
    differ = len({trial.error for own, trial in zip(kinds, failed, strict=True) if own == kind}) > 1
    reason = _reason(example, like="errors like " if differ else "")
    if len(failed) == 1:
        return reason, example
    return f"{'all' if count == len(failed) else f'{count} of them'} {reason}", example


def _kind(trial: Trial) -> str:
    """Return what is the same for errors that differ in their numbers only."""
    first_line = trial.error.strip().partition("\n")[0]
    return f"{trial.state}:{re.sub(r'[-+]?[0-9][0-9.eE+-]*', '#', first_line) if trial.state is State.FAILED else ''}"


def _reason(trial: Trial, like: str) -> str:
    if trial.state is State.TIMED_OUT:
        return "because the time limit was over"
    if trial.state is State.OUT_OF_MEMORY:
        return "because the memory limit was reached"
    error = trial.error.strip().partition("\n")[0]
    short = error if len(error) <= LONGEST_ERROR else error[: LONGEST_ERROR - 1] + "…"
    return f"with {like}“{short}”" if short else "without a message"


def _all_failed(n_failed: int, cause: str, example: Trial) -> Finding:
    who = "The only trial" if n_failed == 1 else f"All {n_failed} trials"
    sentence = f"{who} failed, {cause}: there is nothing to choose from."
    evidence = {"n_failed": n_failed, "n_trials": n_failed, "example": example.number}
    return Finding("all-failed", "problem", sentence, evidence, _mend(example))


def _mend(example: Trial) -> str:
    if example.state is State.TIMED_OUT:
        return "Raise the time limit of a trial, or try fewer rows first."
    if example.state is State.OUT_OF_MEMORY:
        return "Raise the memory limit of a trial, or try fewer rows first."
    return f"Mend the cause; trial {example.number} shows the whole error."


def _in_words(rule: Rule) -> str:
    return (
        f" It happens where {rule.text}: {rule.failed_inside} of {rule.n_inside} trials failed there, "
        f"{rule.failed_outside} of {rule.n_outside} elsewhere."
    )


def _failures_fix(rule: Rule | None, example: Trial) -> str:
    if rule is None:
        return _mend(example)
    if rule.kind == "is":
        return f"Leave {shown_value(rule.value)} out of the values of {rule.name}, or: {_mend(example)}"
    side = "below" if rule.kind == "at least" else "above"
    return f"Keep {rule.name} {side} {shown_value(rule.value)}, or: {_mend(example)}"
