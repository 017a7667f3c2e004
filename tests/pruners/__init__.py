"""Tests of `tunewright.pruners`."""
