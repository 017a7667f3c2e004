"""Samplers: what should be tried next, given what is known. Pure functions of problem, history and a generator."""
