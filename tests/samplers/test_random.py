"""Random search: uniform on every scale, independent of the past, and quick."""

from collections import Counter

import numpy as np
from scipy import stats

from tunewright.samplers.random import RandomSampler
from tunewright.space.parameters import Categorical, Float, Int
from tunewright.space.space import Space
from tunewright.space.values import Params
from tunewright.trials.history import History
from tunewright.trials.problem import Problem


def drawn(space: Space, n: int) -> list[Params]:
    found = RandomSampler().suggest(Problem(space), History(space), [], np.random.default_rng(11), n)
    return [suggestion.params for suggestion in found]


def test_a_float_is_uniform() -> None:
    """Kolmogorov-Smirnov test of 4000 draws; false alarm 1e-6 for a fresh seed; sees a shift of the CDF by 0.06."""
    values = [params["x"] for params in drawn(Space({"x": Float(-2, 6)}), 4000)]
    assert stats.kstest(values, stats.uniform(-2, 8).cdf).pvalue > 1e-6


def test_a_logarithmic_float_is_uniform_in_its_logarithm() -> None:
    """As above, over twelve decades."""
    values = np.log10([params["x"] for params in drawn(Space({"x": Float(1e-9, 1e3, log=True)}), 4000)])
    assert stats.kstest(values, stats.uniform(-9, 12).cdf).pvalue > 1e-6


def test_whole_numbers_and_choices_are_equally_likely_at_the_ends_too() -> None:
    """Chi-squared test of 4000 draws on 4 x 3 cells; false alarm 1e-6 for a fresh seed; sees half a share at an end."""
    space = Space({"n": Int(1, 4), "kind": Categorical(["a", "b", "c"]), "x": Float(0, 1)})
    counts = Counter((params["n"], params["kind"]) for params in drawn(space, 4000))
    assert len(counts) == 12
    assert stats.chisquare(list(counts.values())).pvalue > 1e-6


def test_what_is_known_plays_no_part() -> None:
    space = Space({"x": Float(0, 1)})
    one = RandomSampler().suggest(Problem(space), History(space), [], np.random.default_rng(1))
    other = RandomSampler().suggest(Problem(space), History(space), [{"x": 0.5}], np.random.default_rng(1))
    assert one == other
