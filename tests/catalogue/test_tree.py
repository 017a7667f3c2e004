"""What the texts on decision trees claim, measured; and how the ranges follow the table."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.catalogue.entry import Shape
from tunewright.catalogue.tree import build, space

Cancer = tuple[NDArray[np.float64], NDArray[np.float64]]


def fitted(data: Cancer, **params: Any) -> Any:
    return build(params, "classification", 0).fit(*data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "simpler", "larger"),
    [("max_depth", 2, 5), ("min_samples_split", 200, 2), ("min_samples_leaf", 40, 1), ("ccp_alpha", 0.03, 0.0)],
)
def test_the_simpler_end_makes_a_smaller_tree_that_fits_its_rows_less(
    name: str, simpler: float, larger: float, cancer: Cancer
) -> None:
    small, large = fitted(cancer, **{name: simpler}), fitted(cancer, **{name: larger})
    assert small.tree_.node_count < large.tree_.node_count
    assert small.score(*cancer) < large.score(*cancer)


def test_a_tree_of_depth_three_has_at_most_eight_leaves(cancer: Cancer) -> None:
    assert fitted(cancer, max_depth=3).get_n_leaves() <= 8


def test_splitting_is_bound_by_twice_the_leaf(cancer: Cancer) -> None:
    leaf, both = fitted(cancer, min_samples_leaf=10), fitted(cancer, min_samples_leaf=10, min_samples_split=20)
    assert leaf.tree_.node_count == both.tree_.node_count


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e6])
def test_pruning_in_regression_does_not_depend_on_the_targets_unit(unit: float, patients: Any) -> None:
    def n_leaves(target: NDArray[np.float64]) -> int:
        model = build({"ccp_alpha": 0.01}, "regression", 0).fit(patients.columns, target)
        return int(model.regressor_.get_n_leaves())

    assert 1 < n_leaves(unit * patients.target) == n_leaves(patients.target) < 100


def test_the_finest_pruning_of_the_range_is_next_to_none(cancer: Cancer) -> None:
    least = space(Shape("classification", len(cancer[1]), 30, 2)).parameters["ccp_alpha"].low  # type: ignore[union-attr]
    assert fitted(cancer, ccp_alpha=least).tree_.node_count == fitted(cancer).tree_.node_count


@pytest.mark.parametrize(("n_classes", "shallowest"), [(2, 1), (3, 2), (4, 2), (10, 4)])
def test_the_shallowest_tree_has_a_leaf_for_every_class(n_classes: int, shallowest: int) -> None:
    assert space(Shape("classification", 500, 5, n_classes)).parameters["max_depth"].low == shallowest  # type: ignore[union-attr]


def test_ranges_grow_with_the_rows() -> None:
    few, many = (space(Shape("regression", n, 5)).parameters for n in (200, 20_000))
    assert few["max_depth"].high < many["max_depth"].high  # type: ignore[union-attr]
    assert few["min_samples_leaf"].high == 10 < many["min_samples_leaf"].high == 500  # type: ignore[union-attr]
    assert many["ccp_alpha"].low < few["ccp_alpha"].low  # type: ignore[union-attr]
