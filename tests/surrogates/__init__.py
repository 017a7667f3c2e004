"""Tests of `tunewright.surrogates`."""
