"""A space changed by hand: what stays, what goes, and what is said to a mistake."""

import numpy as np
import pytest

from tunewright.catalogue.by_name import entry, names
from tunewright.catalogue.entry import Shape
from tunewright.catalogue.joint import default_configurations, joint_space, model_of
from tunewright.catalogue.overrides import apply_sets, with_file, with_parameters
from tunewright.space.expressions import param
from tunewright.space.parameters import Categorical, Constant, Float, Int, Ordinal, Special
from tunewright.space.space import Space

SHAPE = Shape("classification", 1_000, 20, 2)
ALL = joint_space([entry(name) for name in names()], SHAPE)
SVM = joint_space([entry("svm")], SHAPE)
is_svm = param("model") == "svm"


def test_without_sets_nothing_changes() -> None:
    assert apply_sets(ALL, []) == ALL


def test_a_range_keeps_default_scale_condition_and_simpler_end() -> None:
    changed = apply_sets(ALL, ["svm.C=0.1:10"]).parameters["svm.C"]
    assert changed == Float(0.1, 10.0, log=True, default=1.0, simpler="low", when=is_svm)


@pytest.mark.parametrize(
    ("text", "name", "default"),
    [
        pytest.param("svm.C=10:100", "svm.C", None, id="outside: the centre"),
        pytest.param("svm.gamma=0.01:1", "svm.gamma", Special("scale", near=0.05), id="special, its near inside"),
        pytest.param("svm.gamma=1:5", "svm.gamma", None, id="special, its near outside"),
        pytest.param("tree.ccp_alpha=0:0.1", "tree.ccp_alpha", 0.0, id="special that the range now holds"),
        pytest.param("tree.max_depth=2,4,8", "tree.max_depth", 4, id="not in the list: the middle"),
        pytest.param("tree.max_depth=none,4", "tree.max_depth", None, id="special in the list"),
        pytest.param("svm.degree=2,3", "svm.degree", 3, id="in the list"),
    ],
)
def test_the_estimators_default_stays_where_it_is_still_possible(text: str, name: str, default: object) -> None:
    changed = apply_sets(ALL, [text])
    given = changed.parameters[name].default  # type: ignore[union-attr]
    if name in {"tree.max_depth"}:
        given = default_configurations(changed)[1][name]
    assert given == default


def test_a_fixed_value_takes_no_dimension_and_is_in_the_configuration() -> None:
    changed = apply_sets(SVM, ["svm.C=3"])
    assert changed.parameters["svm.C"] == Constant(3.0)
    assert changed.n_dims == SVM.n_dims - 1
    assert changed.defaults()["svm.C"] == 3.0


def test_a_fixed_choice_takes_out_what_depends_on_the_others() -> None:
    changed = apply_sets(ALL, ["svm.kernel=rbf"])
    assert set(ALL.names) - set(changed.names) == {"svm.degree", "svm.coef0"}
    assert changed.parameters["svm.kernel"] == Constant("rbf", when=is_svm)


def test_a_list_of_choices_takes_out_what_depends_on_those_left_out_and_their_simplicity() -> None:
    changed = apply_sets(ALL, ["svm.kernel=rbf,poly"])
    assert changed.parameters["svm.kernel"] == Categorical(["rbf", "poly"], default="rbf", when=is_svm)
    assert {"svm.degree", "svm.gamma"} <= set(changed.names)
    linear = apply_sets(ALL, ["svm.kernel=linear,rbf"])
    assert linear.parameters["svm.kernel"].simpler == ["linear"]  # type: ignore[union-attr]
    assert "svm.degree" not in linear.names


def test_a_list_of_numbers_is_in_order_and_keeps_the_simpler_end() -> None:
    changed = apply_sets(SVM, ["svm.C=10,0.1,1"]).parameters["svm.C"]
    assert changed == Ordinal([0.1, 1.0, 10.0], default=1.0, simpler="low")


def test_every_draw_of_a_changed_space_obeys_the_changes() -> None:
    space = apply_sets(ALL, ["svm.kernel=rbf", "svm.C=0.1:10", "tree.max_depth=2,4", "neural-network.alpha=1e-3"])
    for unit in space.sample(np.random.default_rng(0), 60):
        params = space.decode(unit)
        obeyed = {
            "svm": lambda p: p["svm.kernel"] == "rbf" and 0.1 <= p["svm.C"] <= 10,
            "tree": lambda p: p["tree.max_depth"] in {2, 4},
            "neural-network": lambda p: p["neural-network.alpha"] == 1e-3,
        }
        assert obeyed[model_of(params)](params)
    assert all(space.check(params) == params for params in default_configurations(space))


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        pytest.param(["svm.C"], r"--set svm.C: cannot be read; write NAME=LOW:HIGH", id="no value"),
        pytest.param(["=3"], r"--set =3: cannot be read", id="no name"),
        pytest.param(["model=svm"], r"the models are chosen with --model", id="the model"),
        pytest.param(["C=1"], r"no parameter 'C'; did you mean svm.C\?", id="no model"),
        pytest.param(["tree.alpha=1"], r"did you mean neural-network.alpha\?", id="another model's"),
        pytest.param(["svm.gama=1"], r"--set svm.gama=1: .* did you mean svm.gamma\?", id="misspelt"),
        pytest.param(["xyz=1"], r"no parameter 'xyz'; there are svm.kernel, svm.C", id="like no other"),
        pytest.param(["svm.C=10:1"], r"--set svm.C=10:1: .*'svm.C'.* low must not be above high", id="turned round"),
        pytest.param(["svm.C=-1:1:log"], r"low must be above 0 with log=True, got low=-1.0", id="factors from below 0"),
        pytest.param(["svm.C=1,1"], r"choices must differ, got 1.0 more than once", id="twice in a list"),
        pytest.param(["svm.kernel=rbf,sigmoid"], r"'sigmoid' is no choice; there are linear, poly, rbf", id="choice"),
        pytest.param(["svm.C=1", "svm.C=2"], r"--set svm.C=2: svm.C is set already, by svm.C=1", id="twice"),
        pytest.param(
            ["svm.degree=3", "svm.kernel=rbf"], r"--set svm.degree=3: has no effect, since .* never holds", id="in vain"
        ),
    ],
)
def test_a_mistake_is_named_with_the_remedy(sets: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        apply_sets(ALL, sets)


FILE = """
require = ["tree.min_samples_leaf <= tree.min_samples_split"]

[params."tree.max_depth"]
type = "int"
low = 2
high = 25

[params."svm.tol"]
type = "float"
low = 1e-5
high = 1e-2
log = true
when = 'svm.kernel == "rbf"'
"""


def test_a_file_replaces_parameters_and_keeps_what_it_does_not_say() -> None:
    changed = with_file(ALL, FILE, "classification").parameters["tree.max_depth"]
    old = ALL.parameters["tree.max_depth"]
    assert isinstance(changed, Int)
    assert (changed.low, changed.high, changed.default, changed.simpler) == (2, 25, Special(None, near=20), "low")
    assert str(changed.when) == str(old.when)


def test_a_new_parameter_of_a_file_is_active_with_its_model_and_reaches_the_estimator() -> None:
    space = with_file(ALL, FILE, "classification")
    svm, tree, _ = default_configurations(space)
    assert "svm.tol" in svm
    assert "svm.tol" not in tree
    assert str(space.parameters["svm.tol"].when) == 'model == "svm" and svm.kernel == "rbf"'


def test_requirements_of_a_file_are_added() -> None:
    assert not with_file(ALL, FILE, "classification").allows({
        "model": "tree",
        "tree.min_samples_leaf": 5,
        "tree.min_samples_split": 2,
    })


def test_what_a_space_writes_can_be_read_as_a_file() -> None:
    assert with_file(ALL, ALL.to_toml(), "classification") == ALL
    assert with_file(SVM, SVM.to_toml(), "classification") == SVM


def test_a_requirement_about_what_was_taken_out_goes_with_it() -> None:
    wide = Space(ALL.parameters, [param("svm.degree") <= 4])
    assert apply_sets(wide, ["svm.kernel=rbf"]).require == ()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("C", r"'C' belongs to none of the models svm; write a name such as svm.C", id="no model"),
        pytest.param("tree.max_depth", r"'tree.max_depth' belongs to none of the models svm", id="another model"),
        pytest.param("svm.toll", r"the estimator has no 'toll'; did you mean tol\?", id="no setting"),
        pytest.param("model", r"'model' belongs to none .* choose models with --model", id="the model"),
    ],
)
def test_a_file_that_names_what_is_not_there_is_refused(name: str, message: str) -> None:
    text = f'[params."{name}"]\ntype = "float"\nlow = 0.1\nhigh = 1.0\n'
    with pytest.raises(ValueError, match=message):
        with_file(SVM, text, "classification")


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ValueError, match="the space is no TOML"):
        with_file(SVM, "svm.C = [", "classification")


def test_parameters_can_be_given_as_a_space() -> None:
    given = Space({"svm.C": Float(0.5, 2.0), "svm.shrinking": Categorical([True, False])})
    changed = with_parameters(SVM, given)
    assert changed.parameters["svm.C"] == Float(0.5, 2.0, default=1.0, simpler="low")
    assert changed.defaults()["svm.shrinking"] is True
