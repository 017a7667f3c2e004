"""Where the parts of a study meet."""

import pytest

from tunewright.errors import TunewrightError
from tunewright.space.space import Space
from tunewright.storage.by_url import storage_from
from tunewright.study.create import create_study, load_study
from tunewright.study.office import Means, open_office
from tunewright.trials.state import State


def test_opening_puts_up_again_what_ran_out(line: Space, url: str) -> None:
    create_study(line, storage=url, name="s").ask(lease=0.0)
    assert [trial.state for trial in load_study(url, "s").trials] == [State.LOST, State.WAITING]


def test_opening_leaves_alone_what_runs(line: Space, url: str) -> None:
    create_study(line, storage=url, name="s").ask()
    assert [trial.state for trial in load_study(url, "s").trials] == [State.RUNNING]


def test_the_problem_says_space_objectives_budget_and_noise(line: Space, url: str) -> None:
    create_study(line, metric="loss", noise="none", storage=url, name="s")
    storage = storage_from(url)
    row = storage.find_study("s")
    assert row is not None
    office = open_office(storage, row, "random", None)
    office.means = Means(30, 2)
    problem = office.problem()
    assert (problem.space, problem.objectives, problem.budget, problem.n_workers) == (line, ("loss",), 30, 2)
    assert problem.noise == "none"
    assert office.is_declared


def test_without_a_further_configuration_asking_is_an_error(cube: Space) -> None:
    study = create_study(cube, sampler="grid")
    study.ask(27)
    with pytest.raises(TunewrightError, match="no further configuration"):
        study.ask()
