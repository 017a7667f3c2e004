"""What a user holds: optimise, ask and tell, put up and add, and questions about what was found."""

import logging
import re
from typing import Any

import numpy as np
import pytest

from tunewright.errors import TrialPruned, TunewrightError
from tunewright.pruners.median import MedianPruner
from tunewright.samplers.tpe import TpeSampler
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Float, Special
from tunewright.space.space import Space
from tunewright.stoppers.target import TargetStopper
from tunewright.study.create import create_study, load_study
from tunewright.study.live import LiveTrial
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


def square(trial: LiveTrial) -> float:
    return (float(trial.params["x"]) - 0.3) ** 2


# --- optimize ----------------------------------------------------------------------------------------------------


def test_optimize_runs_the_trials_of_this_call(line: Space, place: str | None) -> None:
    study = create_study(line, storage=place, sampler="random", seed=1)
    study.optimize(square, n_trials=5)
    study.optimize(square, n_trials=3)
    assert [trial.number for trial in study.trials] == list(range(8))
    assert study.stop_reason == "all trials have been run"


def test_total_trials_are_those_of_the_study(line: Space, place: str | None) -> None:
    study = create_study(line, storage=place, sampler="random", seed=1)
    study.optimize(square, n_trials=5)
    study.optimize(square, total_trials=7)
    study.optimize(square, total_trials=7)
    assert len(study.trials) == 7


def test_the_default_configuration_comes_first(mixed: Space) -> None:
    study = create_study(mixed, seed=0)
    study.optimize(lambda trial: float(trial.params["n"]), n_trials=2)
    assert study.trials[0].params == mixed.defaults()
    assert study.trials[0].tags == {"baseline": True}
    assert not study.trials[1].tags.get("baseline")


def test_without_a_baseline_the_sampler_comes_first(line: Space) -> None:
    study = create_study(line, sampler="random", baseline=False, seed=0)
    study.optimize(square, n_trials=1)
    assert study.trials[0].params != line.defaults()


def test_maximize_finds_the_largest_and_minimize_the_smallest(line: Space) -> None:
    best = {}
    for direction in ("minimize", "maximize"):
        study = create_study(line, direction=direction, sampler="random", seed=3)
        study.optimize(lambda trial: float(trial.params["x"]), n_trials=20)
        values = [trial.value for trial in study.trials]
        best[direction] = (study.best_value, min(values) if direction == "minimize" else max(values))
    assert all(found == wanted for found, wanted in best.values())


def test_every_named_number_is_kept_and_the_metric_is_the_value(line: Space) -> None:
    study = create_study(line, metric="loss", seed=0)
    study.optimize(lambda trial: {"loss": 1.0, "depth": 3}, n_trials=1)
    assert (study.best_value, study.trials[0].metrics) == (1.0, {"loss": 1.0, "depth": 3.0})


def test_several_objectives_have_a_front_and_no_single_best(line: Space) -> None:
    study = create_study(line, objectives={"up": "maximize", "down": "minimize"}, sampler="random", seed=2)
    study.optimize(lambda trial: (float(trial.params["x"]), round(float(trial.params["x"]), 1)), n_trials=30)
    front = study.pareto_front
    assert 1 < len(front) < 30
    for mine in front:
        up, down = mine.values
        assert not any(a >= up and b <= down and (a, b) != (up, down) for a, b in (t.values for t in study.trials))
    with pytest.raises(TunewrightError, match="pareto_front"):
        _ = study.best_trial


def test_an_infeasible_trial_is_never_the_best(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        trial.set_constraint("x below a half", float(trial.params["x"]) - 0.5)
        return float(trial.params["x"])

    study = create_study(line, direction="maximize", sampler="random", seed=0, baseline=False)
    study.optimize(objective, n_trials=30)
    assert study.best_value == max(t.value for t in study.trials if t.value <= 0.5)
    assert study.best_value < max(t.value for t in study.trials)
    assert study.pareto_front == [study.best_trial]


def test_without_a_complete_trial_the_best_is_an_error_that_says_where_to_look(line: Space) -> None:
    with pytest.raises(TunewrightError, match=r"study\.trials"):
        _ = create_study(line).best_value


def test_a_failed_trial_is_recorded_and_logged(line: Space, caplog: pytest.LogCaptureFixture) -> None:
    def objective(trial: LiveTrial) -> float:
        if trial.number == 1:
            raise KeyError("lost key")
        return square(trial)

    study = create_study(line, seed=0)
    study.optimize(objective, n_trials=3)
    failed = study.trials[1]
    assert [trial.state for trial in study.trials] == [State.COMPLETE, State.FAILED, State.COMPLETE]
    assert failed.error == "KeyError: 'lost key'"
    assert "in objective" in failed.traceback
    assert [record.getMessage() for record in caplog.records] == ["trial 1 failed: KeyError: 'lost key'"]


def test_nan_fails_the_trial(line: Space) -> None:
    study = create_study(line, seed=0)
    study.optimize(lambda trial: float("nan"), n_trials=1)
    assert study.trials[0].state is State.FAILED
    assert "NaN" in study.trials[0].error


def test_identical_failures_are_logged_three_times(line: Space, caplog: pytest.LogCaptureFixture) -> None:
    def objective(trial: LiveTrial) -> float:
        raise ValueError("always")

    study = create_study(line, seed=0)
    with caplog.at_level(logging.WARNING, logger="tunewright"):
        study.optimize(objective, n_trials=10)
    assert len(study.trials) == 10
    assert [record.getMessage() for record in caplog.records][2:] == [
        "trial 2 failed: ValueError: always",
        "trial 3 failed like 3 before it; further identical failures are not logged",
    ]


def test_on_error_raise_ends_the_run_and_keeps_the_record(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        raise ValueError("stop here")

    study = create_study(line, seed=0)
    with pytest.raises(TunewrightError, match=r"trial 0 failed: ValueError: stop here"):
        study.optimize(objective, n_trials=3, on_error="raise")
    assert [trial.state for trial in study.trials] == [State.FAILED]


def test_callbacks_get_the_study_and_each_ended_trial(line: Space) -> None:
    seen: list[tuple[Study, int, State]] = []
    study = create_study(line, seed=0)
    study.optimize(square, n_trials=3, callbacks=[lambda study, trial: seen.append((study, trial.number, trial.state))])
    assert seen == [(study, number, State.COMPLETE) for number in range(3)]


def test_a_callback_may_stop_the_study(line: Space) -> None:
    def enough(study: Study, trial: Trial) -> None:
        if trial.number == 4:
            study.stop()

    study = create_study(line, seed=0)
    study.optimize(square, n_trials=100, callbacks=[enough])
    assert (len(study.trials), study.stop_reason) == (5, "stopped by a callback")


def test_stop_outside_a_run_is_refused(line: Space) -> None:
    with pytest.raises(TunewrightError, match="nothing runs"):
        create_study(line).stop()


def test_a_second_run_inside_a_run_is_refused(line: Space) -> None:
    study = create_study(line, seed=0)
    with pytest.raises(TunewrightError, match="running already"):
        study.optimize(square, n_trials=1, callbacks=[lambda study, trial: study.optimize(square, n_trials=1)])


def test_a_stopper_ends_the_run_and_says_why(line: Space) -> None:
    study = create_study(line, sampler="random", seed=0)
    study.optimize(square, n_trials=1000, stopper=TargetStopper(0.01))
    assert study.best_value <= 0.01
    assert len(study.trials) < 1000
    assert study.stop_reason not in {"", "all trials have been run"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_trials": 0}, "n_trials must be 1 or more, got 0"),
        ({"total_trials": -1}, "total_trials must be 1 or more, got -1"),
        ({"timeout": -1.0}, "timeout must be 0 seconds or more"),
        ({"on_error": "ignore"}, "on_error must be 'record' or 'raise', got 'ignore'"),
        ({"n_jobs": 0}, "n_jobs must be 1 or more"),
        ({"backend": "threads"}, "backend must be one of"),
        ({"backend": "inline", "n_jobs": 2}, "one trial at a time"),
    ],
)
def test_a_wrong_argument_is_named(line: Space, arguments: dict[str, object], message: str) -> None:
    study = create_study(line)
    with pytest.raises(ValueError, match=message):
        study.optimize(square, **arguments)
    assert [trial.state for trial in study.trials] == [State.WAITING]


@pytest.mark.parametrize("sampler", ["random", "tpe", "gp", "auto"])
@pytest.mark.slow
def test_a_resumed_study_proposes_what_an_uninterrupted_one_would(mixed: Space, url: str, sampler: str) -> None:
    def objective(trial: LiveTrial) -> float:
        return float(trial.params["x"]) * float(trial.params["n"]) + (trial.params["kind"] == "b")

    whole = create_study(mixed, sampler=sampler, seed=5)
    whole.optimize(objective, n_trials=24)
    create_study(mixed, sampler=sampler, seed=5, storage=url, name="s").optimize(objective, n_trials=13)
    load_study(url, "s").optimize(objective, n_trials=11)
    assert [t.params for t in load_study(url, "s").trials] == [t.params for t in whole.trials]


@pytest.mark.parametrize("sampler", ["random", "grid", "tpe", "gp"])
def test_a_deterministic_finite_space_is_tried_once_and_then_the_run_ends(cube: Space, sampler: str) -> None:
    study = create_study(cube, sampler=sampler, noise="none", seed=0)
    study.optimize(lambda trial: float(sum(trial.params.values())), n_trials=100)
    assert len({cube.key(trial.params) for trial in study.trials}) == len(study.trials) == 27
    assert study.stop_reason == "every configuration was tried"


@pytest.mark.parametrize(
    ("sampler", "reason"),
    [
        pytest.param("auto", r"^gp: one objective, 1 parameters", id="the sampler's own words"),
        pytest.param(TpeSampler(n_startup=3), r"^TpeSampler\(n_startup=3, .* it was asked for$", id="an object"),
    ],
)
def test_the_sampler_of_the_next_trial_is_told(line: Space, sampler: Any, reason: str) -> None:
    assert re.search(reason, create_study(line, sampler=sampler).sampler_reason)


@pytest.mark.slow
def test_three_thousand_trials_in_memory_cost_the_same_each(line: Space) -> None:
    """Nothing is read twice: each trial is noted when it starts to wait or run, and when it ends."""
    study = create_study(line, sampler="random", seed=0)
    notes = 0
    note = study._office.ledger._note

    def counted(trial: Trial) -> None:
        nonlocal notes
        notes += 1
        note(trial)

    study._office.ledger._note = counted  # type: ignore[method-assign]
    study.optimize(square, n_trials=3000)
    assert len(study.trials) == 3000
    assert notes <= 2 * 3000


# --- pruning -----------------------------------------------------------------------------------------------------


def learning(trial: LiveTrial) -> float:
    for step in range(10):
        trial.report(float(trial.params["x"]) + 1 / (1 + step), step)
        if trial.should_prune():
            raise TrialPruned
    return float(trial.params["x"])


def test_the_median_pruner_stops_bad_trials_but_never_a_default(line: Space, place: str | None) -> None:
    study = create_study(line, storage=place, sampler="random", pruner=MedianPruner(0, 3), seed=1)
    study.optimize(learning, n_trials=20)
    states = [trial.state for trial in study.trials]
    assert states[0] is State.COMPLETE
    assert 3 <= states.count(State.PRUNED) <= 16
    pruned = [float(t.params["x"]) for t in study.trials if t.state is State.PRUNED]
    assert min(pruned) > study.best_value
    assert all(len(t.reports) < 10 for t in study.trials if t.state is State.PRUNED)


def test_the_worst_of_several_defaults_is_not_pruned_either(line: Space) -> None:
    defaults = [{"x": 0.1}, {"x": 0.2}, {"x": 0.3}, {"x": 0.9}]
    study = create_study(line, baseline=defaults, sampler="random", pruner=MedianPruner(0, 3), seed=1)
    study.optimize(learning, n_trials=4)
    assert {trial.state for trial in study.trials} == {State.COMPLETE}


def test_without_a_pruner_nothing_is_pruned(line: Space) -> None:
    study = create_study(line, sampler="random", seed=1)
    study.optimize(learning, n_trials=8)
    assert {trial.state for trial in study.trials} == {State.COMPLETE}


def test_a_pruned_trial_can_be_completed_under_its_own_number(line: Space, place: str | None) -> None:
    study = create_study(line, storage=place, sampler="random", pruner=MedianPruner(0, 3), seed=1)
    study.optimize(learning, n_trials=20)
    pruned = [trial.number for trial in study.trials if trial.state is State.PRUNED]
    study.complete(learning, pruned[:2])
    after = study.trials
    assert [after[number].state for number in pruned[:3]] == [State.COMPLETE, State.COMPLETE, State.PRUNED]
    assert len(after[pruned[0]].reports) == 10
    assert len(after) == 20


def test_what_cannot_be_completed_in_time_is_pruned_again(line: Space) -> None:
    study = create_study(line, sampler="random", pruner=MedianPruner(0, 3), seed=1)
    study.optimize(learning, n_trials=20)
    before = [trial.state for trial in study.trials]
    study.complete(learning, [n for n, state in enumerate(before) if state is State.PRUNED], timeout=0.0)
    assert [trial.state for trial in study.trials] == before


# --- ask and tell ------------------------------------------------------------------------------------------------


def test_ask_and_tell_do_by_hand_what_optimize_does(line: Space) -> None:
    by_hand, whole = (create_study(line, sampler="tpe", seed=4) for _ in range(2))
    for _ in range(15):
        trial = by_hand.ask()
        assert isinstance(trial, LiveTrial)
        by_hand.tell(trial, square(trial))
    whole.optimize(square, n_trials=15)
    assert [t.params for t in by_hand.trials] == [t.params for t in whole.trials]


def test_a_batch_holds_different_configurations(cube: Space) -> None:
    study = create_study(cube, sampler="tpe", seed=0)
    batch = study.ask(8)
    assert isinstance(batch, list)
    assert len({cube.key(trial.params) for trial in batch}) == 8
    told = [study.tell(trial, 1.0 * index) for index, trial in reversed(list(enumerate(batch)))]
    assert [trial.state for trial in told] == [State.COMPLETE] * 8
    assert study.best_trial.number == batch[0].number


def test_a_trial_can_be_told_by_its_number_with_metrics_and_arrays(line: Space) -> None:
    study = create_study(line, metric="loss", seed=0)
    trial = study.ask()
    assert isinstance(trial, LiveTrial)
    trial.report(0.5, 1)
    trial.set_user_attr("note", ["by hand"])
    trial.keep("oof", np.arange(3))
    told = study.tell(trial, {"loss": 0.25, "size": 3})
    assert (told.value, told.metrics["size"], told.attrs, len(told.reports)) == (0.25, 3.0, {"note": ["by hand"]}, 1)
    assert study.arrays([0])[0]["oof"].tolist() == [0, 1, 2]


def test_a_trial_can_be_told_pruned_or_failed(line: Space) -> None:
    study = create_study(line, seed=0)
    batch = study.ask(2)
    assert isinstance(batch, list)
    assert study.tell(batch[0].number, state="pruned").state is State.PRUNED
    assert study.tell(batch[1], state=State.FAILED).state is State.FAILED


def test_a_wrong_tell_is_refused_and_the_trial_stays_open(line: Space) -> None:
    study = create_study(line, seed=0)
    trial = study.ask()
    assert isinstance(trial, LiveTrial)
    with pytest.raises(ValueError, match="NaN"):
        study.tell(trial, float("nan"))
    with pytest.raises(ValueError, match="must be a number, got None"):
        study.tell(trial)
    with pytest.raises(ValueError, match=r"state must be one of .*, got 'running'"):
        study.tell(trial, 1.0, state="running")
    assert study.tell(trial, 1.0).state is State.COMPLETE
    with pytest.raises(ValueError, match="nobody has told yet, got 0"):
        study.tell(trial, 1.0)
    with pytest.raises(ValueError, match="got 99"):
        study.tell(99, 1.0)


def test_a_late_answer_is_refused_and_the_trial_is_up_again(line: Space, url: str) -> None:
    study = create_study(line, storage=url, name="s", seed=0)
    late = study.ask(lease=0.0)
    assert isinstance(late, LiveTrial)
    other = load_study(url, "s")
    again = other.ask()
    assert isinstance(again, LiveTrial)
    with pytest.raises(TunewrightError, match="refused"):
        study.tell(late, 1.0)
    assert again.params == late.params
    assert other.tell(again, 2.0).tags["retry_of"] == late.number
    assert [trial.state for trial in study.trials] == [State.LOST, State.COMPLETE]


def test_an_asked_trial_keeps_its_long_lease_while_optimize_runs(line: Space) -> None:
    study = create_study(line, seed=0)
    study.ask()
    study.optimize(square, n_trials=3)
    assert [trial.state for trial in study.trials] == [State.RUNNING, *[State.COMPLETE] * 3]


def test_asking_a_used_up_sampler_is_an_error(cube: Space) -> None:
    study = create_study(cube, sampler="grid", noise="none")
    study.ask(27)
    with pytest.raises(TunewrightError, match="every one was tried"):
        study.ask()
    with pytest.raises(ValueError, match="n must be 1 or more, got 0"):
        study.ask(0)


# --- put up and add ----------------------------------------------------------------------------------------------


def test_what_is_put_up_runs_before_what_the_sampler_proposes(mixed: Space, place: str | None) -> None:
    study = create_study(mixed, storage=place, seed=0)
    study.enqueue_trial({"n": 7}, attrs={"why": "a hunch"})
    study.optimize(lambda trial: float(trial.params["n"]), n_trials=3)
    put_up = study.trials[1]
    assert put_up.params == {**mixed.defaults(), "n": 7}
    assert (put_up.value, put_up.attrs) == (7.0, {"why": "a hunch"})


def test_what_is_missing_takes_its_default_even_a_special_one() -> None:
    space = Space({
        "kernel": Categorical(["rbf", "linear"]),
        "gamma": Float(1e-3, 1.0, log=True, default=Special("scale", 0.1), when=param("kernel") == "rbf"),
    })
    study = create_study(space, baseline=False)
    assert study.enqueue_trial({}).params == {"kernel": "rbf", "gamma": "scale"}
    assert study.enqueue_trial({"kernel": "linear"}).params == {"kernel": "linear"}
    with pytest.raises(ValueError, match="gamma"):
        study.enqueue_trial({"kernel": "linear", "gamma": 0.5})
    with pytest.raises(ValueError, match="degree"):
        study.enqueue_trial({"degree": 3})


def test_a_callback_may_put_up_a_trial(line: Space) -> None:
    def follow(study: Study, trial: Trial) -> None:
        if trial.number == 1:
            study.enqueue_trial({"x": 0.125})

    study = create_study(line, sampler="random", seed=0)
    study.optimize(square, n_trials=3, callbacks=[follow])
    assert study.trials[2].params == {"x": 0.125}


def test_a_result_from_elsewhere_counts_like_ones_own(line: Space, place: str | None) -> None:
    study = create_study(line, storage=place, direction="maximize", seed=0, baseline=False)
    study.add_trial({"x": 0.75}, 9.0, attrs={"from": "paper"})
    study.optimize(square, total_trials=3)
    assert (study.best_params, study.best_value, len(study.trials)) == ({"x": 0.75}, 9.0, 3)
    with pytest.raises(ValueError, match="x"):
        study.add_trial({"x": 7.0}, 1.0)


# --- questions ---------------------------------------------------------------------------------------------------


def test_facts_are_kept_with_the_study(line: Space, url: str) -> None:
    study = create_study(line, storage=url, name="s")
    assert study.remember("opened", {"when": 1})
    assert not study.remember("opened", 2, only_if_absent=True)
    assert load_study(url, "s").facts() == {"opened": {"when": 1}}


def test_the_repr_says_name_number_and_best(line: Space) -> None:
    study = create_study(line, name="mine", seed=0)
    assert repr(study) == "<study 'mine': 1 trials, no best value>"
    study.optimize(lambda trial: 0.5, n_trials=2)
    assert repr(study) == "<study 'mine': 2 trials, best value 0.5>"


def test_the_pruner_can_be_looked_at_and_changed(line: Space) -> None:
    study = create_study(line, pruner="median")
    assert isinstance(study.pruner, MedianPruner)
    study.pruner = None
    assert study.pruner is None
