"""The first screen: what was gained, and whether to believe it.

The word comes from the assessment alone. Beside it stand the numbers that it rests on: the default configuration, the
best one as the search saw it (too good, since the best of many is partly luck), the best one corrected for that, and
both on the hold-out that the search never saw. Without an assessment the page says so instead of guessing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from tunewright.analysis.assessment import Assessment
from tunewright.analysis.verdict_words import beneath_the_answer
from tunewright.report.forest import Forest, Row, forest_of
from tunewright.report.scene import Scene
from tunewright.report.wording import counted, number, percent, signed, span
from tunewright.trials.state import State

Tone = Literal["good", "open", "bad", "none"]
WORDS: dict[str, tuple[Tone, str, str]] = {
    "real": ("good", "Real gain", "✓"),
    "not shown": ("open", "Gain not shown", "?"),
    "worse": ("bad", "Worse than the default", "✕"),
}
NO_ASSESSMENT = (
    "Whether this will hold on new data was not examined: the best of many values is partly luck. "
    "Cross-validation by tunewright, or a hold-out, would tell."
)
FAILURES = frozenset({State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY, State.LOST})
UNKNOWN: tuple[Tone, str, str] = ("none", "Not assessed", "–")


@dataclass(frozen=True, slots=True)
class Tile:
    """One large number with its name, and a line that says how to take it."""

    name: str
    value: str
    remark: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the first screen shows.

    Attributes:
        tone: which colour.
        word: the answer in two or three words.
        sign: one character beside it, so that colour is never the only carrier.
        sentence: the answer in one sentence.
        remark: how sure, and by which method; "" if there is nothing to say.
        tiles: the numbers, the default first.
        forests: intervals, none to two.
    """

    tone: Tone
    word: str
    sign: str
    sentence: str
    remark: str
    tiles: Sequence[Tile]
    forests: Sequence[Forest]


def verdict_of(scene: Scene) -> Verdict:
    """Return the first screen of a report."""
    assessment = scene.contents.assessment
    return _assessed(scene, assessment) if assessment is not None else _plain(scene)


def _assessed(scene: Scene, assessment: Assessment) -> Verdict:
    tone, word, sign = WORDS.get(assessment.answer, UNKNOWN)
    forests = [_gains(assessment), _scores(scene, assessment)]
    return Verdict(
        tone,
        word,
        sign,
        beneath_the_answer(assessment.sentence),
        _remark(assessment),
        _tiles(assessment),
        [forest for forest in forests if forest is not None],
    )


def _remark(assessment: Assessment) -> str:
    if assessment.method in {"", "none"}:
        return ""
    return (
        f"How it was corrected: {assessment.method}. Intervals hold with {percent(assessment.confidence)} confidence."
    )


def _tiles(assessment: Assessment) -> list[Tile]:
    luck = "as the search saw it; the best of many is partly luck"
    corrected = _between(assessment.corrected_score_interval, "what the search added by luck is taken off")
    beside = f"default there: {number(assessment.holdout_default_score)}"
    tiles = [
        (assessment.default_score, Tile("Default", number(assessment.default_score), "cross-validation")),
        (assessment.best_score, Tile("Tuned", number(assessment.best_score), luck)),
        (
            assessment.corrected_score,
            Tile("Tuned, corrected", number(assessment.corrected_score), corrected, strong=True),
        ),
        (assessment.holdout_score, Tile("Tuned, hold-out", number(assessment.holdout_score), beside, strong=True)),
    ]
    return [tile for value, tile in tiles if isfinite(value)]


def _between(interval: tuple[float, float], otherwise: str) -> str:
    return f"likely {span(interval)}" if all(isfinite(end) for end in interval) else otherwise


def _gains(assessment: Assessment) -> Forest | None:
    gains = [
        Row("corrected cross-validation", assessment.gain, *assessment.gain_interval),
        Row("hold-out", _holdout_gain(assessment), *assessment.holdout_gain_interval),
    ]
    return forest_of("Gain over the default (0 = none)", gains, zero=True)


def _holdout_gain(assessment: Assessment) -> float:
    return assessment.holdout_score - assessment.holdout_default_score


def _scores(scene: Scene, assessment: Assessment) -> Forest | None:
    rows = [
        Row("default", assessment.default_score, is_default=True),
        Row("tuned, as the search saw it", assessment.best_score),
        Row("tuned, corrected", assessment.corrected_score, *assessment.corrected_score_interval),
        Row("default, hold-out", assessment.holdout_default_score, is_default=True),
        Row("tuned, hold-out", assessment.holdout_score),
    ]
    return forest_of(f"{scene.contents.score_name} (higher is better)", rows)


def _plain(scene: Scene) -> Verdict:
    if scene.best is None:
        return Verdict("none", "No result yet", "–", _nothing(scene), "", [], [])
    best = float(scene.scores[scene.best])
    number_of_best = scene.trials[scene.best].number
    tiles = [Tile("Best", number(best), f"trial {number_of_best}", strong=True)]
    name, better = scene.contents.score_name, "higher" if scene.sign > 0 else "lower"
    sentence = f"The best {name} is {number(best)} ({better} is better), found by trial {number_of_best}."
    if scene.default is not None:
        default = float(scene.scores[scene.default])
        tiles = [Tile("Default", number(default), f"trial {scene.trials[scene.default].number}"), *tiles]
        tiles.append(Tile("Difference", signed(best - default), "best minus default"))
        sentence += _against(default, scene.sign * (best - default))
    return Verdict("none", *UNKNOWN[1:], sentence, NO_ASSESSMENT, tiles, [])


def _against(default: float, gain: float) -> str:
    if gain <= 0:
        return f" Nothing was better than the default configuration, {number(default)}."
    return f" The default configuration gave {number(default)}."


def _nothing(scene: Scene) -> str:
    if not scene.trials:
        return "No trial has begun, so there is nothing to judge."
    n_failed = sum(trial.state in FAILURES for trial in scene.trials)
    failed = f"; {n_failed:,} of them failed, see the errors below" if n_failed else ""
    return f"None of {counted(len(scene.trials), 'trial')} has given a score{failed}."
