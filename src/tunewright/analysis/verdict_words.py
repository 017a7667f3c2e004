"""The verdict in one or two sentences that a student understands."""

from dataclasses import dataclass
from math import isfinite, isnan

from tunewright.analysis.corrected import Corrected, Interval, is_below_zero
from tunewright.analysis.figures import is_told_in_points, shown, shown_difference
from tunewright.analysis.holdout import HoldOut

OPENED = (
    "The hold-out had been looked at by an earlier verdict, so this one rests on the corrected cross-validation alone."
)
ANSWERS = {" Real gain.": "", ": a gain is not shown.": ".", " Worse: keep": " Keep"}


@dataclass(frozen=True, slots=True)
class Case:
    """All that a sentence about a verdict needs."""

    answer: str
    corrected: Corrected | None
    best_score: float
    default_score: float
    n_configs: int
    chosen_is_default: bool
    holdout: HoldOut | None
    metric: str

    @property
    def fresh(self) -> HoldOut | None:
        """The hold-out, if it may speak: no earlier verdict has looked at it."""
        return self.holdout if self.holdout is not None and not self.holdout.opened_before else None


def sentence_for(case: Case) -> str:
    """Return the verdict in words."""
    parts = [_opening(case)]
    if case.holdout is not None and case.holdout.opened_before and not case.chosen_is_default:
        parts.append(OPENED)
    return " ".join(parts)


def beneath_the_answer(sentence: str) -> str:
    """Return a sentence, which stands alone elsewhere, without the answer that is the headline above it."""
    for answer, rest in ANSWERS.items():
        sentence = sentence.replace(answer, rest)
    return sentence


def _opening(case: Case) -> str:
    if case.chosen_is_default:
        return _nothing_better(case)
    if case.corrected is None and case.answer != "worse":
        return "Whether the gain is real cannot be said: neither fold scores nor out-of-fold predictions were kept."
    if case.answer == "worse":
        return _worse(case)
    assert case.corrected is not None
    return _real(case, case.corrected) if case.answer == "real" else _not_shown(case, case.corrected)


def _nothing_better(case: Case) -> str:
    score = shown(case.default_score if isfinite(case.default_score) else case.best_score)
    among = f" among {case.n_configs} configurations" if case.n_configs > 1 else ""
    return f"Nothing beat the defaults{among} ({case.metric} {score} in cross-validation). No gain."


def _real(case: Case, corrected: Corrected) -> str:
    sentence = f"Tuning raised {_from_to(case, corrected)}. Real gain."
    if case.fresh is None or isnan(case.fresh.gain):
        return sentence
    return f"{sentence} The hold-out agrees: {_on_holdout(case, case.fresh)}."


def _not_shown(case: Case, corrected: Corrected) -> str:
    if isnan(corrected.gain):
        return (
            f"There is no default configuration to compare with, so no gain can be stated; {case.metric} is expected "
            f"to be {shown(corrected.score)} on unseen rows."
        )
    if not all(map(isfinite, corrected.gain_interval)):
        return (
            f"Tuning moved {case.metric} by {_with_unit(corrected.gain, case.metric)}, but there are too few "
            "independent rows, groups or folds for an interval: a gain is not shown."
        )
    if corrected.gain_interval[0] > 0 and case.fresh is not None:
        return (
            f"In cross-validation tuning raised {_from_to(case, corrected)}, but not on the hold-out: "
            f"{_on_holdout(case, case.fresh)}. Not confirmed: a gain is not shown."
        )
    return f"Tuning moved {_from_to(case, corrected)}. The interval contains 0: a gain is not shown."


def _worse(case: Case) -> str:
    if case.corrected is not None and is_below_zero(case.corrected.gain_interval):
        return f"Tuning is expected to lower {_from_to(case, case.corrected)}. Worse: keep the default."
    assert case.fresh is not None
    interval = _interval(case.fresh.gain_interval, case.metric)
    return f"On rows that the search never saw: {_on_holdout(case, case.fresh)} ({interval}). Worse: keep the default."


def _from_to(case: Case, corrected: Corrected) -> str:
    gain = corrected.gain
    return (
        f"{case.metric} from {shown(corrected.default_score, gain)} to {shown(corrected.score, gain)} "
        f"({_with_unit(gain, case.metric)}; {_interval(corrected.gain_interval, case.metric, corrected.confidence)}, "
        f"corrected for having picked the best of {case.n_configs})"
    )


def _on_holdout(case: Case, holdout: HoldOut) -> str:
    tuned, default = shown(holdout.score, holdout.gain), shown(holdout.default_score, holdout.gain)
    return f"{case.metric} {tuned} tuned, {default} by default"


def _with_unit(difference: float, metric: str) -> str:
    sign = "+" if difference > 0 else ""
    return f"{sign}{shown_difference(difference, metric)}{' points' if is_told_in_points(metric) else ''}"


def _interval(interval: Interval, metric: str, confidence: float = 0.95) -> str:
    low, high = (shown_difference(bound, metric) for bound in interval)
    return f"{100 * confidence:.3g} % interval {low} to {high}"
