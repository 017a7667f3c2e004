"""Shared by all tests: fast ones first, and fixed settings for property tests."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two workers of pytest, each with its own pool, would fight

import pytest  # BLAS reads the variable when it is loaded
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
