"""What the texts on support vector machines claim, measured; and the reasons for the ranges."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.catalogue.entry import Shape
from tunewright.catalogue.svm import MAX_ITER, build, space

Cancer = tuple[NDArray[np.float64], NDArray[np.float64]]


def fitted(data: Cancer, **params: Any) -> Any:
    return build(params, "classification", 0).fit(*data)  # type: ignore[arg-type]


def test_the_default_configuration_is_far_from_the_limit_of_iterations(cancer: Cancer) -> None:
    assert fitted(cancer).n_iter_.max() <= len(cancer[1]) < MAX_ITER / 100


def test_gamma_of_the_polynomial_kernel_is_already_in_c_and_coef0(cancer: Cancer) -> None:
    gamma, degree, coef0, c = 0.05, 3, 0.5, 2.0
    asked = fitted(cancer, kernel="poly", gamma=gamma, degree=degree, coef0=coef0, C=c, tol=1e-6)
    same = fitted(cancer, kernel="poly", gamma=1.0, degree=degree, coef0=coef0 / gamma, C=c * gamma**degree, tol=1e-6)
    np.testing.assert_allclose(asked.decision_function(cancer[0]), same.decision_function(cancer[0]), atol=1e-3)


def test_each_parameter_belongs_to_its_kernel() -> None:
    searched = space(Shape("classification", 500, 10, 2))
    own = {"linear": set(), "poly": {"degree", "coef0"}, "rbf": {"gamma"}}
    for unit in searched.sample(np.random.default_rng(0), 60):
        params = searched.decode(unit)
        assert set(params) == {"kernel", "C", "class_weight"} | own[params["kernel"]]


@pytest.mark.parametrize(("name", "low", "high"), [("C", 0.05, 50.0), ("gamma", 0.003, 0.3)])
def test_lower_is_simpler(name: str, low: float, high: float, cancer: Cancer) -> None:
    simple, bent = fitted(cancer, **{name: low}), fitted(cancer, **{name: high})
    assert simple.score(*cancer) < bent.score(*cancer)


def test_low_c_makes_nearly_every_row_a_support_vector(cancer: Cancer) -> None:
    n_minority = min(np.bincount(cancer[1].astype(int)))
    assert fitted(cancer, C=0.01).n_support_.sum() >= 1.9 * n_minority > 3 * fitted(cancer, C=10.0).n_support_.sum()


def test_very_high_gamma_makes_nearly_every_row_a_support_vector(cancer: Cancer) -> None:
    assert fitted(cancer, gamma=3.0).n_support_.sum() >= 0.95 * len(cancer[1])


def test_wider_tubes_keep_fewer_support_vectors(patients: Any) -> None:
    def n_support(epsilon: float) -> int:
        model = build({"epsilon": epsilon, "scale_target": True}, "regression", 0)
        return len(model.fit(patients.columns, patients.target).regressor_.support_)

    assert n_support(1.0) < n_support(0.1) < n_support(0.001)


def test_a_balanced_class_weight_finds_more_of_the_rare_class(cancer: Cancer) -> None:
    rng = np.random.default_rng(0)
    rare = rng.permutation(np.flatnonzero(cancer[1] == 0))[:25]
    taken = np.concatenate([np.flatnonzero(cancer[1] == 1), rare])
    some = cancer[0][taken][:, :3] + rng.normal(0, 1, (len(taken), 3)), cancer[1][taken]

    def recall(class_weight: str | None) -> float:
        model = fitted(some, class_weight=class_weight)
        return float(np.mean(model.predict(some[0])[some[1] == 0] == 0))

    assert recall("balanced") > recall(None)


def test_c_ends_sooner_where_there_are_many_rows() -> None:
    few, many = (space(Shape("regression", n, 5)).parameters["C"] for n in (2_000, 2_001))
    assert (few.high, many.high) == (1e3, 1e2)  # type: ignore[union-attr]


def test_gamma_lies_around_what_scale_means_on_standardised_columns() -> None:
    gamma = space(Shape("regression", 100, 25)).parameters["gamma"]
    assert (gamma.low, gamma.default.near, gamma.high) == pytest.approx((4e-5, 0.04, 4.0))  # type: ignore[union-attr]
