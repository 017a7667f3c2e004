"""Real studies, driven in every way that users drive them: by running, by hand, and again from a file.

A study asks for one configuration at a time, tells what has ended, and may have been stored in between. The space is
declared, or found while objectives run: it then begins with nothing, and grows in the midst of a trial.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tunewright.errors import TrialPruned, TunewrightError
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.study.create import create_study, load_study
from tunewright.study.live import LiveTrial
from tunewright.study.study import Study
from tunewright.testing.spaces import CUBE, MIXED
from tunewright.testing.subject import Subject
from tunewright.trials.state import State
from tunewright.trials.trial import Trial

N_TRIALS = 16
SEED = 5


class StudySuite(Subject):
    """Tests of a sampler inside a study."""

    def test_a_declared_space_is_searched(self) -> None:
        study = self.study(MIXED)
        study.optimize(of_the_mixed_space, n_trials=N_TRIALS)
        assert [trial.state for trial in study.trials] == [State.COMPLETE] * N_TRIALS
        assert all(MIXED.check(trial.params) == trial.params for trial in study.trials)

    def test_a_space_that_is_found_by_running_is_searched(self) -> None:
        study = self.study()
        study.optimize(changing, n_trials=N_TRIALS)
        assert {trial.state for trial in study.trials} == {State.COMPLETE}
        assert len(study.trials) == N_TRIALS or self.is_finite

    def test_objectives_that_end_in_many_ways_are_searched_on(self) -> None:
        study = self.study(MIXED)
        study.optimize(unreliable, n_trials=N_TRIALS)
        assert len(study.trials) == N_TRIALS
        assert {trial.state for trial in study.trials} == {State.COMPLETE, State.PRUNED, State.FAILED}

    def test_an_objective_that_always_fails_is_searched_on(self) -> None:
        study = self.study(MIXED)
        study.optimize(always_failing, n_trials=N_TRIALS)
        assert [trial.state for trial in study.trials] == [State.FAILED] * N_TRIALS

    def test_several_objectives_are_searched(self) -> None:
        self.skip_beyond(2)
        study = self.study(MIXED, objectives={"accuracy": "maximize", "seconds": "minimize"})
        study.optimize(lambda trial: (-of_the_mixed_space(trial), float(trial.number % 3)), n_trials=N_TRIALS)
        assert [trial.state for trial in study.trials] == [State.COMPLETE] * N_TRIALS

    def test_what_is_put_up_or_added_is_not_proposed_again(self) -> None:
        points = list(CUBE.configurations())
        study = self.study(CUBE, noise="none")
        for params in points[:3]:
            study.add_trial(params, 1.0)
        for params in points[24:]:
            study.enqueue_trial(params)
        study.optimize(lambda trial: float(trial.params["a"]), n_trials=40)
        assert different(CUBE, study) == len(study.trials) == 27

    def test_results_from_elsewhere_are_searched_on(self) -> None:
        """With a special default, in a declared space; and with too few names and too many, in one that is found."""
        study = self.study(MIXED, baseline=False)
        for power in range(9):
            study.add_trial({**MIXED.defaults(), "kernel": "rbf", "gamma": "scale", "C": 2.0**power}, float(power))
        study.optimize(of_the_mixed_space, n_trials=4)
        assert len(study.trials) == 13
        study = self.study(baseline=False)
        for number in range(12):
            params: Params = ({"kind": "a", "depth": number}, {"unknown": 1}, {})[number % 3]
            study.add_trial(params, float(number))
        study.optimize(changing, n_trials=8)
        assert {trial.state for trial in study.trials} == {State.COMPLETE}

    def test_trials_may_be_asked_for_and_told_in_any_order(self) -> None:
        study = self.study(CUBE, noise="none", baseline=False)
        asked: list[LiveTrial] = []
        for number in range(27):
            asked.append(self.asked(study))
            if len(asked) == 5:
                tell(study, asked.pop((2 * number) % 5), number)
        for number, trial in enumerate(reversed(asked)):
            tell(study, trial, number)
        assert different(CUBE, study) == len(study.trials) == 27
        with pytest.raises(TunewrightError, match="no further configuration"):
            study.ask()

    def test_a_found_space_may_be_asked_for_by_hand(self) -> None:
        study = self.study()
        asked = [self.asked(study) for _ in range(3)]  # nothing is known of the space as yet
        told = 0
        while told < 12 and asked:
            trial = asked.pop(0)
            study.tell(trial, changing(trial))
            told += 1
            if not self.is_finite:
                asked.append(self.asked(study))
        assert told == 12 or self.is_finite
        assert sum(trial.state is State.COMPLETE for trial in study.trials) == told

    @pytest.mark.parametrize("kind", ["declared", "found"])
    def test_a_stored_study_goes_on_as_an_uninterrupted_one(self, kind: str, tmp_path: Path) -> None:
        self.skip_if_it_keeps_something()
        space, objective = (MIXED, of_the_mixed_space) if kind == "declared" else (None, changing)
        whole = create_study(space, sampler=self.fresh(), seed=SEED)
        whole.optimize(objective, n_trials=N_TRIALS)
        place = f"sqlite:///{tmp_path / 'study.db'}?durability=process"
        first = create_study(space, sampler=self.fresh(), seed=SEED, storage=place, name="s")
        first.optimize(objective, n_trials=N_TRIALS, callbacks=[stop_early])
        assert len(first.trials) == N_TRIALS // 2
        again = load_study(place, "s", sampler=self.fresh())
        again.optimize(objective, total_trials=len(whole.trials))
        assert [trial.params for trial in again.trials] == [trial.params for trial in whole.trials]

    def study(
        self,
        space: Space | None = None,
        *,
        objectives: Mapping[str, str] | None = None,
        noise: str = "auto",
        baseline: bool = True,
    ) -> Study:
        """Return a study in memory."""
        sampler = self.fresh()
        return create_study(space, sampler=sampler, objectives=objectives, noise=noise, baseline=baseline, seed=SEED)

    def asked(self, study: Study) -> LiveTrial:
        """Return the next trial of a study."""
        trial = study.ask()
        assert isinstance(trial, LiveTrial)
        return trial


def stop_early(study: Study, trial: Trial) -> None:
    """Stop a study at half its trials."""
    if trial.number + 1 == N_TRIALS // 2:
        study.stop()


def different(space: Space, study: Study) -> int:
    """Return the number of different configurations of a study."""
    return len({space.key(trial.params) for trial in study.trials})


def tell(study: Study, trial: LiveTrial, number: int) -> None:
    """Tell an end that differs from trial to trial."""
    state = (State.COMPLETE, State.COMPLETE, State.FAILED, State.PRUNED)[number % 4]
    study.tell(trial, float(number) if state is State.COMPLETE else None, state=state)


def of_the_mixed_space(trial: LiveTrial) -> float:
    """Return a loss that all parameters of the mixed space play a part in."""
    return mixed_loss(trial.params)


def mixed_loss(params: Params) -> float:
    """Return a sum over the parameters that are there; special values and categories count by their length."""
    return sum(len(value) if isinstance(value, str) else float(value) for value in params.values())


def changing(trial: LiveTrial) -> float:
    """Ask for names under conditions that nobody declared, for ranges that change, and for names that appear late.

    Raises:
        ValueError: if a value lies out of the range that was asked for.
    """
    kind = trial.suggest_categorical("kind", ["a", "b", "c"][: 2 + trial.number % 2])
    total = trial.suggest_float("x", 1e-3, 1.0, log=True)
    split = trial.suggest_int("split", 2, 4)
    total += inside(trial.suggest_int("leaf", 1, split), 1, split)
    top = 1.0 + trial.number % 4
    total += inside(trial.suggest_float("width", top - 1.0, top), top - 1.0, top)
    if kind == "a":
        total += inside(trial.suggest_int("depth", 1, 3), 1, 3)
        if trial.suggest_categorical("deep", [True, False]):
            total += trial.suggest_float("rate", 0.0, 1.0)
    if trial.number >= 8:
        total += trial.suggest_float("late", 0.0, 1.0, step=0.25)
    return total


def inside(value: float, low: float, high: float) -> float:
    """Return `value`; ValueError if it is out of its range."""
    if not low <= value <= high:
        raise ValueError(f"{value!r} does not lie between {low!r} and {high!r}")
    return value


def unreliable(trial: LiveTrial) -> float:
    """Prune, fail, violate a constraint, return something infinite, or a loss."""
    trial.set_constraint("c", float(trial.number % 3 - 1))
    if trial.number % 5 == 1:
        raise TrialPruned
    if trial.number % 5 == 2:
        raise RuntimeError(f"trial {trial.number} fails")
    return float("inf") if trial.number % 5 == 3 else of_the_mixed_space(trial)


def always_failing(trial: LiveTrial) -> float:
    """Fail."""
    raise RuntimeError("this objective always fails")
