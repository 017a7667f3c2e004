"""From names to samplers, ours and those of other packages."""

import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from tunewright.samplers import by_name
from tunewright.samplers.auto import AutoSampler
from tunewright.samplers.by_name import SAMPLERS, sampler_from
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.de import DeSampler
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.halton import HaltonSampler
from tunewright.samplers.lhs import LhsSampler
from tunewright.samplers.nsga2 import Nsga2Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import TpeSampler


@pytest.mark.parametrize(
    ("name", "sampler"),
    [
        ("auto", AutoSampler()),
        ("tpe", TpeSampler()),
        ("random", RandomSampler()),
        ("grid", GridSampler()),
        ("sobol", SobolSampler()),
        ("gp", GpSampler()),
        ("halton", HaltonSampler()),
        ("lhs", LhsSampler()),
        ("cmaes", CmaesSampler()),
        ("genetic", GeneticSampler()),
        ("de", DeSampler()),
        ("nsga2", Nsga2Sampler()),
    ],
)
def test_a_name_gives_the_sampler_with_its_defaults(name: str, sampler: object) -> None:
    assert sampler_from(name) == sampler
    assert name in SAMPLERS


def test_an_object_is_handed_back() -> None:
    sampler = TpeSampler(5)
    assert sampler_from(sampler) is sampler


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="got 'randon'; did you mean 'random'"):
        sampler_from("randon")


def test_a_name_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(
        ValueError,
        match="one of auto, random, grid, sobol, tpe, gp, halton, lhs, cmaes, genetic, de, nsga2, got 'xyz'; or pass",
    ):
        sampler_from("xyz")


@pytest.mark.parametrize("wrong", [3, None, TpeSampler, object()])
def test_what_cannot_suggest_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="object with a suggest method"):
        sampler_from(wrong)  # type: ignore[arg-type]


def test_another_package_may_announce_a_sampler(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = EntryPoint("theirs", "tunewright.samplers.random:RandomSampler", by_name.GROUP)
    monkeypatch.setattr(by_name, "entry_points", lambda group: EntryPoints([theirs]).select(group=group))
    assert sampler_from("theirs") == RandomSampler()
    with pytest.raises(ValueError, match="theirs"):
        sampler_from("nobody")


def test_names_are_known_without_scipy() -> None:
    code = "import sys, tunewright.samplers.by_name; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
