"""After the search: is the gain real, what do the trials say, and which configuration is handed over.

The order matters. Promising configurations that were stopped early are completed first, so that the choice is fair;
then the choice is made by cross-validation alone; only then is the hold-out opened, once, and the tool remembers it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from tunewright.analysis.assessment import Assessment, assess
from tunewright.analysis.bootstrap_bias import BootstrapBias
from tunewright.analysis.corrected import Corrected
from tunewright.analysis.findings import Finding
from tunewright.analysis.holdout import HoldOut, measured_holdout
from tunewright.cli.job.plan import Plan
from tunewright.errors import TunewrightError
from tunewright.evaluation.cross_validation import OUT_OF_FOLD
from tunewright.evaluation.holdout import score_holdout
from tunewright.evaluation.resampling import resampled_scores
from tunewright.study.loop import INTERRUPTED
from tunewright.study.progress import Progress
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

HOLDOUT = "hold-out"
NUMBER = re.compile(r"\d[\d.e+-]*")
N_COMPLETED = 3
SHARE_TO_COMPLETE = 0.3


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the search came to.

    Attributes:
        assessment: the verdict and its figures.
        chosen: the trial whose configuration is handed over.
        default: the best default configuration's trial, or None if every default failed.
        findings: what the trials say, the gravest first.
        trials: all of them.
    """

    assessment: Assessment
    chosen: Trial
    default: Trial | None
    findings: list[Finding]
    trials: list[Trial]


def conclude(study: Study, plan: Plan) -> Conclusion:
    """Choose, open the hold-out, and judge.

    Raises:
        TunewrightError: if no trial is complete; the message says what most of them died of.
    """
    trials = study.trials
    complete = [trial for trial in trials if trial.state is State.COMPLETE]
    if not complete:
        raise TunewrightError(_why_none(trials, study.stop_reason))
    chosen = study.best_trial
    default = best_default(complete)
    assessment = assess(
        corrected_by_rows(study, plan, complete),
        best_score=chosen.value,
        default_score=nan if default is None else default.value,
        n_configs=sum(trial.state in {State.COMPLETE, State.PRUNED} for trial in trials),
        chosen_is_default=bool(chosen.tags.get("baseline")),
        holdout=opened_holdout(study, plan, chosen, default),
        metric=plan.metric.name,
    )
    return Conclusion(assessment, chosen, default, study.diagnose(), trials)


def best_default(complete: list[Trial]) -> Trial | None:
    """Return the default configuration that scored best by cross-validation, or None."""
    return max((trial for trial in complete if trial.tags.get("baseline")), key=lambda trial: trial.value, default=None)


def complete_promising(study: Study, plan: Plan, progress: Progress) -> None:
    """Run those stopped trials to the end that were closest to the best on the folds they have seen."""
    trials = study.trials
    left = plan.request.seconds_left()
    timeout = None if left is None else SHARE_TO_COMPLETE * left
    numbers = affordable(promising(trials), trials, timeout, plan.request.n_jobs)
    if numbers and study.stop_reason != INTERRUPTED:
        study.complete(
            plan.objective(),
            numbers,
            timeout=timeout,
            n_jobs=plan.request.n_jobs,
            limits=plan.request.limits,
            progress=progress,
        )


def affordable(numbers: list[int], trials: list[Trial], timeout: float | None, n_jobs: int) -> list[int]:
    """Return as many of `numbers` as can be run to the end in `timeout` seconds, at the longest time seen for each."""
    if timeout is None:
        return numbers
    longest = max((trial.usage.seconds for trial in trials if trial.state is State.COMPLETE), default=nan)
    rounds = timeout / longest if longest > 0 else 0.0
    return numbers[: int(rounds) * max(1, n_jobs)]


def promising(trials: list[Trial]) -> list[int]:
    """Return the numbers of the stopped trials that were closest to the best one on the same folds, at most three."""
    best = max(
        (trial for trial in trials if trial.state is State.COMPLETE), key=lambda trial: trial.value, default=None
    )
    if best is None:
        return []
    reference = fold_scores(best)
    behind = {
        trial.number: np.mean([reference.get(fold, nan) - score for fold, score in fold_scores(trial).items()])
        for trial in trials
        if trial.state is State.PRUNED and fold_scores(trial)
    }
    return sorted((number for number in behind if not isnan(behind[number])), key=lambda n: behind[n])[:N_COMPLETED]


def fold_scores(trial: Trial) -> dict[int, float]:
    """Return the validation score of each fold that the trial has seen."""
    return {report.fold: report.value for report in trial.reports if report.fold >= 0 and not report.metric}


def corrected_by_rows(study: Study, plan: Plan, complete: list[Trial]) -> Corrected | None:
    """Return the scores corrected for the choice, from the out-of-fold predictions that were kept; None without."""
    kept = study.arrays([trial.number for trial in complete])
    trials = [trial for trial in complete if OUT_OF_FOLD in kept.get(trial.number, {})]
    if not trials:
        return None
    predictions = [kept[trial.number][OUT_OF_FOLD] for trial in trials]
    validated = ~np.isnan(predictions[0].reshape(len(plan.search.y), -1)).any(axis=1)
    return BootstrapBias().correct(
        resampled_scores(plan.metric, plan.search.y, predictions, plan.search.weights),
        np.array([bool(trial.tags.get("baseline")) for trial in trials]),
        np.random.default_rng([plan.request.seed, len(trials)]),
        validated=validated,
        groups=plan.groups,
    )


def opened_holdout(study: Study, plan: Plan, chosen: Trial, default: Trial | None) -> HoldOut | None:
    """Score the chosen and the default configuration on the hold-out, unless an earlier verdict has looked at it.

    The same two configurations may be shown again: that is the same look. Others would make the hold-out a part of the
    search, so they are not scored.
    """
    if plan.holdout is None or default is None:
        return None
    pair = {"chosen": dict(chosen.params), "default": dict(default.params)}
    study.remember(HOLDOUT, {"pair": pair}, only_if_absent=True)
    opened = study.facts()[HOLDOUT]
    if opened.get("pair") != pair:
        return HoldOut(nan, nan, opened_before=True)
    if "score" in opened:
        return HoldOut(opened["score"], opened["default_score"], tuple(opened["gain_interval"]))
    both = [chosen.params] if chosen.number == default.number else [chosen.params, default.params]
    result = score_holdout(
        plan.build, both, plan.transformer, plan.search, plan.holdout, plan.metric, seed=plan.request.seed
    )
    if len(both) == 1:
        looked = HoldOut(result.scores[0], result.scores[0], (0.0, 0.0))
    else:
        rng = np.random.default_rng([plan.request.seed, 1])
        looked = measured_holdout(result.resampled(), len(plan.holdout.y), rng, groups=plan.holdout_groups)
    seen = {"score": looked.score, "default_score": looked.default_score, "gain_interval": list(looked.gain_interval)}
    study.remember(HOLDOUT, {"pair": pair, **seen})
    return looked


def _why_none(trials: list[Trial], stop_reason: str) -> str:
    errors = [trial.error or str(trial.state) for trial in trials if trial.state.is_finished]
    if not errors and stop_reason == INTERRUPTED:
        return "stopped before any trial was completed"
    if not errors:
        return "no trial was completed in the time given; give more with --timeout, or take fewer rows"
    kinds = Counter(NUMBER.sub("#", error) for error in errors)
    kind, count = kinds.most_common(1)[0]
    example = next(error for error in errors if NUMBER.sub("#", error) == kind)
    return f"no trial was completed; {count} of {len(errors)} ended with: {example}"
