"""The verdict: is the gain of tuning real?

The rule, in full:

1. Nothing beat the defaults (the chosen configuration is one): "not shown", and the gain is 0.
2. "worse" if the interval of the corrected gain lies wholly below 0, or that of the hold-out does.
3. "real" if the interval of the corrected gain lies wholly above 0 and the hold-out does not contradict: the tuned
   model scored there at least as high as the default.
4. Otherwise "not shown": always where the interval contains 0 or is unknown.

A hold-out that an earlier verdict has looked at decides nothing any more, and the sentence says so.

Why the hold-out contradicts as soon as its gain is below 0: it is asked for agreement, not for a second proof. A true
gain of 2.6 standard errors in the cross-validation (just enough for "real") falls below 0 by chance in 10 % of the
hold-outs of a fifth of the rows; a gain of 4, in 2.5 %. Where there is no gain it halves the false ones.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite, nan
from typing import Literal, TypeAlias

from tunewright.analysis.corrected import Corrected, Interval, is_above_zero, is_below_zero
from tunewright.analysis.figures import as_json, from_json
from tunewright.analysis.holdout import HoldOut
from tunewright.analysis.verdict_words import Case, sentence_for
from tunewright.space.values import Json

Answer: TypeAlias = Literal["real", "not shown", "worse"]

INTERVALS = ("gain_interval", "corrected_score_interval", "holdout_gain_interval")
TEXTS = ("answer", "method", "sentence")
UNKNOWN: Interval = (nan, nan)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer, with the figures it rests on. Scores are higher-is-better; NaN is "not known".

    Attributes:
        answer: whether tuning gained something over the default.
        gain, gain_interval: corrected for the choice among many configurations.
        best_score, default_score: the plain cross-validation scores.
        corrected_score, corrected_score_interval: what the chosen configuration is expected to score on unseen rows.
        holdout_score, holdout_default_score, holdout_gain_interval: on rows that the search never saw.
        method: how the gain was corrected.
        confidence: of the intervals.
        sentence: the answer in words.
    """

    answer: Answer
    gain: float
    gain_interval: Interval
    best_score: float
    default_score: float
    corrected_score: float
    corrected_score_interval: Interval
    holdout_score: float
    holdout_default_score: float
    holdout_gain_interval: Interval
    method: str
    sentence: str
    confidence: float = 0.95

    def to_json(self) -> dict[str, Json]:
        """Return the assessment as JSON; numbers that JSON cannot hold become null."""
        written: dict[str, Json] = as_json(asdict(self))
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, Json]) -> "Assessment":
        """Return the assessment that `to_json` wrote."""
        return cls(**{name: _read(name, value) for name, value in written.items()})


def assess(
    corrected: Corrected | None,
    *,
    best_score: float,
    default_score: float,
    n_configs: int,
    chosen_is_default: bool = False,
    holdout: HoldOut | None = None,
    metric: str = "score",
) -> Assessment:
    """Answer whether tuning gained something.

    Args:
        corrected: what `BootstrapBias.correct` or `correct_folds` found; None where neither could be used.
        best_score: plain score of the chosen configuration, higher is better.
        default_score: plain score of the best default configuration; NaN without one.
        n_configs: number of configurations among which was chosen.
        chosen_is_default: whether the chosen configuration is a default one.
        holdout: what the hold-out says, where there is one.
        metric: name of the score, for the sentence.
    """
    fresh = holdout if holdout is not None and not holdout.opened_before else None
    answer: Answer = "not shown" if chosen_is_default else _answer(corrected, fresh)
    case = Case(answer, corrected, best_score, default_score, n_configs, chosen_is_default, holdout, metric)
    return Assessment(
        answer=answer,
        gain=0.0 if chosen_is_default else corrected.gain if corrected else nan,
        gain_interval=(0.0, 0.0) if chosen_is_default else corrected.gain_interval if corrected else UNKNOWN,
        best_score=best_score,
        default_score=default_score,
        corrected_score=corrected.score if corrected else nan,
        corrected_score_interval=corrected.interval if corrected else UNKNOWN,
        holdout_score=holdout.score if holdout else nan,
        holdout_default_score=holdout.default_score if holdout else nan,
        holdout_gain_interval=holdout.gain_interval if holdout else UNKNOWN,
        method=corrected.method if corrected else "none",
        sentence=sentence_for(case),
        confidence=corrected.confidence if corrected else 0.95,
    )


def contradicts(holdout: HoldOut | None) -> bool:
    """Return whether the tuned model scored below the default on the hold-out."""
    return holdout is not None and isfinite(holdout.gain) and holdout.gain < 0


def _answer(corrected: Corrected | None, fresh: HoldOut | None) -> Answer:
    gain_interval = corrected.gain_interval if corrected else UNKNOWN
    if is_below_zero(gain_interval) or (fresh is not None and is_below_zero(fresh.gain_interval)):
        return "worse"
    return "real" if is_above_zero(gain_interval) and not contradicts(fresh) else "not shown"


def _read(name: str, value: Json) -> Json:
    if name in TEXTS:
        return value
    return (from_json(value[0]), from_json(value[1])) if name in INTERVALS else from_json(value)
