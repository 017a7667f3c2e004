"""The benchmark of costs: the space is what it says, and what is timed are the sampler's own suggestions."""

import pytest
from benchmarks import suggestions as module
from benchmarks.suggestions import Bowl, Job, Ours, available, grown, line, space_of, timed

from tunewright.space.parameters import Categorical, Float, Int


@pytest.mark.parametrize("n_dims", [1, 5, 13, 25, 50])
def test_a_space_has_as_many_parameters_as_it_is_asked_for(n_dims: int) -> None:
    assert space_of(n_dims).n_dims == n_dims


def test_thirteen_parameters_are_of_all_kinds_and_one_chooses_what_others_matter() -> None:
    parameters = space_of(13).parameters.values()
    assert [sum(isinstance(each, kind) for each in parameters) for kind in (Float, Int, Categorical)] == [8, 3, 2]
    assert {name for each in parameters if each.when is not None for name in each.when.names} == {"0.booster"}


def test_the_loss_is_lowest_in_one_place_and_smooth() -> None:
    space = space_of(13)
    bowl = Bowl(space, 3)
    bottom = space.decode(bowl.bottom)
    assert bowl(bottom) < 1e-2  # steps and categories keep it from 0
    assert bowl(space.defaults()) > bowl(bottom)


def test_the_trials_before_a_mark_are_the_samplers_own_and_those_before_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "OWN", 3)
    space = space_of(5)
    asked, n_ended = Ours("lhs", space, 0), []
    for mark, taken in grown(asked, space, Job("lhs", 5, (5, 6, 20), 0, 2, 9.0)):
        assert min(taken) > 0
        n_ended.append((mark, len(taken), len(asked.history)))
    assert n_ended == [(5, 1, 6), (6, 2, 8), (20, 2, 22)]
    own = ["lhs" in tags for tags in asked.history.tags]
    assert own == [False] * 2 + [True] * 6 + [False] * 9 + [True] * 5


def test_a_sampler_that_is_out_of_patience_has_no_later_marks() -> None:
    space = space_of(5)
    assert timed(Ours("random", space, 0), Bowl(space, 0), 9, 0.0) == []
    assert list(grown(Ours("random", space, 0), space, Job("random", 5, (2, 4), 0, 2, 0.0))) == []


def test_what_cannot_be_measured_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert list(available(["tpe", "tree of wonders", "optuna-tpe"])) == ["tpe"]
    said = capsys.readouterr().out
    assert "tree of wonders: there is no such sampler" in said
    assert "optuna-tpe: Optuna is not installed here" in said


def test_a_row_has_the_number_the_mean_the_median_the_tail_and_the_slowest() -> None:
    row = line("tpe", 100, [1.0, 2.0, 6.0])
    assert row.split() == ["tpe", "100", "3", "3.00", "2.00", "5.92", "6.00"]


def test_a_goal_is_met_up_to_its_figure() -> None:
    assert line("tpe", 100, [1.0, 3.0], mean_goal=2.0).endswith("mean <= 2: met")
    assert line("tpe", 100, [1.0, 3.0], mean_goal=1.9).endswith("mean <= 1.9: MISSED")
    assert line("tpe", 100, [1.0, 3.0], late_goal=2.5).endswith("99 % <= 2.5: MISSED")
