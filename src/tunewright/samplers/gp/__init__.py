"""The Gaussian-process sampler: what is known, where to look, what to expect there."""
