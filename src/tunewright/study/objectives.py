"""What is wanted, and how it is read out of whatever the objective returned.

An objective may return a number, a tuple or a dict of named numbers. Of a dict, `metric=` or the names in `objectives=`
are the objective; `train_*`, `test_*`, `seconds` and `memory` never are unless named, and one remaining key needs no
name. "maximize" becomes a loss here, and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from numbers import Real

from tunewright.trials.problem import Direction
from tunewright.trials.trial import Usage

DIRECTIONS = ("minimize", "maximize")
MEASURED = ("seconds", "memory")


class Unreadable(ValueError):
    """The objective returned something that is no result; the trial fails with this message."""


@dataclass(frozen=True, slots=True)
class Objectives:
    """The names of the objectives, and which way each is better.

    Args:
        names: one or more; "" is a single objective that has no name.
        directions: "minimize" or "maximize", one per name.
    """

    names: tuple[str, ...]
    directions: tuple[Direction, ...]

    @property
    def signs(self) -> tuple[float, ...]:
        """1 where lower is better, -1 where higher is: a value times its sign is a loss."""
        return tuple([1.0 if direction == "minimize" else -1.0 for direction in self.directions])

    def losses(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Turn values in the user's direction into losses, or losses back into values; none stay none."""
        return tuple([sign * value for sign, value in zip(self.signs, values, strict=False)])

    def read(self, returned: object, usage: Usage) -> tuple[tuple[float, ...], dict[str, float]]:
        """Return the objective values and every named number in what the objective returned.

        Raises:
            Unreadable: if it is neither number, tuple nor dict, or a number is missing, NaN or none.
        """
        if isinstance(returned, Mapping):
            metrics = {str(key): _number(value, f"the value of {key!r}") for key, value in returned.items()}
            values = tuple(self._pick(name, metrics, usage) for name in self._names_in(metrics))
        else:
            items = returned if isinstance(returned, tuple | list) else (returned,)
            metrics, values = {}, tuple(_number(item, "the objective's value") for item in items)
        if len(values) != len(self.names):
            raise Unreadable(f"the objective returned {len(values)} values for {len(self.names)} objectives")
        if any(isnan(value) for value in values):
            raise Unreadable(
                f"the objective returned NaN ({returned!r}); return a number, or raise to say what went wrong"
            )
        return values, metrics

    def _names_in(self, metrics: Mapping[str, float]) -> tuple[str, ...]:
        if self.names != ("",):
            return self.names
        candidates = [key for key in metrics if not key.startswith(("train_", "test_")) and key not in MEASURED]
        if len(candidates) != 1:
            raise Unreadable(
                f"the objective returned the keys {sorted(metrics)}; name the one to optimise, as in "
                f"create_study(metric={(candidates or sorted(metrics) or ['score'])[0]!r})"
            )
        return (candidates[0],)

    def _pick(self, name: str, metrics: Mapping[str, float], usage: Usage) -> float:
        if name in metrics:
            return metrics[name]
        if name in MEASURED:
            return float(getattr(usage, name))
        raise Unreadable(f"the objective returned the keys {sorted(metrics)}, but the study's metric is {name!r}")


def objectives_from(direction: str, metric: str | None, objectives: Mapping[str, str] | None) -> Objectives:
    """Check and combine what `create_study` was given.

    Raises:
        ValueError: if a direction is unknown, or `metric` and `objectives` are both given.
    """
    if objectives is not None and metric is not None:
        raise ValueError(
            f"give metric= or objectives=, not both; got metric={metric!r}, objectives={dict(objectives)!r}"
        )
    wanted = {metric or "": direction} if objectives is None else dict(objectives)
    if not wanted:
        raise ValueError("objectives must name one objective or more, got {}; use {'accuracy': 'maximize'}")
    return Objectives(tuple(wanted), tuple(_direction(name, value) for name, value in wanted.items()))


def _direction(name: str, value: str) -> Direction:
    if value == "minimize":
        return "minimize"
    if value == "maximize":
        return "maximize"
    where = f"the direction of {name!r}" if name else "direction"
    raise ValueError(f"{where} must be one of {DIRECTIONS}, got {value!r}")


def _number(value: object, what: str) -> float:
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Real):
        return float(value)
    item = getattr(value, "item", None)  # NumPy's and PyTorch's way to a plain number
    if callable(item):
        try:
            return float(item())
        except (TypeError, ValueError, RuntimeError):
            pass  # more than one number
    raise Unreadable(f"{what} must be a number, got {value!r} of type {type(value).__name__}")
