"""Folds and hold-out: every row once, classes even, groups whole, and never the future in training."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunewright.evaluation.splits import Splitter, row_groups, row_times

seeds = st.integers(0, 2**31)
RNG = np.random.default_rng(11)
Y = np.repeat([0, 1, 2], [60, 30, 10])
GROUPS = np.arange(100) // 4
TIMES = RNG.integers(0, 40, 100).astype(float)
RULES = {
    "stratified": Splitter(Y, True),
    "shuffled": Splitter(RNG.normal(size=100), False),
    "grouped, stratified": Splitter(Y, True, groups=GROUPS),
    "grouped, shuffled": Splitter(RNG.normal(size=100), False, groups=GROUPS),
    "ordered by time": Splitter(Y, True, times=TIMES),
}


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("n_folds", [2, 5, 8])
def test_no_row_both_trains_and_validates_and_none_validates_twice(kind: str, n_folds: int) -> None:
    folds = RULES[kind].folds(n_folds)
    assert RULES[kind].kind == kind
    assert len(folds) == n_folds
    validated = np.concatenate([fold.valid for fold in folds])
    assert len(np.unique(validated)) == len(validated)
    assert all(not np.intersect1d(fold.train, fold.valid).size for fold in folds)
    if kind != "ordered by time":
        assert len(validated) == 100
        assert all(len(fold.train) + len(fold.valid) == 100 for fold in folds)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.35])
def test_the_holdout_is_about_as_large_as_asked_for(kind: str, fraction: float) -> None:
    search, out = RULES[kind].holdout(fraction)
    np.testing.assert_array_equal(np.sort(np.concatenate([search, out])), np.arange(100))
    assert abs(len(out) - 100 * fraction) <= 8


@pytest.mark.parametrize("kind", RULES)
def test_no_holdout_keeps_every_row(kind: str) -> None:
    search, out = RULES[kind].holdout(0.0)
    assert (len(search), len(out)) == (100, 0)


@pytest.mark.parametrize("kind", RULES)
def test_the_same_seed_gives_the_same_rows(kind: str) -> None:
    first, second = RULES[kind].folds(4), RULES[kind].folds(4)
    assert all((a.valid == b.valid).all() for a, b in zip(first, second, strict=True))
    np.testing.assert_array_equal(RULES[kind].holdout(0.2)[1], RULES[kind].holdout(0.2)[1])


def test_another_seed_gives_other_rows() -> None:
    other = Splitter(Y, True, seed=1)
    assert (RULES["stratified"].holdout(0.2)[1] != other.holdout(0.2)[1]).any()
    assert (RULES["stratified"].folds(5)[0].valid != other.folds(5)[0].valid).any()


@settings(max_examples=30)
@given(st.lists(st.integers(2, 40), min_size=2, max_size=5), st.integers(2, 4), seeds)
def test_classes_are_spread_evenly(sizes: list[int], n_folds: int, seed: int) -> None:
    y = np.repeat(np.arange(len(sizes)), sizes)
    if len(y) < 2 * n_folds or max(sizes) < n_folds:
        return
    counts = [np.bincount(y[fold.valid], minlength=len(sizes)) for fold in Splitter(y, True, seed=seed).folds(n_folds)]
    assert (np.ptp(counts, axis=0) <= 1).all()
    search, out = Splitter(y, True, seed=seed).holdout(0.2) if len(y) >= 15 else (np.arange(len(y)), np.arange(0))
    kept = np.bincount(y[search], minlength=len(sizes))
    assert (kept >= 2).all()
    np.testing.assert_allclose(
        np.bincount(y[out], minlength=len(sizes)), 0.2 * np.array(sizes) if len(out) else 0, atol=1
    )


@settings(max_examples=30)
@given(st.lists(st.integers(0, 12), min_size=20, max_size=60), st.booleans(), seeds)
def test_groups_are_never_split(labels: list[int], classes: bool, seed: int) -> None:
    groups = np.array(labels)
    splitter = Splitter(np.arange(len(labels)) % 2, classes, groups=groups, seed=seed)
    if len(np.unique(groups)) < 3:
        return
    try:
        folds = splitter.folds(3)
    except ValueError as error:
        assert "too uneven" in str(error)  # noqa: PT017 -- both outcomes are right
        folds = ()
    for fold in folds:
        assert not set(groups[fold.train]) & set(groups[fold.valid])
    search, out = splitter.holdout(0.2)
    assert not set(groups[search]) & set(groups[out])


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=30, max_size=80), st.integers(2, 4))
def test_training_is_always_before_validation_and_search_before_the_holdout(when: list[int], n_folds: int) -> None:
    times = np.array(when, float)
    splitter = Splitter(np.zeros(len(when)), False, times=times)
    try:
        folds, (search, out) = splitter.folds(n_folds), splitter.holdout(0.2)
    except ValueError as error:
        assert "too few or too uneven" in str(error) or "cannot give" in str(error)  # noqa: PT017
        return
    assert all(times[fold.train].max() < times[fold.valid].min() for fold in folds)
    assert times[search].max() < times[out].min()


def test_a_rare_class_is_reported_and_still_split() -> None:
    splitter = Splitter(np.repeat([0, 1, 2], [30, 3, 20]), True)
    assert splitter.rare_classes(5) == (1,)
    assert splitter.rare_classes(3) == ()
    assert RULES["shuffled"].rare_classes(5) == ()
    assert len(splitter.folds(5)) == 5


def test_taking_rows_takes_groups_and_times() -> None:
    rows = np.array([5, 3])
    taken = Splitter(Y, True, groups=GROUPS).take(rows)
    assert taken.groups is not None
    assert taken.groups.tolist() == [1, 0]
    times = RULES["ordered by time"].take(rows).times
    assert times is not None
    assert times.tolist() == TIMES[rows].tolist()


@pytest.mark.parametrize(
    ("splitter", "n_folds", "sentence"),
    [
        pytest.param(Splitter(Y, True), 1, "cv must be 2 or more folds, got 1", id="one fold"),
        pytest.param(Splitter(np.arange(7.0), False), 5, "7 rows are too few for 5 folds; use 3", id="few rows"),
        pytest.param(Splitter(Y, True, groups=Y), 5, "3 groups are too few for 5 folds; use --cv 3", id="few groups"),
        pytest.param(Splitter(np.arange(12) // 2, True), 5, "no class has 5 rows; use --cv 2", id="small classes"),
        pytest.param(Splitter(Y, True, times=np.ones(100)), 5, "1 distinct times are too few", id="one time"),
    ],
)
def test_too_little_for_the_folds_is_said(splitter: Splitter, n_folds: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        splitter.folds(n_folds)


@pytest.mark.parametrize(
    ("splitter", "fraction", "sentence"),
    [
        pytest.param(Splitter(Y, True), 1.0, "a share from 0 to below 1, got 1.0", id="all"),
        pytest.param(Splitter(Y, True), -0.1, "got -0.1", id="negative"),
        pytest.param(Splitter(np.arange(2.0), False), 0.1, "2 rows, shuffled, cannot give 0.1", id="nothing left"),
        pytest.param(Splitter(Y, True, groups=np.zeros(100)), 0.2, "all rows are of one group", id="one group"),
        pytest.param(Splitter(Y, True, times=np.ones(100)), 0.2, "cannot give 0.2; use --holdout 0", id="one time"),
    ],
)
def test_a_holdout_that_cannot_be_is_refused(splitter: Splitter, fraction: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        splitter.holdout(fraction)


def test_groups_and_times_together_are_refused() -> None:
    with pytest.raises(ValueError, match="give one of --group and --time"):
        Splitter(Y, True, groups=GROUPS, times=TIMES)


def test_groups_may_be_of_any_type() -> None:
    assert row_groups(pd.Series(["b", "a", "b"])).tolist() == [1, 0, 1]
    assert row_groups(pd.Series([1.5, 1.5, 2.0])).tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match="group: 'g' is missing in 1 row; "):
        row_groups(pd.Series(["a", None], name="g"))


@pytest.mark.parametrize(
    "column",
    [
        pytest.param([3, 1, 2], id="numbers"),
        pytest.param(["2024-03-01", "2024-01-02", "2024-02-03"], id="text"),
        pytest.param(pd.to_datetime(["2024-03-01", "2024-01-02", "2024-02-03"]), id="dates"),
    ],
)
def test_times_keep_their_order(column: object) -> None:
    assert np.argsort(row_times(pd.Series(column))).tolist() == [1, 2, 0]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        pytest.param(["early", "late"], "'t' holds no dates or numbers, as 'early'", id="text"),
        pytest.param([1.0, None], "'t' is missing in 1 row; ", id="gap"),
        pytest.param(["2024-01-01"] * 30 + ["soon"], "'t' is missing in 1 row; ", id="stray"),
    ],
)
def test_times_that_are_none_are_refused(column: list[object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        row_times(pd.Series(column, name="t"))
