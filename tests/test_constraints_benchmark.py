"""The benchmark of constraints: its references hold, its first trial is no gift, and runs are read as they ended."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.constraints import PROBLEMS, REFERENCES, g04, g06, g08, judged, regrets, task_named, toy
from benchmarks.loops import Job, Run, perform, perform_all, read


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_draw_beats_the_best_known_and_the_default_is_not_it(name: str) -> None:
    task, (best, median) = task_named(name), REFERENCES[name]
    losses = [judged(task, unit) for unit in task.space.sample(np.random.default_rng(1), 1000)]
    assert best <= min([*losses, median])
    losses, constraints = task.evaluate(task.space.defaults())
    assert max(constraints) > 0 or losses[0] > best + 0.05 * (median - best)


@pytest.mark.parametrize(
    ("function", "place", "loss"),
    [
        pytest.param(g04, (78, 33, 29.995256025682, 45, 36.775812905788), -30665.539, id="g04"),
        pytest.param(g06, (14.095, 0.8429607892), -6961.81388, id="g06"),
        pytest.param(g08, (1.2279713, 4.2453733), -0.095825, id="g08"),
        pytest.param(toy, (0.1954, 0.4044), 0.5998, id="toy"),
    ],
)
def test_functions_have_the_minimum_of_their_sources(function: object, place: tuple[float, ...], loss: float) -> None:
    losses, constraints = function(*place)  # type: ignore[operator]
    assert losses[0] == pytest.approx(loss, rel=1e-4)
    assert max(constraints) < 2e-3


def test_what_violates_a_constraint_has_no_regret_and_no_find_counts_as_one() -> None:
    best, median = REFERENCES["toy"]
    losses = [[best - 1.0]] * 10 + [[(best + median) / 2]] * 50 + [[best]] * 40
    constraints = [[1.0, -1.0]] * 30 + [[-1.0, 0.0]] * 70
    run = Run(Job("gp", "toy", 0, 100), losses, constraints, 1.0)
    assert regrets(run) == pytest.approx([1.0, 0.5, 0.0])


def test_labels_hide_how_far_a_constraint_is_from_its_border() -> None:
    told, hidden = (perform(Job(name, "toy", 0, 12), task_named) for name in ("tpe", "tpe:labels"))
    assert told.losses[:10] == hidden.losses[:10]
    assert len(told.losses) == len(hidden.constraints) == 12
    assert told.losses[0] == [1.0]


@pytest.mark.slow
def test_runs_that_are_in_the_file_are_not_repeated(tmp_path: Path) -> None:
    jobs, file = [Job("random", name, 0, 3) for name in ("toy", "g06")], tmp_path / "runs.jsonl"
    first = list(perform_all(jobs[:1], task_named, file, 1))
    second = list(perform_all(jobs, task_named, file, 1))
    assert [run.job for run in second] == jobs[1:]
    assert read(file) == first + second
