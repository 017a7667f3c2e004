"""What the texts on neural networks claim, measured: memory and steps of a batch, sizes, regularisation."""

import tracemalloc
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest
from numpy.typing import NDArray

from tunewright.catalogue.entry import Shape
from tunewright.catalogue.neural_network import build, space

Cancer = tuple[NDArray[np.float64], NDArray[np.float64]]


def fitted(data: Cancer, **params: Any) -> Any:
    with catch_warnings():
        simplefilter("ignore")  # few epochs are meant
        return build(params, "classification", 0).fit(*data)  # type: ignore[arg-type]


def n_weights(model: Any) -> int:
    return sum(part.size for part in (*model.coefs_, *model.intercepts_))


@pytest.mark.parametrize(("n_layers", "expected"), [(1, 2_201), (2, 12_301), (3, 22_401)])
def test_weights_are_as_many_as_the_text_says(n_layers: int, expected: int, cancer: Cancer) -> None:
    twenty_columns = cancer[0][:, :20], cancer[1]
    assert n_weights(fitted(twenty_columns, n_layers=n_layers, width=100, max_iter=1)) == expected


def peak_bytes(batch_size: int, data: Cancer) -> int:
    fitted(data, batch_size=batch_size, max_iter=1)
    tracemalloc.start()
    try:
        fitted(data, batch_size=batch_size, max_iter=1)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_small_batch_needs_less_memory_not_more(cancer: Cancer) -> None:
    """The notes say the opposite; 500 rows of 100 activations keep 384 kB more than 20 rows of them."""
    assert peak_bytes(500, cancer) - peak_bytes(20, cancer) > 300_000


def test_a_small_batch_takes_more_steps_per_epoch(cancer: Cancer) -> None:
    rows = cancer[0][:500], cancer[1][:500]
    small, large = (fitted(rows, batch_size=size, max_iter=3) for size in (20, 250))
    assert (small._optimizer.t, large._optimizer.t) == (3 * 25, 3 * 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "simpler", "larger"),
    [pytest.param("alpha", 30.0, 1e-4, id="alpha"), pytest.param("width", 2, 100, id="width")],
)
def test_the_simpler_end_fits_its_rows_less(name: str, simpler: float, larger: float, cancer: Cancer) -> None:
    small, large = (fitted(cancer, max_iter=30, **{name: value}) for value in (simpler, larger))
    assert small.loss_ > large.loss_
    assert small.score(*cancer) <= large.score(*cancer)


@pytest.mark.slow
def test_regularisation_makes_weights_small(cancer: Cancer) -> None:
    free, held = (fitted(cancer, max_iter=30, alpha=alpha) for alpha in (1e-4, 30.0))
    assert np.abs(held.coefs_[0]).mean() < np.abs(free.coefs_[0]).mean()


def test_layers_and_width_become_hidden_layers() -> None:
    assert build({"n_layers": 3, "width": 16}, "regression", 0).get_params()["hidden_layer_sizes"] == (16, 16, 16)


def test_hidden_layers_of_the_users_own_are_taken_as_they_are() -> None:
    params = {"hidden_layer_sizes": [50, 20], "width": 16}
    assert build(params, "regression", 0).get_params()["hidden_layer_sizes"] == [50, 20]


@pytest.mark.parametrize(
    ("n_rows", "low", "near", "high"),
    [(4, 2, 2, 2), (100, 16, 50, 50), (1_000, 16, 200, 500), (6_400, 100, 200, 512), (100_000, 256, 256, 512)],
)
def test_batches_follow_the_rows(n_rows: int, low: int, near: int, high: int) -> None:
    batch = space(Shape("regression", n_rows, 5)).parameters["batch_size"]
    assert (batch.low, batch.default.near, batch.high) == (low, near, high)  # type: ignore[union-attr]


def test_it_starts_from_the_estimators_own_number_of_epochs() -> None:
    from sklearn.neural_network import MLPClassifier

    assert space(Shape("classification", 1_000, 20, 2)).defaults()["max_iter"] == MLPClassifier().max_iter
