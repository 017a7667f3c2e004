"""Stoppers: whether the whole study should end, given its history and what is left to spend."""
