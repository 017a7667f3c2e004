"""Backends that run a callable on one task after another, with limits; they never learn what a study is."""
