"""Some of the conformance suite is slow for some samplers: a mark that a suite for strangers cannot carry itself."""

import pytest

from tunewright.testing.in_studies import StudySuite

SLOW = (
    *(name for name in vars(StudySuite) if name.startswith("test")),
    "test_tags_that_are_damaged_are_borne",
    "test_a_resumed_study_proposes_what_an_uninterrupted_one_does",
    "test_a_noisy_objective_is_asked_again_when_nothing_new_is_left",
    "test_27_trials_on_a_cube_of_27_points_are_all_different",
)
SLOW_SPACE = "test_proposals_are_valid_configurations[two hundred]"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and (item.originalname in SLOW or item.name == SLOW_SPACE):
            item.add_marker(pytest.mark.slow)
