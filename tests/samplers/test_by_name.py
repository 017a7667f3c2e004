"""From names to samplers, ours and those of other packages."""

import os
import re
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

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

GUIDE = (Path(__file__).parents[2] / "docs" / "write-a-sampler.md").read_text(encoding="utf-8")
A_STUDY = """
import tunewright as tw


def test_it_is_found_by_its_name():
    study = tw.create_study(tw.Space({"x": tw.Float(0, 1)}), sampler="near", seed=0)
    study.optimize(lambda trial: trial.params["x"], n_trials=5)
    assert study.sampler_reason == "NearTheBest(width=0.1): it was asked for"
    assert len(study.trials) == 5
"""


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
        match=r"one of auto, random, grid, sobol, tpe, gp, forest, halton, .*, de, nsga2, got 'xyz'; or pass",
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


@pytest.mark.slow
def test_the_package_that_the_guide_describes_is_found_by_name_and_passes_the_suite(tmp_path: Path) -> None:
    sampler, tests = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    (announced,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    site, record = tmp_path / "site", tmp_path / "site" / "your_package-1.0.dist-info"
    record.mkdir(parents=True)
    (site / "your_package.py").write_text(sampler)
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: your-package\nVersion: 1.0\n")
    section, line = announced.strip().splitlines()
    group = section.removeprefix('[project.entry-points."').removesuffix('"]')
    (record / "entry_points.txt").write_text(f"[{group}]\n" + line.replace('"', "") + "\n")
    (tmp_path / "test_theirs.py").write_text(f"from your_package import NearTheBest\n{tests}{A_STUDY}")
    path = os.pathsep.join([str(site), *filter(None, sys.path)])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_theirs.py"]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 100
    assert "skipped" not in done.stdout
