"""The table of beliefs: in the order of the hyperparameters, and with a start that its bounds allow."""

import numpy as np
import pytest

from surrogates.gp.mixed import ENCODING
from tunewright.surrogates.gp.priors import EFFECTS, LENGTH, NOISE, SIGNAL, WARP, Prior, Priors


def test_the_table_follows_the_order_of_the_hyperparameters() -> None:
    kinds = [*[LENGTH] * 6, SIGNAL, NOISE, EFFECTS, *[WARP] * 8]
    table = Priors.of(ENCODING)
    for name in ("mean", "sd", "low", "high", "start"):
        np.testing.assert_array_equal(getattr(table, name), [getattr(kind, name) for kind in kinds])


@pytest.mark.parametrize("prior", [LENGTH, SIGNAL, NOISE, EFFECTS, WARP])
def test_start_and_mean_lie_within_the_bounds(prior: Prior) -> None:
    assert prior.low < prior.start < prior.high
    assert prior.low < prior.mean < prior.high
    assert prior.sd > 0
