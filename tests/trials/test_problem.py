"""What samplers are asked and answer: sensible where nothing is said."""

from tunewright.space.parameters import Float
from tunewright.space.space import Space
from tunewright.trials.problem import Problem, Suggestion


def test_a_problem_has_one_noisy_objective_and_one_worker_unless_said() -> None:
    problem = Problem(Space({"x": Float(0, 1)}))
    assert (len(problem.objectives), problem.n_workers, problem.noise, problem.budget) == (1, 1, "auto", None)


def test_suggestions_do_not_share_their_tags() -> None:
    assert Suggestion({}).tags is not Suggestion({}).tags
