"""Shared by all tests: fast ones first, and fixed settings for property tests."""

import pytest
from hypothesis import settings

SLOWNESS = ("slow", "browser", "long")

settings.register_profile("tunewright", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("check", deadline=None, derandomize=True, print_blob=True, max_examples=25)
settings.load_profile("tunewright")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast-first", action="store_true", help="run tests without a mark of slowness first")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--fast-first"):
        items.sort(key=lambda item: any(item.get_closest_marker(mark) for mark in SLOWNESS))
