"""Are the figures in `tunewright explain` true here? Measures each of them again, on public tables.

    TUNEWRIGHT_DATA=... python benchmarks/explanations.py

Three quarters of the rows train, one quarter tests; columns are encoded and scaled as `tune` does it. A row per claim:
what was set, seconds of the fit (median of 3), training and test accuracy, and epochs where there are any. Seconds
depend on the machine; the texts round them and name ratios. One thread.
"""

import os
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from threadpoolctl import threadpool_limits

from tunewright.catalogue.svm import MAX_ITER
from tunewright.evaluation.preprocess import preprocessing
from tunewright.evaluation.table import read_table

ROUNDS = 3
N_RANDOM_SVMS = 45
TARGETS = {"phoneme": "target", "spambase": "target", "german_credit": "target"}


def main() -> None:
    """Measure all claims."""
    warnings.simplefilter("ignore")
    print(f"{'claim':58}{'rows':>6}{'seconds':>9}{'train':>7}{'test':>7}{'epochs':>8}")
    tables = {name: split(name) for name in TARGETS}
    with threadpool_limits(1):
        networks(tables["phoneme"], tables["german_credit"])
        trees(tables["phoneme"])
        kernels(tables["spambase"])
        capped([tables["spambase"], tables["phoneme"]])


def networks(phoneme: list[Any], german_credit: list[Any]) -> None:
    """Learning rate, batch size and regularisation of the neural network."""
    for rate in (0.1, 0.001):
        show(
            f"neural-network: learning_rate_init={rate}",
            MLPClassifier(learning_rate_init=rate, random_state=0),
            phoneme,
        )
    for size in (32, 200):
        fixed = MLPClassifier(batch_size=size, max_iter=30, n_iter_no_change=99, random_state=0)
        show(f"neural-network: batch_size={size}, 30 epochs", fixed, phoneme)
    for alpha in (0.0001, 10.0):
        show(
            f"neural-network: alpha={alpha:g}", MLPClassifier(alpha=alpha, max_iter=400, random_state=0), german_credit
        )


def trees(phoneme: list[Any]) -> None:
    """The criterion's price."""
    for criterion in ("gini", "entropy"):
        show(f"tree: criterion={criterion}", DecisionTreeClassifier(criterion=criterion, random_state=0), phoneme)
    X, y = make_regression(4000, 10, noise=10.0, random_state=0)
    numbers = train_test_split(X, y, random_state=0)
    for criterion in ("squared_error", "absolute_error"):
        show(
            f"tree: criterion={criterion}, made-up", DecisionTreeRegressor(criterion=criterion, random_state=0), numbers
        )


def kernels(spambase: list[Any]) -> None:
    """Which kernel is slow."""
    for kernel in ("linear", "rbf"):
        show(f"svm: kernel={kernel}, C=86", SVC(kernel=kernel, C=86, max_iter=MAX_ITER), spambase)


def capped(tables: list[list[Any]]) -> None:
    """What the limit on iterations saves: the slowest of random configurations, with and without it."""
    rng = np.random.default_rng(0)
    for limit in (MAX_ITER, 1_000_000):
        slowest = 0.0
        for table in tables:
            for _ in range(N_RANDOM_SVMS):
                kernel, cost = rng.choice(["linear", "poly", "rbf"]), 10 ** rng.uniform(-3, 2)
                slowest = max(slowest, seconds(SVC(kernel=str(kernel), C=cost, max_iter=limit), table))
        print(f"svm: slowest of {2 * N_RANDOM_SVMS} random ones, max_iter={limit:<9}{'':10}{slowest:>9.3f}", flush=True)


def show(claim: str, estimator: Any, table: list[Any]) -> None:
    """Fit and print one row."""
    median = statistics.median(seconds(estimator, table) for _ in range(ROUNDS))
    X_train, X_test, y_train, y_test = table
    train, test = estimator.score(X_train, y_train), estimator.score(X_test, y_test)
    epochs = getattr(estimator, "n_iter_", "")
    epochs = epochs if isinstance(estimator, MLPClassifier) else ""
    print(f"{claim:58}{len(X_train):>6}{median:>9.3f}{train:>7.2f}{test:>7.2f}{epochs:>8}", flush=True)


def seconds(estimator: Any, table: list[Any]) -> float:
    """Return the seconds of one fit."""
    X_train, _, y_train, _ = table
    began = time.perf_counter()
    estimator.fit(X_train, y_train)
    return time.perf_counter() - began


def split(name: str) -> list[Any]:
    """Return (X_train, X_test, y_train, y_test), encoded and scaled."""
    path = Path(os.environ.get("TUNEWRIGHT_DATA", ".")) / "csv" / f"{name}.csv"
    if not path.is_file():
        sys.exit(f"there is no table {path}; set TUNEWRIGHT_DATA to the folder that has csv/{path.name}")
    table = read_table(path)
    y = table.pop(TARGETS[name]).to_numpy()
    X_train, X_test, y_train, y_test = train_test_split(table, y, random_state=0, stratify=y)
    encode = preprocessing(X_train).transformer.fit(X_train)
    return [encode.transform(X_train), encode.transform(X_test), y_train, y_test]


if __name__ == "__main__":
    main()
