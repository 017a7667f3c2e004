"""Benchmarks: each file is one command that anyone can run."""
