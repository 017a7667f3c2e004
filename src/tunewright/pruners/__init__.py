"""Pruners: whether a running trial should end early, given the learning curves of all."""
