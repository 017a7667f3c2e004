"""What every sampler must bear: trials that ended in any way, in any order, from anywhere, in a space that has changed.

None of this asks that a proposal be good; it asks for a proposal that is valid, and for the same one where nothing
that matters is different.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.testing.play import (
    ENDINGS,
    damaged,
    played,
    random_trials,
    rows,
    told,
    tried,
    without_entries,
)
from tunewright.testing.spaces import CUBE, LARGER, MIXED, SMALL, SPACES
from tunewright.testing.subject import Subject, require_valid
from tunewright.trials.history import History
from tunewright.trials.problem import Problem
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

CHANGES = {"grown": (SMALL, LARGER), "shrunk": (LARGER, SMALL)}
FOREIGN = {"baseline": True, "theirs": {"seed": -1, "place": "first"}, "": None, "study": [1, {}]}


class HistorySuite(Subject):
    """Tests of what a sampler makes of a history."""

    @pytest.mark.parametrize("n_trials", [1, 12])
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_every_way_to_end_is_borne(self, ending: str, n_trials: int) -> None:
        require_valid(MIXED, self.ask(Problem(MIXED), tried(MIXED, n_trials, *ENDINGS[ending]), n=4), 4)

    @pytest.mark.parametrize("n_objectives", [1, 2, 3])
    def test_endings_of_all_kinds_are_borne_together(self, n_objectives: int) -> None:
        self.skip_beyond(n_objectives)
        history = History(MIXED, n_objectives)
        for trial in random_trials(MIXED, 48):
            state, losses = list(ENDINGS.values())[trial.number % len(ENDINGS)]
            ended = replace(trial, state=state, constraints={"c": trial.number % 7 - 4.0})
            history.put(ended, [losses[trial.number % len(losses)], trial.number % 4, 1.0][:n_objectives])
        require_valid(MIXED, self.ask(objectives(MIXED, n_objectives), history, n=4), 4)

    @pytest.mark.parametrize("ending", ENDINGS)
    def test_several_objectives_that_all_end_in_the_same_way_are_borne(self, ending: str) -> None:
        self.skip_beyond(2)
        state, losses = ENDINGS[ending]
        history = told(MIXED, random_trials(MIXED, 12, state), losses, 2)
        require_valid(MIXED, self.ask(objectives(MIXED, 2), history), 1)

    @pytest.mark.parametrize("violation", [-1.0, 0.0, 1e-300, 1e308, inf, -inf, nan])
    def test_constraints_of_any_size_are_borne(self, violation: float) -> None:
        trials = random_trials(MIXED, 12)
        for n_violated in (1, 12):
            told_so = [replace(trial, constraints={"c": violation, "d": 0.5}) for trial in trials[:n_violated]]
            history = told(MIXED, [*told_so, *trials[n_violated:]])
            require_valid(MIXED, self.ask(Problem(MIXED), history), 1)

    def test_one_configuration_that_was_run_again_and_again_is_borne(self) -> None:
        trials = [replace(trial, params=MIXED.defaults()) for trial in random_trials(MIXED, 20)]
        require_valid(MIXED, self.ask(Problem(MIXED), told(MIXED, trials), n=2), 2)

    def test_special_defaults_that_were_run_are_understood(self) -> None:
        params = [{**MIXED.defaults(), "kernel": "rbf", "gamma": "scale", "C": 2.0**power} for power in range(9)]
        trials = [Trial(number, State.COMPLETE, MIXED.check(each)) for number, each in enumerate(params)]
        for n_trials in (3, 9):
            history = told(MIXED, trials[:n_trials])
            require_valid(MIXED, self.ask(Problem(MIXED), history, [MIXED.defaults()]), 1)

    def test_trials_may_be_told_in_any_order(self) -> None:
        """Four are asked for at once, and told in the reverse order, one of them only after the next four."""
        problem, history, late = Problem(CUBE, noise="none"), History(CUBE), list[Trial]()
        for first in range(0, 28, 4):
            found = self.ask(problem, history, [trial.params for trial in late], 4, seed=first)
            trials = [Trial(first + at, State.COMPLETE, each.params, tags=each.tags) for at, each in enumerate(found)]
            for trial in [*late, *reversed(trials[1:])]:
                history.put(trial, [float(trial.number % 5)])
            late = trials[:1]
        assert len({CUBE.key(params) for params in history.params} | {CUBE.key(trial.params) for trial in late}) == 27

    def test_numbers_of_trials_do_not_matter_only_the_order_of_their_ends(self) -> None:
        self.skip_if_it_keeps_something()
        trials = random_trials(MIXED, 20)
        numbers = np.random.default_rng(5).permutation(20).tolist()
        shuffled, losses = History(MIXED), told(MIXED, trials).losses
        for trial, number, loss in zip(trials, numbers, losses, strict=True):
            shuffled.put(replace(trial, number=number), loss.tolist())
        assert self.ask(Problem(MIXED), shuffled, n=2) == self.ask(Problem(MIXED), told(MIXED, trials), n=2)

    @pytest.mark.parametrize("n_left", [0, 1, 13])
    def test_trials_that_were_taken_out_play_no_part(self, n_left: int) -> None:
        self.skip_if_it_keeps_something()
        trials = random_trials(MIXED, 18)
        history, used, anew = told(MIXED, trials), self.fresh(), self.fresh()
        self.ask(Problem(MIXED), history, by=used)
        for trial in trials[: 18 - n_left]:
            history.put(replace(trial, state=State.DISCARDED), [])
        found = self.ask(Problem(MIXED), history, n=2, by=used)
        assert found == self.ask(Problem(MIXED), told(MIXED, trials[18 - n_left :]), n=2, by=anew)

    def test_a_trial_whose_end_was_changed_counts_as_it_is_now(self) -> None:
        self.skip_if_it_keeps_something()
        trials = random_trials(MIXED, 18)
        history, used, anew = tried(MIXED, 18, State.PRUNED), self.fresh(), self.fresh()
        self.ask(Problem(MIXED), history, by=used)
        for trial in trials:
            history.put(trial, told(MIXED, [trial]).losses[0].tolist())
        found = self.ask(Problem(MIXED), history, n=2, by=used)
        assert found == self.ask(Problem(MIXED), told(MIXED, trials), n=2, by=anew)

    @pytest.mark.parametrize("name", ["mixed", "three cubed"])
    def test_a_resumed_study_proposes_what_an_uninterrupted_one_does(self, name: str) -> None:
        self.skip_if_it_keeps_something()
        space = SPACES[name]
        whole, first = History(space), History(space)
        uninterrupted = list(played(self.fresh(), Problem(space), 20, whole, lambda params: float(len(whole))))
        list(played(self.fresh(), Problem(space), 13, first, lambda params: float(len(first))))
        resumed = History(space)
        for trial, losses in zip(rows(first), first.losses.tolist(), strict=True):
            resumed.put(trial, losses)
        rest = list(played(self.fresh(), Problem(space), 20, resumed, lambda params: float(len(resumed))))
        assert rest == uninterrupted[13:]

    def test_trials_that_others_have_proposed_are_borne(self) -> None:
        history = History(MIXED)
        own = list(played(self.sampler, Problem(MIXED), 12, history))
        for tags in ({}, FOREIGN, {**own[-1].tags, **FOREIGN}):
            foreign = [replace(trial, tags=tags) if trial.number % 2 else trial for trial in rows(history)]
            require_valid(MIXED, self.ask(Problem(MIXED), told(MIXED, foreign), n=2), 2)

    def test_tags_that_are_damaged_are_borne(self) -> None:
        """Every entry of its own tags is replaced by garbage or left out: in the latest trial, or in all."""
        history = History(MIXED)
        list(played(self.sampler, Problem(MIXED), 12, history, lambda params: float(len(history))))
        for done, trials in ruined(rows(history)):
            found = self.ask(Problem(MIXED), told(MIXED, trials))
            assert len(found) == 1, f"with {done} nothing was proposed"
            require_valid(MIXED, found, 1)

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_space_that_has_changed_is_borne(self, change: str) -> None:
        """Earlier trials lack names, or have too many; values lie out of range, or are choices that went."""
        before, after = CHANGES[change]
        first = History(before)
        list(played(self.sampler, Problem(before), 12, first, lambda params: float(len(first))))
        trials = [replace(trial, params=readable(after, trial.params)) for trial in rows(first)]
        found = self.ask(Problem(after), told(after, trials), [trials[0].params], 3)
        require_valid(after, found, 3)

    def test_the_history_is_left_as_it_was(self) -> None:
        history, before = tried(MIXED, 15), tried(MIXED, 15)
        self.ask(Problem(MIXED), history, [MIXED.defaults()], 3)
        for column in ("numbers", "units", "losses", "violations"):
            np.testing.assert_array_equal(getattr(history, column), getattr(before, column))
        assert (history.params, history.tags) == (before.params, before.tags)


def objectives(space: Space, n: int) -> Problem:
    """Return a problem with so many objectives."""
    return Problem(space, objectives=("error", "seconds", "memory")[:n])


def readable(space: Space, params: Params) -> Params:
    """Return what of `params` a space can place: numbers out of range, but no choices that it does not have."""
    return {name: value for name, value in params.items() if name not in space.names or _fits(space, name, value)}


def _fits(space: Space, name: str, value: object) -> bool:
    try:
        space.encode({name: value})
    except ValueError:
        return False
    return True


def ruined(trials: list[Trial]) -> Iterator[tuple[str, list[Trial]]]:
    """Yield the trials with one entry of their tags damaged: in turn in the latest that has it, and in all."""
    ways = {trial.number: dict([*damaged(trial.tags), *without_entries(trial.tags)]) for trial in trials}
    for turn, done in enumerate(dict.fromkeys(done for way in ways.values() for done in way)):
        those = [number for number, way in ways.items() if done in way]
        chosen = those[-1:] if turn % 2 else those
        yield (
            done,
            [replace(trial, tags=ways[trial.number][done]) if trial.number in chosen else trial for trial in trials],
        )
