"""Tests of `tunewright.samplers`."""
