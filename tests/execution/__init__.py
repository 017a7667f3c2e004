"""Tests of the backends; child processes are real."""
