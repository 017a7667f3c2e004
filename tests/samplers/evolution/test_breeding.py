"""Breeding: the better have more children, children exist, and each carries what it was mutated with."""

from itertools import islice

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tunewright.samplers.distinct import Taken
from tunewright.samplers.evolution.breeding import N_CHILDREN, Breeding, promising, proposed
from tunewright.samplers.evolution.mutation import TAG, Strategy
from tunewright.space.parameters import Categorical, Float
from tunewright.space.space import Space
from tunewright.surrogates.axes import axes_of
from tunewright.testing.play import is_valid
from tunewright.testing.spaces import MIXED
from tunewright.trials.history import History
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

LINE = Space({"x": Float(0, 1)})
MARKS = Space({"mark": Categorical(list(range(8))), "x": Float(0, 1), "y": Float(0, 1)})


def bred(space: Space, n_parents: int, tournament: int, step: float = 0.1, rate: float = 0.3) -> Breeding:
    units = axes_of(space).snapped(space.sample(np.random.default_rng(1), n_parents))
    strategy = Strategy(np.full(n_parents, step), np.full(n_parents, rate))
    return Breeding(space, units, strategy, tournament)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_children_exist_and_meet_what_is_required(seed: int, n_parents: int) -> None:
    children = list(islice(bred(MIXED, n_parents, 2).children(np.random.default_rng(seed)), 10))
    assert children
    assert all(is_valid(MIXED, child.params) for child in children)
    assert all(set(child.tags[TAG]) == {"step", "rate"} for child in children)


def test_the_best_of_a_tournament_is_a_parent() -> None:
    """Of 8 the best wins a tournament of 3 with chance 1 - (7/8)^3; binomial test, false alarm 1e-6."""
    rng, breeding = np.random.default_rng(2), bred(MARKS, 8, 3)
    winners = np.concatenate([breeding._winners(rng) for _ in range(500)])
    chance = 1 - (7 / 8) ** 3
    assert stats.binomtest(int((winners == 0).sum()), 500 * N_CHILDREN, chance).pvalue > 1e-6
    assert set(winners) == set(range(8))


def test_children_are_no_copies_of_a_parent_even_if_nothing_is_to_change() -> None:
    breeding = bred(MARKS, 2, 1, rate=1e-9)
    known = {tuple(unit) for unit in np.round(breeding.units, 9)}
    children = [MARKS.encode(child.params) for child in breeding.children(np.random.default_rng(3))]
    assert len(children) > 20
    assert not known & {tuple(unit) for unit in np.round(children, 9)}


def test_small_steps_and_rates_keep_children_near_their_parents() -> None:
    breeding = bred(LINE, 1, 1, step=1e-3)
    distances = [abs(child.params["x"] - breeding.units[0, 0]) for child in breeding.children(np.random.default_rng(3))]
    assert 0 < np.median(distances) < 0.005


def test_those_that_failed_are_not_promising_and_the_pruned_come_last() -> None:
    history = History(LINE)
    states = [State.PRUNED, State.FAILED, State.COMPLETE, State.TIMED_OUT, State.COMPLETE, State.OUT_OF_MEMORY]
    for number, state in enumerate(states):
        violation = {"c": float(number == 2)}
        history.put(Trial(number, state, {"x": number / 10}, constraints=violation), [0.0])
    assert promising(history, 4).tolist() == [4, 2, 0]


def test_what_is_taken_is_passed_over_and_the_tags_stay_with_their_child() -> None:
    draws = [Suggestion({"x": x}, {"mark": x}) for x in (0.1, 0.2, 0.2, 0.3)]
    taken = Taken(History(LINE), [{"x": 0.1}])
    found = proposed(iter(draws), Problem(LINE), taken, np.random.default_rng(0), 3)
    assert found[:2] == [draws[1], draws[3]]
    assert (len(found), found[2].tags) == (3, {})
