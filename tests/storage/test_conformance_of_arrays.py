"""What every storage must do with the arrays that belong to trials."""

from math import inf, nan

import numpy as np
import pytest

from tunewright.storage.protocol import Storage
from tunewright.storage.records import Draft


def test_arrays_keep_their_numbers_and_their_shape(storage: Storage, study_id: int) -> None:
    storage.enqueue(study_id, [Draft({})] * 2)
    noise = np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32)
    noise[0] = [nan, inf, -0.0]
    arrays = {"noise": noise, "even": np.zeros((400, 2), np.float32), "empty": np.zeros((0, 3), np.float32)}
    storage.save_arrays(study_id, 1, {**arrays, "scalar": np.array(2.5, np.float32)})
    found = storage.arrays(study_id, [0, 1, 7])
    assert list(found) == [1]
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[1][name], array)
        assert found[1][name].dtype == np.float32
    assert found[1]["scalar"].shape == ()
    found[1]["noise"][:] = 0
    np.testing.assert_array_equal(storage.arrays(study_id, [1])[1]["noise"], noise)


def test_arrays_are_replaced_by_name_and_dropped_by_trial(storage: Storage, study_id: int) -> None:
    storage.enqueue(study_id, [Draft({})])
    storage.save_arrays(study_id, 0, {"a": np.zeros(2, np.float32), "b": np.zeros(2, np.float32)})
    storage.save_arrays(study_id, 0, {"a": np.ones(3, np.float32)})
    assert {name: array.tolist() for name, array in storage.arrays(study_id, [0])[0].items()} == {
        "a": [1, 1, 1],
        "b": [0, 0],
    }
    storage.drop_arrays(study_id, [0, 5])
    assert storage.arrays(study_id, [0]) == {}
    with pytest.raises(ValueError, match="number must be that of a stored trial, got 9"):
        storage.save_arrays(study_id, 9, {"a": np.ones(3, np.float32)})
