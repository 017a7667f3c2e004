"""Tests of where studies live."""
