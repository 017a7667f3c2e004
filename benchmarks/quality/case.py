"""A case: one problem on which samplers are compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tunewright.space.space import Space
from tunewright.space.values import Params

Group = Literal["yahpo", "tables", "functions"]
Loss: TypeAlias = Callable[[Params], float]


@dataclass(frozen=True, slots=True)
class Case:
    """A problem to minimise.

    Attributes:
        name: unique; the scenario and the instance, or the function and its number of parameters.
        group: surrogates or tables of real tuning results, or functions made by hand.
        space: the parameters; its defaults are everybody's first trial.
        loss: params to the true loss; lower is better.
        least: the lowest loss there is, where arithmetic tells it.
    """

    name: str
    group: Group
    space: Space
    loss: Loss
    least: float | None = None
