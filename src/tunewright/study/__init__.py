"""The study: the only place where space, sampler, pruner, storage and backend meet."""
