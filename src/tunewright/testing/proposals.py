"""What every sampler must do: propose valid configurations, the same for the same generator, and none twice."""

import json

import pytest

from tunewright.space.space import Space
from tunewright.testing.play import Function, played, tried
from tunewright.testing.spaces import CUBE, MIXED, POINT, SPACES
from tunewright.testing.subject import Subject, require_valid
from tunewright.trials.history import History
from tunewright.trials.problem import Noise, Problem, Suggestion

N_POINTS = 27


class ProposalSuite(Subject):
    """Tests of single proposals, of batches, and of studies from their first trial to their last."""

    @pytest.mark.parametrize("name", SPACES)
    def test_proposals_are_valid_configurations(self, name: str) -> None:
        space = self.space(name)
        history = History(space)
        found = list(played(self.sampler, Problem(space), 16, history, in_fives(history)))
        assert found
        require_valid(space, found, len(found))

    def test_tags_are_json(self) -> None:
        history = History(MIXED)
        found = list(played(self.sampler, Problem(MIXED), 12, history, in_fives(history)))
        assert all(json.loads(json.dumps(suggestion.tags)) == suggestion.tags for suggestion in found)

    @pytest.mark.parametrize("budget", [1, 11, 10**6])
    @pytest.mark.parametrize("n_trials", [0, 11])
    def test_any_budget_and_any_number_of_workers_are_borne(self, budget: int, n_trials: int) -> None:
        problem = Problem(MIXED, budget=budget, n_workers=16)
        require_valid(MIXED, self.ask(problem, tried(MIXED, n_trials), n=2), 2)

    @pytest.mark.parametrize("n_trials", [0, 1, 11])
    def test_the_same_generator_gives_the_same_proposals(self, n_trials: int) -> None:
        self.skip_if_it_keeps_something()
        history = tried(MIXED, n_trials)
        once = self.ask(Problem(MIXED), history, n=3)
        self.ask(Problem(CUBE), tried(CUBE, 4), seed=8)  # what is asked in between plays no part
        assert self.ask(Problem(MIXED), history, n=3) == once

    @pytest.mark.parametrize("n_trials", [0, 1, 11])
    def test_a_batch_has_no_configuration_twice(self, n_trials: int) -> None:
        history = tried(CUBE, n_trials)
        found = self.ask(Problem(CUBE, noise="none"), history, n=8)
        assert n_different(CUBE, found) == 8
        assert not any(history.has_seen(suggestion.params) for suggestion in found)

    @pytest.mark.parametrize("n_trials", [0, 11])
    def test_pending_trials_are_not_proposed_again(self, n_trials: int) -> None:
        history = tried(CUBE, n_trials)
        free = [params for params in CUBE.configurations() if not history.has_seen(params)]
        found = self.ask(Problem(CUBE, noise="none"), history, free[:-1])
        assert [suggestion.params for suggestion in found] == free[-1:]

    @pytest.mark.parametrize("noise", ["auto", "none"])
    def test_27_trials_on_a_cube_of_27_points_are_all_different(self, noise: Noise) -> None:
        problem = Problem(CUBE, noise=noise)
        found = list(played(self.sampler, problem, N_POINTS, History(CUBE), lambda params: float(params["a"])))
        assert n_different(CUBE, found) == N_POINTS

    def test_a_deterministic_objective_is_never_asked_twice(self) -> None:
        problem, history = Problem(CUBE, noise="none"), History(CUBE)
        assert len(list(played(self.sampler, problem, 40, history))) == N_POINTS
        assert self.ask(problem, history, n=2) == []

    def test_a_noisy_objective_is_asked_again_when_nothing_new_is_left(self) -> None:
        if self.is_finite:
            pytest.skip("the sampler stops when it has proposed all that it ever will")
        history = History(CUBE)
        assert len(list(played(self.sampler, Problem(CUBE), 40, history, lambda params: float(len(history))))) == 40

    def test_a_space_of_one_point_is_proposed_once_if_there_is_no_noise(self) -> None:
        found = self.ask(Problem(POINT, noise="none"), History(POINT), n=3)
        assert [suggestion.params for suggestion in found] == [{"x": 3, "y": "only", "z": 0.5}]


def in_fives(history: History) -> Function:
    """Return a function whose values come again after five trials."""
    return lambda params: float(len(history) % 5)


def n_different(space: Space, found: list[Suggestion]) -> int:
    """Return the number of different configurations among the suggestions."""
    return len({space.key(suggestion.params) for suggestion in found})
