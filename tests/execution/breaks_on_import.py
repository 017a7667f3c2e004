"""A module that cannot be imported, for the test of what a child says that cannot start."""

raise RuntimeError("no import today")
