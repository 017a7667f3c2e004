"""Tests of `tunewright.stoppers`."""
