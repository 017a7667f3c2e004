"""The forest sampler: what a forest of randomised trees expects, and where it promises most."""
