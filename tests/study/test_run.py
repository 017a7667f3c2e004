"""Whole runs in real processes: many at once, killed, interrupted, cut, nested."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.study.scripts import interrupted, lines, started, wait_until
from tunewright.errors import TrialPruned
from tunewright.execution.limits import Limits
from tunewright.pruners.median import MedianPruner
from tunewright.space.space import Space
from tunewright.study.create import create_study, load_study
from tunewright.study.live import LiveTrial
from tunewright.study.plan import Plan
from tunewright.study.run import Place, run
from tunewright.trials.problem import Problem, Suggestion
from tunewright.trials.state import State

pytestmark = pytest.mark.slow


def test_trials_run_in_two_processes_and_their_lines_carry_their_number(
    line: Space, capfd: pytest.CaptureFixture[str]
) -> None:
    def objective(trial: LiveTrial) -> dict[str, float]:
        print(f"x is {trial.params['x']:.1f}")  # noqa: T201
        trial.set_user_attr("pid", os.getpid())
        trial.keep("oof", np.ones(2))
        return {"loss": float(trial.params["x"]), "pid": os.getpid()}

    study = create_study(line, metric="loss", sampler="random", seed=0)
    study.optimize(objective, n_trials=6, n_jobs=2, progress=False)
    assert [trial.state for trial in study.trials] == [State.COMPLETE] * 6
    assert os.getpid() not in {trial.attrs["pid"] for trial in study.trials}
    assert "[trial 0] x is 0.5" in capfd.readouterr().out.splitlines()
    assert study.trials[0].output == "x is 0.5\n"
    assert set(study.arrays(range(6))) == set(range(6))


def test_a_pruner_reaches_into_child_processes(line: Space, url: str) -> None:
    def objective(trial: LiveTrial) -> float:
        for step in range(5):
            trial.report(float(trial.params["x"]), step)
            if trial.should_prune():
                raise TrialPruned
        return float(trial.params["x"])

    study = create_study(line, storage=url, sampler="random", pruner=MedianPruner(0, 2), seed=1)
    study.optimize(objective, n_trials=12, backend="process", progress=False)
    states = [trial.state for trial in study.trials]
    assert {State.COMPLETE, State.PRUNED} == set(states)


def test_the_space_is_found_from_within_child_processes(url: str) -> None:
    def objective(trial: LiveTrial) -> float:
        x = trial.suggest_float("x", 0, 1)
        deep = trial.suggest_categorical("deep", [True, False])
        return x + (trial.suggest_int("depth", 1, 8) if deep else 0)

    study = create_study(storage=url, name="s", seed=0)
    study.optimize(objective, n_trials=10, n_jobs=2, progress=False)
    assert {trial.state for trial in study.trials} == {State.COMPLETE}
    assert set(study.space.names) == {"x", "deep", "depth"}
    assert all(("depth" in trial.params) is trial.params["deep"] for trial in study.trials)
    assert set(load_study(url, "s").space.names) == {"x", "deep", "depth"}


def test_a_trial_over_its_limit_times_out_and_the_study_goes_on(line: Space) -> None:
    import time

    def objective(trial: LiveTrial) -> float:
        time.sleep(30 if trial.number == 1 else 0)
        return 0.0

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, n_trials=3, limits=Limits(seconds=1.0), progress=False)
    assert [trial.state for trial in study.trials] == [State.COMPLETE, State.TIMED_OUT, State.COMPLETE]


def test_the_deadline_cuts_a_running_trial_which_runs_next_time(line: Space, tmp_path: Path) -> None:
    import time

    flag = tmp_path / "cut once"

    def objective(trial: LiveTrial) -> float:
        trial.report(1.0)
        if trial.number == 1 and not flag.exists():
            flag.touch()
            time.sleep(60)
        return float(trial.params["x"])

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, n_trials=1, backend="process", progress=False)  # what starts once has started
    study.optimize(objective, n_trials=5, backend="process", timeout=4.0, progress=False)
    assert (study.stop_reason, study.trials[1].state, study.trials[1].reports) == (
        "the time is over",
        State.WAITING,
        (),
    )
    params = study.trials[1].params
    study.optimize(objective, n_trials=2, progress=False)
    assert [trial.state for trial in study.trials] == [State.COMPLETE] * 3
    assert study.trials[1].params == params


def test_a_trial_that_something_kills_runs_again_and_in_the_end_the_run_gives_up(line: Space) -> None:
    def objective(trial: LiveTrial) -> float:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0.0

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, n_trials=20, backend="process", progress=False)
    assert "in a row were lost" in study.stop_reason
    trials = study.trials
    assert {trial.state for trial in trials} <= {State.LOST, State.WAITING}
    assert [trial.params for trial in trials[:3]] == [line.defaults()] * 3
    assert [trial.tags.get("retries", 0) for trial in trials[:3]] == [0, 1, 2]


SHARED = """
study = tw.create_study(space, storage=URL, name="s", load_if_exists=True, sampler="random", seed=0)
open(os.path.join(FOLDER, f"here {os.getpid()}"), "w").close()
end = time.monotonic() + 60
while sum(name.startswith("here") for name in os.listdir(FOLDER)) < 2 and time.monotonic() < end:
    time.sleep(0.01)
def objective(trial):
    note(trial, "began")
    time.sleep(0.02)
    return trial.params["x"]
study.optimize(objective, total_trials=40, progress=False)
"""


def test_two_processes_share_a_study_and_finish_exactly_its_total(url: str, tmp_path: Path) -> None:
    both = [started(url, tmp_path, SHARED) for _ in range(2)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    trials = load_study(url, "s").trials
    assert [trial.number for trial in trials] == list(range(40))
    assert {trial.state for trial in trials} == {State.COMPLETE}
    assert len({trial.worker for trial in trials}) == 2
    assert sorted(int(number) for _, number, _ in lines(tmp_path)) == list(range(40))
    assert len({trial.params["x"] for trial in trials}) == 40


KILLED = """
study = tw.create_study(space, storage=URL, name="s", load_if_exists=True, sampler="random", seed=0)
def objective(trial):
    note(trial, "began")
    if trial.number == 5:
        time.sleep(600)
    note(trial, "ended")
    return trial.params["x"]
study.optimize(objective, total_trials=10, progress=False, backend={backend!r})
"""


@pytest.mark.parametrize("backend", ["inline", "process"])
def test_what_a_killed_process_ran_runs_again_once_and_nothing_is_done_twice(
    url: str, tmp_path: Path, backend: str
) -> None:
    process = started(url, tmp_path, KILLED.format(backend=backend))
    wait_until(lambda: any(entry[:2] == ["began", "5"] for entry in lines(tmp_path)))
    process.kill()
    process.communicate()
    study = load_study(url, "s")
    assert study.trials[5].state is State.LOST
    assert study.trials[6].tags == {"retries": 1, "retry_of": 5}
    study.optimize(lambda trial: float(trial.params["x"]), total_trials=10, progress=False)
    states = [trial.state for trial in study.trials]
    assert states == [*[State.COMPLETE] * 5, State.LOST, *[State.COMPLETE] * 5]
    assert study.trials[6].params == study.trials[5].params
    assert len([entry for entry in lines(tmp_path) if entry[0] == "ended"]) == 5


INTERRUPTED = """
study = tw.create_study(space, storage=URL, name="s", sampler="random", seed=0)
def objective(trial):
    note(trial, "began")
    time.sleep({seconds})
    return trial.params["x"]
study.optimize(objective, n_trials=50, n_jobs={n_jobs}, progress=False)
print(study.stop_reason)
"""


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_one_ctrl_c_lets_running_trials_end(url: str, tmp_path: Path, n_jobs: int) -> None:
    process = started(url, tmp_path, INTERRUPTED.format(seconds=1.0, n_jobs=n_jobs))
    wait_until(lambda: len(lines(tmp_path)) >= n_jobs)
    code, out, err = interrupted(process, 1)
    assert (code, out) == (0, "interrupted\n"), err
    assert "letting the running trials end" in err
    trials = load_study(url, "s").trials
    assert [trial.state for trial in trials] == [State.COMPLETE] * len(lines(tmp_path))


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_second_ctrl_c_cuts_them_and_they_wait(url: str, tmp_path: Path, n_jobs: int) -> None:
    process = started(url, tmp_path, INTERRUPTED.format(seconds=60, n_jobs=n_jobs))
    wait_until(lambda: len(lines(tmp_path)) >= n_jobs)
    code, out, err = interrupted(process, 2)
    assert (code, out) == (0, "interrupted\n"), err
    study = load_study(url, "s")
    assert [trial.state for trial in study.trials] == [State.WAITING] * n_jobs
    study.optimize(lambda trial: float(trial.params["x"]), total_trials=4, progress=False)
    assert [trial.state for trial in study.trials] == [State.COMPLETE] * 4


NESTED = """
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import cross_val_score
import numpy as np
class Tuned(RegressorMixin, BaseEstimator):
    def fit(self, X, y):
        study = tw.create_study(space, seed=0)
        study.optimize(lambda trial: abs(trial.params["x"] - 0.3), n_trials=5, n_jobs=2, progress=False)
        self.best_ = study.best_value
        return self
    def predict(self, X):
        return np.full(len(X), self.best_)
print(len(cross_val_score(Tuned(), np.zeros((20, 1)), np.arange(20.0), cv=2, n_jobs=2)))
"""


def test_a_study_inside_a_worker_of_joblib_runs_inline(url: str, tmp_path: Path) -> None:
    out, err = started(url, tmp_path, NESTED).communicate(timeout=120)
    assert out == "2\n", err


def test_a_lambda_runs_in_two_processes_from_the_command_line() -> None:
    source = (
        "import tunewright as tw; study = tw.create_study(tw.Space({'x': tw.Float(0, 1)}), seed=0); "
        "study.optimize(lambda trial: trial.params['x'], n_trials=4, n_jobs=2, progress=False); "
        "print(len(study.trials), study.best_value <= 0.5)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "4 True\n", done.stderr


def test_a_trial_that_was_killed_once_does_not_count_and_runs_again(line: Space, tmp_path: Path) -> None:
    flag = tmp_path / "killed once"

    def objective(trial: LiveTrial) -> float:
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return float(trial.params["x"])

    study = create_study(line, sampler="random", seed=0)
    study.optimize(objective, n_trials=3, backend="process", progress=False)
    assert [trial.state for trial in study.trials] == [State.LOST, *[State.COMPLETE] * 3]


def test_only_the_leases_of_its_own_trials_are_renewed_by_a_run(line: Space) -> None:
    import time

    def objective(trial: LiveTrial) -> float:
        time.sleep(0.3)
        return 0.0

    study = create_study(line, sampler="random", seed=0)
    study.ask(lease=3600.0)
    run(study._office, objective, Plan(n_trials=2, lease=1.0), Place())
    time.sleep(1.2)
    assert study._office.expire() == []
    assert [trial.state for trial in study.trials] == [State.RUNNING, State.COMPLETE, State.COMPLETE]


def test_the_sampler_is_told_what_the_latest_run_may_spend(line: Space) -> None:
    told: list[Problem] = []

    class Listening:
        def suggest(self, problem: Problem, *known: object, n: int = 1) -> list[Suggestion]:
            told.append(problem)
            return [Suggestion({"x": 0.1 * len(told)})]

    study = create_study(line, sampler=Listening(), noise="none")  # type: ignore[arg-type]
    study.optimize(lambda trial: 0.0, n_trials=3, timeout=50.0, progress=False)  # the first one is the default
    assert [(problem.budget, problem.n_workers) for problem in told] == [(3, 1), (3, 1)]
    assert told[1].seconds == told[0].seconds == 50.0
    study.optimize(lambda trial: 0.0, n_trials=1, progress=False)
    assert (told[2].budget, told[2].seconds) == (1, None)
