"""Every sampler of ours passes the suite that strangers inherit: one table of samplers, one class each."""

import pytest

from tunewright.samplers.auto import AutoSampler
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.de import DeSampler
from tunewright.samplers.fixed import FixedSampler
from tunewright.samplers.forest.sampler import ForestSampler
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.halton import HaltonSampler
from tunewright.samplers.lhs import LhsSampler
from tunewright.samplers.nsga2 import Nsga2Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import TpeSampler
from tunewright.testing.samplers import HistorySuite, ProposalSuite, SamplerConformance

slow = pytest.mark.slow
"""Those without it are run by make check too, without their studies (see conftest.py); make test runs all."""


class WithoutStudies(ProposalSuite, HistorySuite):
    """For other settings of samplers whose studies are run already."""


class TestRandom(SamplerConformance):
    sampler = RandomSampler()


class TestGrid(SamplerConformance):
    sampler = GridSampler(points_per_float=3)
    is_finite = True


@slow
class TestShuffledGrid(WithoutStudies):
    sampler = GridSampler(points_per_float=2, shuffled=True)
    is_finite = True
    refused_spaces = ("two hundred", "twelve decades")


@slow
class TestSobol(SamplerConformance):
    sampler = SobolSampler()


@slow
class TestHalton(SamplerConformance):
    sampler = HaltonSampler()


@slow
class TestLhs(SamplerConformance):
    sampler = LhsSampler()


@slow
class TestLhsInThrees(WithoutStudies):
    sampler = LhsSampler(block=3)


class TestTpe(SamplerConformance):
    sampler = TpeSampler()


@slow
class TestEagerTpe(WithoutStudies):
    sampler = TpeSampler(n_startup=1, n_candidates=8)


class TestGp(SamplerConformance):
    sampler = GpSampler()


@slow
class TestEagerGp(WithoutStudies):
    sampler = GpSampler(n_startup=1, most_trials=16)


@slow
class TestForest(SamplerConformance):
    sampler = ForestSampler()


@slow
class TestAuto(SamplerConformance):
    sampler = AutoSampler()


@slow
class TestNothingFixed(SamplerConformance):
    sampler = FixedSampler({}, TpeSampler())


@slow
class TestCmaes(SamplerConformance):
    sampler = CmaesSampler()


@slow
class TestCmaesInFours(WithoutStudies):
    sampler = CmaesSampler(population=4)


@slow
class TestGenetic(SamplerConformance):
    sampler = GeneticSampler()


@slow
class TestEagerGenetic(WithoutStudies):
    sampler = GeneticSampler(population_size=3, tournament=2, niche=0.5, niche_size=1)


@slow
class TestDe(SamplerConformance):
    sampler = DeSampler()


@slow
class TestEagerDe(WithoutStudies):
    sampler = DeSampler(population_size=4)


@slow
class TestNsga2(SamplerConformance):
    sampler = Nsga2Sampler()


@slow
class TestEagerNsga2(WithoutStudies):
    sampler = Nsga2Sampler(population_size=3)
