"""From a name to a sampler that can be asked: ours by their own names, the peers by the package before a colon.

`package.module:attribute` is whatever stands there, an object with `suggest` or what makes one: so that a variant can
be measured before it has a name.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

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
}


def asker(name: str, plan: Plan) -> Asker:
    """Return the sampler of that name, about to start."""
    if name in PEERS:
        return PEERS[name](plan)
    module, colon, attribute = name.partition(":")
    if not colon:
        return Ours(sampler_from(name), plan)
    found = getattr(import_module(module), attribute)
    return Ours(sampler_from(found() if callable(found) else found), plan)
