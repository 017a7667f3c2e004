"""How often the verdict is wrong where there is nothing to gain, and how often it sees a gain that is there.

Two kinds of studies, each many times with other seeds. In *rows* every configuration has a score per row (normal,
right/wrong, or skewed like a loss), correlated between configurations as predictions of one task are; with a planted
gain of 0 they are all equal. In *labels* real classifiers (trees and nearest neighbours) are cross-validated on random
labels of two equally frequent classes, so that every one of them is right in half of the cases on new rows, whatever it
learned: here the noise of the training rows plays its part too.

For each kind: the share of studies called "real" and "worse" with the interval that ships, and with that interval made
narrower by 1.31, which would be right if rows were the only noise.

Run: python benchmarks/verdict_null.py [--studies 400] [--labels 200] [--seed 0]
"""

import argparse
import time
from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tunewright.analysis.assessment import assess
from tunewright.analysis.bootstrap_bias import BootstrapBias, Scores
from tunewright.analysis.corrected import Corrected
from tunewright.analysis.tibshirani import correct_folds

NARROWER = sqrt(1 / 0.368 - 1)
N_DRAWS = 300
HEADER = f"{'study':42}{'true gain':>12}{'real':>8}{'worse':>8}{'real/1.31':>12}{'worse/1.31':>12}{'folds: real':>13}"


def mean_scores(per_row: NDArray[np.float64]) -> Scores:
    """Return the scorer of configurations whose score is a mean over rows, `per_row` (n_configs, n_rows)."""

    def scores(counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return counts @ per_row.T / counts.sum(axis=1, keepdims=True)

    return scores


def planted_rows(
    rng: np.random.Generator, n_rows: int, n_configs: int, kind: str, correlation: float, gain: float
) -> NDArray[np.float64]:
    """Return scores per row; a third of the configurations, never the first, are better by `gain` deviations."""
    shared, own = rng.standard_normal(n_rows), rng.standard_normal((n_configs, n_rows))
    noise = sqrt(correlation) * shared + sqrt(1 - correlation) * own
    better = np.arange(n_configs) % 3 == 1
    if kind == "right/wrong":
        return (noise < 0.84 + gain * better[:, None]).astype(float)
    return (noise if kind == "normal" else -np.exp(noise)) + gain * better[:, None]


def random_labels(rng: np.random.Generator, n_rows: int, n_folds: int) -> NDArray[np.float64]:
    """Return right/wrong per row of 16 classifiers, cross-validated on labels that mean nothing."""
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.tree import DecisionTreeClassifier

    models = [
        DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0)
        for depth in (None, 1, 2, 4)
        for leaf in (1, 5, 20)
    ]
    models += [KNeighborsClassifier(k) for k in (1, 3, 9, 21)]
    table, labels = rng.standard_normal((n_rows, 5)), rng.permutation(np.arange(n_rows) % 2)
    right = np.zeros((len(models), n_rows))
    for rows in np.array_split(rng.permutation(n_rows), n_folds):
        rest = np.setdiff1d(np.arange(n_rows), rows)
        for index, model in enumerate(models):
            right[index, rows] = model.fit(table[rest], labels[rest]).predict(table[rows]) == labels[rows]
    return right


def answers(per_row: NDArray[np.float64], n_folds: int, rng: np.random.Generator) -> list[bool]:
    """Return what the verdict says: real, worse, both with narrower intervals, and real by fold scores."""
    n_configs, n_rows = per_row.shape
    default = np.arange(n_configs) == 0
    corrected = BootstrapBias(N_DRAWS).correct(mean_scores(per_row), default, rng, validated=np.ones(n_rows, np.bool_))
    low, high = (corrected.gain + (bound - corrected.gain) / NARROWER for bound in corrected.gain_interval)
    folds = np.stack([part.mean(axis=1) for part in np.array_split(per_row, n_folds, axis=1)], axis=1)
    return [*says(corrected), low > 0, high < 0, says(correct_folds(folds, default))[0]]


def says(corrected: Corrected) -> tuple[bool, bool]:
    """Return whether the answer is "real", and whether it is "worse"."""
    answer = assess(corrected, best_score=0.0, default_score=0.0, n_configs=2).answer
    return answer == "real", answer == "worse"


def print_shares(
    name: str, gain: str, make: Callable[[np.random.Generator], NDArray[np.float64]], args: list[int]
) -> None:
    """Print one line: how often the verdict says what over `args[0]` studies with `args[1]` folds."""
    n_studies, n_folds, seed = args
    rngs = [np.random.default_rng([seed, index]) for index in range(n_studies)]
    shares = np.mean([answers(make(rng), n_folds, rng) for rng in rngs], axis=0)
    print(
        f"{name:42}{gain:>12}" + "".join(f"{100 * s:{w}.1f}%" for s, w in zip(shares, (7, 7, 11, 11, 12), strict=True))
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=400)
    parser.add_argument("--labels", type=int, default=200, help="studies with real classifiers (0 = none)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    start = time.perf_counter()
    print(HEADER)
    for kind in ("normal", "right/wrong", "skewed"):
        for n_rows, n_configs, correlation in (
            (60, 2, 0.8),
            (60, 50, 0.8),
            (400, 2, 0.8),
            (400, 50, 0.5),
            (400, 50, 0.95),
        ):
            for gain in (0.0, 0.2, 0.4) if kind == "normal" and n_configs == 50 else (0.0,):
                print_shares(
                    f"rows: {kind}, {n_rows} rows, {n_configs} configs, r={correlation}",
                    f"{gain:g}",
                    lambda rng, c=(n_rows, n_configs, kind, correlation, gain): planted_rows(rng, *c),
                    [chosen.studies, 5, chosen.seed],
                )
    for n_rows, n_folds in ((60, 5), (200, 5), (200, 10)) if chosen.labels else ():
        print_shares(
            f"labels: random, {n_rows} rows, {n_folds} folds",
            "0",
            lambda rng, c=(n_rows, n_folds): random_labels(rng, *c),
            [chosen.labels, n_folds, chosen.seed],
        )
    print(
        f"{chosen.studies} and {chosen.labels} studies a line, seed {chosen.seed}, {time.perf_counter() - start:.0f} s"
    )


if __name__ == "__main__":
    main()
