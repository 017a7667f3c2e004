"""Several families in one space: prefixes, conditions, defaults, and the way back to an estimator."""

import cloudpickle
import numpy as np
import pytest

from tunewright.catalogue.by_name import entry, names
from tunewright.catalogue.entry import Entry, Shape, Task
from tunewright.catalogue.joint import (
    build_joint,
    default_configurations,
    joint_space,
    model_of,
    models_of,
    strip,
)
from tunewright.space.parameters import Constant
from tunewright.space.space import Space

ALL = [entry(name) for name in names()]
SHAPES = [Shape("classification", 1_000, 20, 2), Shape("regression", 300, 19)]
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.task)
some_entries = pytest.mark.parametrize("entries", [ALL, ALL[1:], ALL[:1]], ids=len)


@every_shape
@some_entries
def test_a_configuration_holds_the_model_and_its_own_parameters_only(entries: list[Entry], shape: Shape) -> None:
    space = joint_space(entries, shape)
    seen = set()
    for unit in space.sample(np.random.default_rng(0), 60):
        params = space.decode(unit)
        own = entry(model_of(params)).space(shape)
        assert len(strip(params)) == len(params) - 1
        assert own.check(strip(params)) == strip(params)
        seen.add(model_of(params))
    assert seen == set(models_of(space)) == {each.name for each in entries}


@every_shape
@some_entries
def test_each_family_has_its_own_default_configuration(entries: list[Entry], shape: Shape) -> None:
    space = joint_space(entries, shape)
    configurations = default_configurations(space)
    assert [model_of(params) for params in configurations] == [each.name for each in entries]
    for params, each in zip(configurations, entries, strict=True):
        assert space.check(params) == params
        assert strip(params) == each.space(shape).defaults()


@every_shape
def test_the_first_default_is_that_of_the_space(shape: Shape) -> None:
    space = joint_space(ALL, shape)
    assert default_configurations(space)[0] == space.defaults()


def test_with_one_family_the_model_is_a_constant_and_takes_no_dimension() -> None:
    space = joint_space(ALL[:1], SHAPES[0])
    assert space.parameters["model"] == Constant("svm")
    assert space.n_dims == entry("svm").space(SHAPES[0]).n_dims


@pytest.mark.parametrize(("task", "suffix"), [("classification", "Classifier"), ("regression", "Regressor")])
def test_a_configuration_becomes_the_estimator_that_it_stands_for(task: Task, suffix: str) -> None:
    build = cloudpickle.loads(cloudpickle.dumps(build_joint))
    estimator = build({"model": "tree", "tree.max_depth": 3, "tree.criterion": "x"}, task, 7)
    assert type(estimator).__name__ == f"DecisionTree{suffix}"
    assert {"max_depth": 3, "criterion": "x", "random_state": 7}.items() <= estimator.get_params().items()


@every_shape
def test_a_joint_space_survives_writing_down(shape: Shape) -> None:
    space = joint_space(ALL, shape)
    assert Space.from_json(space.to_json()) == space == Space.from_toml(space.to_toml())


def test_no_model_is_refused() -> None:
    with pytest.raises(ValueError, match="entries must hold one model or more, got none"):
        joint_space([], SHAPES[0])


def test_a_model_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="entries must differ, got svm, svm"):
        joint_space([ALL[0], ALL[0]], SHAPES[0])
