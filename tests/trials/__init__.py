"""Tests of `tunewright.trials`."""
