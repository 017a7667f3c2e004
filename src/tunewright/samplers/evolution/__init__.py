"""The parts of evolutionary samplers: crossover, mutation, niches, and how a brood comes from its parents."""
