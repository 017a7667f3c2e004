"""Some of the conformance suite is slow for some samplers: a mark that a suite for strangers cannot carry itself."""

import pytest

from tunewright.testing.in_studies import StudySuite

SLOW = (*(name for name in vars(StudySuite) if name.startswith("test")), "test_tags_that_are_damaged_are_borne")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and item.originalname in SLOW:
            item.add_marker(pytest.mark.slow)
