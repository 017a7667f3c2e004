"""Suites that other people's parts can inherit: what every sampler must do, as classes of tests for pytest.

They need pytest, which nothing else in the package imports. It is asked here to explain their assertions as it does
those of a test file, which it can only before they are loaded.
"""

from tunewright.errors import missing_extra

try:
    import pytest
except ImportError as error:
    raise missing_extra("tunewright.testing", "testing", error) from error

pytest.register_assert_rewrite(
    "tunewright.testing.from_history",
    "tunewright.testing.in_studies",
    "tunewright.testing.proposals",
    "tunewright.testing.subject",
)
