"""Tests of what the system says about processes."""
