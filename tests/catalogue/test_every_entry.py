"""What holds for every family in the catalogue, for both tasks and every shape of table."""

import subprocess
import sys
from operator import attrgetter
from typing import Any
from warnings import catch_warnings, simplefilter

import cloudpickle
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunewright.catalogue.by_name import entry, names
from tunewright.catalogue.entry import Entry, Shape, Task
from tunewright.space.parameters import Categorical, Parameter, Special

OURS = {"random_state", "max_iter"}
TASKS: tuple[Task, ...] = ("classification", "regression")
every_entry = pytest.mark.parametrize("family", [entry(name) for name in names()], ids=names())
every_task = pytest.mark.parametrize("task", TASKS)

rows, columns = st.integers(2, 10_000_000), st.integers(1, 5_000)
shapes = st.builds(Shape, st.just("classification"), rows, columns, st.integers(2, 60)) | st.builds(
    Shape, st.just("regression"), rows, columns
)


def typical(task: Task) -> Shape:
    return Shape(task, 1_000, 20, 2 if task == "classification" else 0)


def fitted(family: Entry, params: dict[str, Any], table: Any) -> Any:
    few_epochs = {"max_iter": 5} if family.name == "neural-network" else {}
    estimator = family.build(params | few_epochs, table.shape.task, 0)
    with catch_warnings():
        simplefilter("ignore")  # five epochs are not enough
        return estimator.fit(table.columns, table.target)


@every_entry
@every_task
def test_the_default_configuration_is_the_estimators_own(family: Entry, task: Task) -> None:
    estimator = family.build(family.space(typical(task)).defaults(), task, 0)
    settings, own = estimator.get_params(), type(estimator)().get_params()
    assert {name: settings[name] for name in own if name not in OURS} == {
        name: own[name] for name in own if name not in OURS
    }


@every_entry
@given(shape=shapes)
def test_defaults_are_the_same_for_every_table(family: Entry, shape: Shape) -> None:
    space = family.space(shape)
    if shape.task == "classification":
        assert space.defaults() == family.space(typical("classification")).defaults()
    else:
        assert space.defaults() == family.space(typical("regression")).defaults()


@every_entry
@given(shape=shapes, seed=st.integers(0, 2**32 - 1))
def test_every_draw_for_every_table_is_a_configuration(family: Entry, shape: Shape, seed: int) -> None:
    space = family.space(shape)
    params = space.decode(space.sample(np.random.default_rng(seed), 1)[0])
    assert space.check(params) == params


@pytest.mark.slow
@every_entry
@every_task
def test_every_draw_builds_fits_and_predicts(family: Entry, task: Task, tables: dict[Task, Any]) -> None:
    table = tables[task]
    space = family.space(table.shape)
    for unit in space.sample(np.random.default_rng(1), 25):
        predictions = fitted(family, space.decode(unit), table).predict(table.columns)
        assert predictions.shape == table.target.shape
        assert np.isfinite(predictions).all()


@every_entry
@every_task
def test_the_same_seed_makes_the_same_model(family: Entry, task: Task, tables: dict[Task, Any]) -> None:
    table = tables[task]
    params = family.space(table.shape).defaults()
    first, second = (fitted(family, params, table).predict(table.columns) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@every_entry
def test_probabilities_are_promised_where_there_are_some(family: Entry, tables: dict[Task, Any]) -> None:
    table = tables["classification"]
    model = fitted(family, family.space(table.shape).defaults(), table)
    assert hasattr(model, "predict_proba") is family.gives_probabilities


@every_entry
@every_task
def test_what_is_said_to_be_learned_is_there_after_fitting_only(
    family: Entry, task: Task, tables: dict[Task, Any]
) -> None:
    table = tables[task]
    params = family.space(table.shape).defaults()
    model, unfitted = fitted(family, params, table), family.build(params, task, 0)
    for learned in family.learns:
        read = attrgetter(learned.attributes[task])
        assert len(np.atleast_1d(np.array(read(model), dtype=object)))
        with pytest.raises(AttributeError):
            read(unfitted)


@every_entry
def test_a_builder_travels_to_another_process(family: Entry) -> None:
    build = cloudpickle.loads(cloudpickle.dumps(family.build))
    space = family.space(typical("classification"))
    assert build(space.defaults(), "classification", 0).get_params()


@every_entry
def test_every_parameter_is_explained_and_nothing_else(family: Entry) -> None:
    in_space = {name for task in TASKS for name in family.space(typical(task)).names}
    explained = [each.name for each in family.hyperparameters]
    assert set(explained) == in_space
    assert len(set(explained)) == len(explained)


@every_entry
def test_no_text_is_missing(family: Entry) -> None:
    for each in family.hyperparameters:
        texts = (each.title, each.what, each.fit, each.time, each.memory, each.simpler, each.example)
        assert all(text.strip() == text != "" for text in texts), each.name
        assert all(text.endswith((".", ".)")) for text in texts[1:]), each.name
    assert all(each.why and each.value for each in family.fixed)


def says(simpler: Any) -> tuple[str, ...]:
    """Return how the sentence on the simpler direction may begin."""
    if simpler is None:
        return ("Neither",)
    return {"low": ("Lower",), "high": ("Higher",)}.get(simpler) if isinstance(simpler, str) else tuple(simpler)  # type: ignore[return-value]


@every_entry
@every_task
def test_the_sentence_on_the_simpler_direction_agrees_with_the_space(family: Entry, task: Task) -> None:
    parameters = family.space(typical(task)).parameters
    for each in family.hyperparameters:
        if each.name in parameters:
            assert each.simpler.startswith(says(parameters[each.name].simpler)), each.name  # type: ignore[union-attr]


def is_plain(parameter: Parameter) -> bool:
    return isinstance(parameter, Categorical) or not isinstance(parameter.default, Special)  # type: ignore[union-attr]


@every_entry
@given(shape=shapes)
def test_what_stands_for_a_special_default_lies_in_the_range(family: Entry, shape: Shape) -> None:
    for parameter in family.space(shape).parameters.values():
        if not is_plain(parameter):
            assert parameter.low <= parameter.default.near <= parameter.high  # type: ignore[union-attr]


def test_nothing_of_scikit_learn_is_loaded_before_something_is_built() -> None:
    script = (
        "import sys, tunewright.catalogue.by_name, tunewright.catalogue.joint, tunewright.catalogue.overrides, "
        "tunewright.catalogue.explain; sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
