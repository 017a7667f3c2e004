"""Where time and memory went, and what could have been had for less."""

from collections.abc import Sequence
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.planted import ids, trial
from tunewright.analysis.costs import cheaper, cost_findings, largest_memory, lost_time, time_spent
from tunewright.analysis.observations import Observations, observed
from tunewright.space.space import Space
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

SVM, TREE = {"model": "svm"}, {"model": "tree"}


def seen(trials: Sequence[Trial]) -> Observations:
    return observed(Space({}), trials, "maximize")


# ---- time


def test_time_is_told_by_state_and_by_model_the_largest_first() -> None:
    trials = [
        trial(0, 0.8, TREE, seconds=2.0),
        trial(1, 0.9, SVM, seconds=6.0),
        trial(2, params=SVM, state=State.PRUNED, seconds=1.0),
        trial(3, params=SVM, state=State.TIMED_OUT, seconds=11.0),
    ]
    finding = time_spent(seen(trials))
    assert finding is not None
    assert finding.sentence == (
        "4 trials took 20 s in all: 55 % ones that ran out of time, 40 % complete ones, 5 % ones stopped early. "
        "By model: 90 % svm, 10 % tree."
    )


def test_one_state_and_one_model_need_no_shares() -> None:
    finding = time_spent(seen([trial(0, 1.0, SVM), trial(1, 1.0, SVM)]))
    assert finding is not None
    assert finding.sentence == "2 trials took 2 s in all."


def test_times_that_were_not_measured_are_left_out() -> None:
    finding = time_spent(seen([trial(0, 1.0, seconds=nan), trial(1, 1.0, seconds=3.0), trial(2, 1.0, seconds=1.0)]))
    assert finding is not None
    assert finding.sentence == "2 of 3 trials, those whose time was measured, took 4 s in all."
    assert time_spent(seen([trial(0, 1.0, seconds=nan)])) is None


@given(st.lists(st.tuples(st.sampled_from(State), st.floats(0.001, 1e6)), max_size=20))
def test_the_shares_of_the_states_add_up_to_everything(ran: list[tuple[State, float]]) -> None:
    finding = time_spent(seen([trial(i, 1.0, state=state, seconds=spent) for i, (state, spent) in enumerate(ran)]))
    if finding is not None:
        assert sum(finding.evidence["by_state"].values()) == pytest.approx(1)


# ---- lost time


@pytest.mark.parametrize(
    ("state", "words", "remedy"),
    [
        (State.TIMED_OUT, "ones that ran out of time", "Raise the time limit"),
        (State.OUT_OF_MEMORY, "ones that ran out of memory", "Raise the memory limit"),
        (State.FAILED, "failed ones", "Mend the cause"),
    ],
)
def test_much_time_without_a_score_is_a_warning(state: State, words: str, remedy: str) -> None:
    trials = [*(trial(i, 1.0, seconds=3.0) for i in range(4)), *(trial(i, state=state, seconds=4.0) for i in (4, 5))]
    finding = lost_time(seen(trials))
    assert finding is not None
    assert finding.severity == "warning"
    assert finding.sentence == (
        f"8 s of 20 s (40 %) went to 2 trials that gave no score, most of it to {words}."
    )  # fmt: skip
    assert finding.fix.startswith(remedy)


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([trial(0, 1.0, seconds=8.0), *[trial(state=State.FAILED)] * 2], id="a fifth"),
        pytest.param([trial(0, 1.0), trial(1, seconds=9.0)], id="one trial"),
        pytest.param([trial(0, 1.0, seconds=0.1), *[trial(seconds=0.1)] * 4], id="less than a second"),
        pytest.param([trial(0, 1.0), *[trial(state=State.PRUNED)] * 4], id="stopped early"),
        pytest.param([], id="none"),
    ],
)
def test_little_lost_time_is_no_finding(trials: list[Trial]) -> None:
    assert lost_time(seen(trials)) is None


# ---- memory


def test_the_largest_memory_names_its_trial() -> None:
    trials = [trial(0, 1.0, memory=2e8), trial(7, 1.0, SVM, memory=1.5e9), trial(8, 1.0, memory=nan)]
    finding = largest_memory(seen([*trials, trial(9, 1.0, memory=2e8)]))
    assert finding is not None
    assert finding.sentence == (
        "The most memory that a trial needed was 1.5 GB, by trial 7 (svm); half of the trials needed 200 MB or less."
    )


@pytest.mark.parametrize("trials", [[], [trial(0, 1.0, memory=nan)], [trial(0, 1.0, memory=0.0)]])
def test_memory_that_was_not_measured_is_not_told(trials: list[Trial]) -> None:
    assert largest_memory(seen(trials)) is None


# ---- cheaper

DEFAULT, BEST = trial(0, 0.70, seconds=0.5, baseline=True), trial(5, 0.80, seconds=16.0)


def test_most_of_the_gain_for_much_less_time_is_told() -> None:
    finding = cheaper(seen([DEFAULT, trial(3, 0.7978, seconds=2.0), BEST]))
    assert finding is not None
    assert finding.severity == "info"
    assert finding.sentence == (
        "Trial 3 has 97 % of the gain of the best trial (5) over the default, in 1/8 of its time: "
        "0.7978 in 2 s against 0.8000 in 16 s."
    )
    assert finding.fix == "Take trial 3 where training time matters."


def test_when_minimizing_lower_is_the_gain() -> None:
    trials = [trial(0, 3.0, seconds=1.0, baseline=True), trial(1, 2.02, seconds=1.0), trial(2, 2.0, seconds=10.0)]
    finding = cheaper(observed(Space({}), trials, "minimize"))
    assert finding is not None
    assert finding.sentence.startswith("Trial 1 has 98 % of the gain")


def test_of_several_the_cheapest_is_told() -> None:
    finding = cheaper(seen([DEFAULT, trial(3, 0.799, seconds=4.0), trial(4, 0.796, seconds=2.0), BEST]))
    assert finding is not None
    assert finding.evidence["trial"] == 4


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param([trial(3, 0.798, seconds=1.0), BEST], id="no default"),
        pytest.param([DEFAULT, trial(3, 0.79, seconds=1.0), BEST], id="loses a tenth"),
        pytest.param([DEFAULT, trial(3, 0.798, seconds=6.0), BEST], id="little cheaper"),
        pytest.param([DEFAULT, trial(3, 0.798, seconds=0.01), trial(5, 0.8, seconds=0.9)], id="all are fast"),
        pytest.param([trial(0, 0.9, baseline=True), trial(3, 0.8, seconds=0.1)], id="the default is best"),
        pytest.param([trial(0, -inf, baseline=True), trial(3, 0.8, seconds=0.1), BEST], id="no finite default"),
        pytest.param([DEFAULT, trial(3, 0.798, seconds=nan), BEST], id="not measured"),
        pytest.param([DEFAULT, trial(3, 0.798, state=State.PRUNED, seconds=nan), trial(5, 0.8, seconds=nan)], id="nan"),
        pytest.param([], id="none"),
    ],
)
def test_otherwise_nothing_is_said_to_be_cheaper(trials: list[Trial]) -> None:
    assert cheaper(seen(trials)) is None


def test_what_costs_warns_of_comes_with_the_rest() -> None:
    trials = [DEFAULT, trial(3, 0.7975, seconds=2.0), BEST, *[trial(9, seconds=9.0)] * 3]
    assert ids(cost_findings(seen(trials))) == ["time-lost", "cheaper", "time", "memory"]
