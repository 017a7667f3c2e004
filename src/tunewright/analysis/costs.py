"""Where time and memory went, what of it was lost, and whether most of the gain is to be had for much less.

Times are the trials' own wall times, added up: with several workers their sum is more than the clock on the wall shows.
Trials whose time was not measured are left out.
"""

from collections.abc import Callable, Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.figures import shown, shown_bytes, shown_seconds
from tunewright.analysis.findings import Finding, Severity
from tunewright.analysis.observations import Observations
from tunewright.space.values import Json
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

MODEL = "model"

LOST_STATES = (State.FAILED, State.TIMED_OUT, State.OUT_OF_MEMORY)
LOST_SHARE = 0.25
"""Share of the time from which on the loss is a warning."""

MIN_LOST_TRIALS = 2
MIN_LOST_SECONDS = 1.0

KEPT_SHARE = 0.95
CHEAPER = 1 / 3
MIN_SECONDS = 1.0
"""Below this time of a whole trial nobody cares what is cheaper."""

STATE_WORDS: Mapping[str, str] = {
    "complete": "complete ones",
    "pruned": "ones stopped early",
    "failed": "failed ones",
    "timed-out": "ones that ran out of time",
    "out-of-memory": "ones that ran out of memory",
}
REMEDIES: Mapping[State, str] = {
    State.FAILED: "Mend the cause of the errors, or leave out the values that lead to them.",
    State.TIMED_OUT: "Raise the time limit of a trial, or narrow the hyperparameters that make it slow.",
    State.OUT_OF_MEMORY: "Raise the memory limit of a trial, or narrow the hyperparameters that make it large.",
}


def cost_findings(observations: Observations) -> list[Finding]:
    """Return what the trials say about time and memory."""
    found = (lost_time(observations), cheaper(observations), time_spent(observations), largest_memory(observations))
    return [finding for finding in found if finding is not None]


def time_spent(observations: Observations) -> Finding | None:
    """Return where the time went, by state and by model; None if no time was measured."""
    measured = np.isfinite(observations.seconds)
    total = float(observations.seconds[measured].sum())
    if not total > 0:
        return None
    by_state = _shares(observations, lambda trial: trial.state.value)
    by_model = _shares(observations, lambda trial: trial.params.get(MODEL))
    sentence = f"{_counted(measured)} took {shown_seconds(total)} in all"
    if len(by_state) > 1:
        sentence += f": {_listed({STATE_WORDS.get(state, state): share for state, share in by_state.items()})}"
    sentence += "."
    if len(by_model) > 1:
        sentence += f" By model: {_listed(by_model)}."
    return Finding("time", "info", sentence, {"seconds": total, "by_state": by_state, "by_model": by_model})


def lost_time(observations: Observations) -> Finding | None:
    """Return a finding if much of the time went to trials that gave no score."""
    spent = np.where(np.isfinite(observations.seconds), observations.seconds, 0.0)
    states = [trial.state for trial in observations.trials]
    lost = {state: float(spent[[own is state for own in states]].sum()) for state in LOST_STATES}
    seconds, n_lost = sum(lost.values()), sum(state in LOST_STATES for state in states)
    total = float(spent.sum())
    if n_lost < MIN_LOST_TRIALS or seconds < MIN_LOST_SECONDS or seconds < LOST_SHARE * total:
        return None
    worst = max(LOST_STATES, key=lambda state: lost[state])
    sentence = (
        f"{shown_seconds(seconds)} of {shown_seconds(total)} ({_percent(seconds / total)}) went to {n_lost} trials "
        f"that gave no score, most of it to {STATE_WORDS[worst]}."
    )
    evidence = {"seconds": seconds, "share": seconds / total, "by_state": {s.value: lost[s] for s in LOST_STATES}}
    severity: Severity = "warning" if n_lost < len(states) else "info"
    return Finding("time-lost", severity, sentence, evidence, REMEDIES[worst])


def largest_memory(observations: Observations) -> Finding | None:
    """Return which trial needed the most memory; None if none was measured."""
    memory = np.where(np.isfinite(observations.memory), observations.memory, 0.0)
    if not len(memory) or not memory.max() > 0:
        return None
    trial = observations.trials[int(memory.argmax())]
    typical = float(np.median(memory[memory > 0]))
    model = f" ({trial.params[MODEL]})" if MODEL in trial.params else ""
    sentence = (
        f"The most memory that a trial needed was {shown_bytes(float(memory.max()))}, by trial {trial.number}{model}; "
        f"half of the trials needed {shown_bytes(typical)} or less."
    )
    evidence = {"bytes": float(memory.max()), "trial": trial.number, "median_bytes": typical}
    return Finding("memory", "info", sentence, evidence)


def cheaper(observations: Observations) -> Finding | None:
    """Return the cheapest trial that keeps 95 % of the gain over the default at a third of the best one's time.

    None without a default, without a gain, or where the best trial itself took less than a second.
    """
    best, default = observations.best, observations.baseline
    if best is None or default is None:
        return None
    gain = float(observations.score[best] - observations.score[default])
    most_seconds = float(observations.seconds[best])
    if not (isfinite(gain) and gain > 0 and most_seconds >= MIN_SECONDS):
        return None
    kept = (observations.score - observations.score[default]) / gain
    row = _cheapest(observations, np.isfinite(kept) & (kept >= KEPT_SHARE))
    if row is None or observations.seconds[row] > CHEAPER * most_seconds:
        return None
    return _cheaper_finding(observations, row, best, float(kept[row]))


def _counted(measured: NDArray[np.bool_]) -> str:
    n, n_all = int(measured.sum()), len(measured)
    if n < n_all:
        return f"{n} of {n_all} trials, those whose time was measured,"
    return f"{n} trials" if n > 1 else "The only trial"


def _cheapest(observations: Observations, good: NDArray[np.bool_]) -> int | None:
    seconds = np.where(good & np.isfinite(observations.seconds), observations.seconds, np.inf)
    return int(seconds.argmin()) if np.isfinite(seconds).any() else None


def _cheaper_finding(observations: Observations, row: int, best: int, kept: float) -> Finding:
    trial, leader = observations.trials[row], observations.trials[best]
    seconds, most = float(observations.seconds[row]), float(observations.seconds[best])
    lost = abs(trial.value - leader.value)
    sentence = (
        f"Trial {trial.number} has {_percent_down(kept)} of the gain of the best trial ({leader.number}) over the "
        f"default, in 1/{most / seconds:.0f} of its time: {shown(trial.value, lost)} in {shown_seconds(seconds)} "
        f"against {shown(leader.value, lost)} in {shown_seconds(most)}."
    )
    evidence = {"trial": trial.number, "best": leader.number, "kept": kept, "seconds": seconds, "best_seconds": most}
    return Finding("cheaper", "info", sentence, evidence, f"Take trial {trial.number} where training time matters.")


def _shares(observations: Observations, key: Callable[[Trial], Json]) -> dict[str, float]:
    """Return the share of the measured time by key, the largest first; trials without a key are left out."""
    spent = np.where(np.isfinite(observations.seconds), observations.seconds, 0.0)
    sums: dict[str, float] = {}
    for trial, seconds in zip(observations.trials, spent, strict=True):
        name = key(trial)
        if name is not None:
            sums[str(name)] = sums.get(str(name), 0.0) + float(seconds)
    total = float(spent.sum())
    return {name: sums[name] / total for name in sorted(sums, key=lambda name: -sums[name])}


def _listed(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{_percent(share)} {name}" for name, share in shares.items())


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1 %"
    return f"{100 * share:.0f} %"


def _percent_down(share: float) -> str:
    """Return a share rounded down, so that what is not all is not called all."""
    return f"{int(100 * share + 1e-9)} %"
