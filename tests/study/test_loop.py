"""The loop fills slots, waits and closes; whatever ends it, no trial is left running."""

import threading
import time

import pytest

from tunewright.space.space import Space
from tunewright.study.create import create_study, load_study
from tunewright.study.live import LiveTrial
from tunewright.study.progress import Quiet, Snapshot
from tunewright.study.study import Study
from tunewright.trials.state import State
from tunewright.trials.trial import Trial


class Watching(Quiet):
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []
        self.is_closed = False

    def update(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)

    def close(self) -> None:
        self.is_closed = True


def value(trial: LiveTrial) -> float:
    return float(trial.params["x"])


def test_the_last_view_shows_all_that_was_done(line: Space) -> None:
    progress = Watching()
    study = create_study(line, direction="maximize", sampler="random", seed=0)
    study.optimize(value, n_trials=7, progress=progress)
    last = progress.snapshots[-1]
    assert (last.n_done, last.n_planned, last.is_ending, last.running) == (7, 7, True, {})
    assert (last.best, last.baseline) == (study.best_value, study.trials[0].value)
    assert progress.is_closed


def test_an_error_in_a_callback_leaves_nothing_running(line: Space, place: str | None) -> None:
    def broken(study: Study, trial: Trial) -> None:
        raise RuntimeError("callback")

    progress = Watching()
    study = create_study(line, storage=place, sampler="random", seed=0)
    with pytest.raises(RuntimeError, match="callback"):
        study.optimize(value, n_trials=5, callbacks=[broken], progress=progress)
    assert [trial.state for trial in study.trials] == [State.COMPLETE]
    assert progress.is_closed
    study.optimize(value, n_trials=2)
    assert len(study.trials) == 3


def test_ctrl_c_outside_an_objective_passes_through(line: Space) -> None:
    def pressed(study: Study, trial: Trial) -> None:
        raise KeyboardInterrupt

    study = create_study(line, sampler="random", seed=0)
    with pytest.raises(KeyboardInterrupt):
        study.optimize(value, n_trials=5, callbacks=[pressed])
    assert [trial.state for trial in study.trials] == [State.COMPLETE]


def test_an_objective_that_is_broken_off_waits_again(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        if trial.number == 1:
            raise KeyboardInterrupt
        return value(trial)

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, n_trials=5)
    assert [trial.state for trial in study.trials] == [State.COMPLETE, State.WAITING]
    assert study.stop_reason == "interrupted"


def test_no_time_means_no_trial(line: Space) -> None:
    study = create_study(line, seed=0)
    study.optimize(value, timeout=0.0)
    assert (study.stop_reason, study.trials[0].state) == ("the time is over", State.WAITING)


def test_time_ends_an_inline_run_after_the_trial_that_runs(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        time.sleep(0.6)
        return 0.0

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, timeout=0.5)
    assert [trial.state for trial in study.trials] == [State.COMPLETE]


def test_it_runs_in_any_thread(line: Space) -> None:
    study = create_study(line, sampler="random", seed=0)
    thread = threading.Thread(target=lambda: study.optimize(value, n_trials=3))
    thread.start()
    thread.join()
    assert len(study.trials) == 3


def test_what_another_worker_has_lost_is_picked_up_before_the_run_ends(line: Space, url: str) -> None:
    """The other one's lease runs out while we run; without a look for it the study would end one trial short."""
    study = create_study(line, storage=url, name="s", sampler="random", seed=0)

    def meanwhile(study: Study, trial: Trial) -> None:
        if trial.number == 0:
            load_study(url, "s").ask(lease=0.0)

    study.optimize(value, total_trials=4, callbacks=[meanwhile])
    assert [trial.state for trial in study.trials].count(State.COMPLETE) == 4
    assert [trial.state for trial in study.trials].count(State.LOST) == 1
