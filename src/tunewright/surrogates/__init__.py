"""Surrogates: models of what has been seen, as pure functions over arrays; the only place where anything is fitted."""
