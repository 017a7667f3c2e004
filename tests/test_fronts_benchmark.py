"""The benchmark of fronts: volumes are what geometry says, nobody gets a gift, and the splits share nothing."""

import numpy as np
import pytest
from benchmarks.front_problems import FUNCTIONS, SPLITS, dtlz2, is_factor, kursawe, net_size, task_named, zdt
from benchmarks.fronts import front, hypervolume, known, scaled, volumes
from benchmarks.loops import Job, Run
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

clouds = st.integers(1, 3).flatmap(lambda m: hnp.arrays(np.float64, (7, m), elements=st.floats(0, 1.5)))
BY_HAND = [name for names in SPLITS.values() for name in names if name in FUNCTIONS or name.startswith("net")]


@given(clouds)
def test_the_volume_is_the_number_of_cells_that_are_dominated(points: np.ndarray) -> None:
    m = points.shape[1]
    points = np.round(points * 10) / 10
    cells = (np.stack(np.meshgrid(*[np.arange(10)] * m), axis=-1).reshape(-1, m) + 0.5) / 10
    dominated = (points[:, None] <= cells).all(axis=2).any(axis=0)
    assert hypervolume(points, np.ones(m)) == pytest.approx(dominated.mean(), abs=1e-9)


@given(clouds)
def test_the_front_is_what_no_other_point_dominates(points: np.ndarray) -> None:
    found = {tuple(point) for point in front(points)}
    for point in points:
        beaten = ((points <= point).all(axis=1) & (points < point).any(axis=1)).any()
        assert (tuple(point) in found) is not bool(beaten)


def test_the_splits_share_no_problem_and_have_enough_of_them() -> None:
    choosing, reporting = SPLITS["choosing"], SPLITS["reporting"]
    assert not {name.split(":")[0] for name in choosing} & {name.split(":")[0] for name in reporting}
    assert len(choosing) >= 8
    assert len(reporting) >= 6


@pytest.mark.parametrize("name", BY_HAND)
def test_the_default_is_not_as_good_as_the_best_of_some_draws(name: str) -> None:
    task, reference = task_named(name), np.array(known()[name]["reference"])
    assert len(reference) == task.n_losses == len(task.evaluate(task.space.defaults())[0])
    units = task.space.sample(np.random.default_rng(1), 300)
    losses = scaled(name, [task.evaluate(task.space.decode(unit))[0] for unit in units])
    first = scaled(name, [task.evaluate(task.space.defaults())[0]])
    assert hypervolume(first, reference) < hypervolume(losses, reference) < known()[name]["best"] * (1 + 1e-9)


def test_functions_have_the_fronts_of_their_sources() -> None:
    place = np.array([0.5, 0.2, 0.7, 0.3])
    on_front = np.array([0.36, 0.2, 0.7, 0.3])
    assert zdt(on_front, place, 1) == pytest.approx([0.36, 1 - 0.6])
    assert zdt(on_front, place, 2) == pytest.approx([0.36, 1 - 0.36**2])
    losses = dtlz2(np.array([0.3, 0.6, 0.7, 0.3]), place, 3)
    assert (np.array(losses) ** 2).sum() == pytest.approx(1.0)
    assert kursawe(place, place) == pytest.approx([-30.0, 0.0])


def test_the_size_of_a_network_is_the_number_of_its_weights() -> None:
    assert net_size({"layers": 2, "units1": 100, "units2": 10}) == 32 * 100 + 100 * 10 + 10 * 10


def test_seconds_are_measured_by_factors() -> None:
    assert is_factor("lcbench 7593: error, time") == [False, True]
    assert is_factor("dtlz2 7 of 3") == [False] * 3
    np.testing.assert_allclose(scaled("net 11: loss, size", [[0.5, np.e]]), [[0.5, 1.0]])


def test_only_seeds_that_all_samplers_ran_are_compared() -> None:
    corner = (np.array(known()["zdt1 6"]["reference"]) - 0.1).tolist()
    runs = [Run(Job(name, "zdt1 6", seed, 50), [corner] * 50, [[]] * 50, 1.0) for name, seed in [("a", 0), ("b", 0)]]
    runs.append(Run(Job("a", "zdt1 6", 1, 50), [[9.0, 9.0]] * 50, [[]] * 50, 1.0))
    (shares,) = volumes(runs, ["a", "b"], ["zdt1 6"], 50).values()
    assert shares == pytest.approx([0.01 / known()["zdt1 6"]["best"]] * 2)
