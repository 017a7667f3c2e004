"""From a name to a sampler that can be asked: ours by their own names, the peers by the package before a hyphen.

`gp-no-warp` and the like are our `gp` without one ingredient, as `ablation.py` names them. `package.module:attribute`
is whatever stands there, an object with `suggest` or what makes one: so that a variant can be measured before it has a
name. The names in `TOGETHER` stand for several.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from benchmarks.quality.ablation import ABLATION
from benchmarks.quality.asker import Asker, Plan
from benchmarks.quality.ours import Ours
from benchmarks.quality.peers.by_hyperopt import HyperoptTpe
from benchmarks.quality.peers.by_nevergrad import NgOpt
from benchmarks.quality.peers.by_optuna import Optuna
from benchmarks.quality.peers.child import Child
from tunewright.samplers.by_name import sampler_from

PEERS: Mapping[str, Callable[[Plan], Asker]] = {
    "optuna-tpe": partial(Optuna, "tpe"),
    "optuna-tpe-mv": partial(Optuna, "tpe-multivariate"),
    "optuna-gp": partial(Optuna, "gp"),
    "hyperopt": HyperoptTpe,
    "nevergrad": NgOpt,
    "smac": partial(Child, "smac"),
    "hebo": partial(Child, "hebo"),
}
ONE_AT_A_TIME = ("hebo",)
SLOW = ("optuna-gp", "smac", "hebo")
"""Those that take a tenth of a second or more for a suggestion."""
OURS = ("auto", "gp", "tpe", "cmaes", "genetic", "de", "sobol", "random")
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "ours": OURS,
    "everybody": (*OURS, *PEERS),
    "fast-peers": tuple(name for name in PEERS if name not in SLOW),
    "slow-peers": SLOW,
    "ablation": ("gp", *ABLATION),
}


def named(text: str) -> list[str]:
    """Return the names in a list with commas, each once; a name that stands for several becomes these."""
    names = [name for word in text.split(",") for name in TOGETHER.get(word, (word,))]
    return list(dict.fromkeys(names))


def asker(name: str, plan: Plan) -> Asker:
    """Return the sampler of that name, about to start.

    Raises:
        ValueError: if it cannot do what the plan says, or its environment is not known.
    """
    if name in ONE_AT_A_TIME and plan.n_running > 1:
        raise ValueError(f"{name} is not told what is running, got {plan.n_running} at a time; leave it out")
    if name in PEERS:
        return PEERS[name](plan)
    if name in ABLATION:
        return Ours(ABLATION[name], plan)
    module, colon, attribute = name.partition(":")
    if not colon:
        return Ours(sampler_from(name), plan)
    found = getattr(import_module(module), attribute)
    return Ours(sampler_from(found() if callable(found) else found), plan)
