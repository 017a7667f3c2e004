"""From a name to a sampler, in one plain function.

Names of ours come first; any other is looked up in the entry-point group `tunewright.samplers`, where other packages
announce theirs.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib.metadata import entry_points

from tunewright.samplers.auto import AutoSampler
from tunewright.samplers.cmaes import CmaesSampler
from tunewright.samplers.de import DeSampler
from tunewright.samplers.forest.sampler import ForestSampler
from tunewright.samplers.genetic import GeneticSampler
from tunewright.samplers.gp.sampler import GpSampler
from tunewright.samplers.grid import GridSampler
from tunewright.samplers.halton import HaltonSampler
from tunewright.samplers.lhs import LhsSampler
from tunewright.samplers.nsga2 import Nsga2Sampler
from tunewright.samplers.protocol import Sampler
from tunewright.samplers.random import RandomSampler
from tunewright.samplers.sobol import SobolSampler
from tunewright.samplers.tpe import TpeSampler

GROUP = "tunewright.samplers"
SAMPLERS: Mapping[str, Callable[[], Sampler]] = {
    "auto": AutoSampler,
    "random": RandomSampler,
    "grid": GridSampler,
    "sobol": SobolSampler,
    "tpe": TpeSampler,
    "gp": GpSampler,
    "forest": ForestSampler,
    "halton": HaltonSampler,
    "lhs": LhsSampler,
    "cmaes": CmaesSampler,
    "genetic": GeneticSampler,
    "de": DeSampler,
    "nsga2": Nsga2Sampler,
}


def sampler_from(name_or_object: str | Sampler) -> Sampler:
    """Return the sampler of that name with its default settings, or the object itself if it is one.

    Raises:
        ValueError: if no sampler has that name.
        TypeError: if it is neither a name nor an object with a `suggest` method.
    """
    if isinstance(name_or_object, str):
        return _named(name_or_object)
    if isinstance(name_or_object, type) or not callable(getattr(name_or_object, "suggest", None)):
        raise TypeError(
            f"sampler must be a name or an object with a suggest method, got {name_or_object!r}; "
            f"names are {', '.join(SAMPLERS)}; of a class pass an instance"
        )
    return name_or_object


def _named(name: str) -> Sampler:
    if name in SAMPLERS:
        return SAMPLERS[name]()
    plugins = entry_points(group=GROUP)
    if name in plugins.names:
        loaded: Callable[[], Sampler] = plugins[name].load()
        return loaded()
    names = [*SAMPLERS, *sorted(plugins.names)]
    near = get_close_matches(name, names, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"sampler must be one of {', '.join(names)}, got {name!r}; {meant}or pass a sampler object")
