"""What one call of `optimize` is to do: its budget, when it is enough, who hears of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tunewright.stoppers.protocol import Stopper
from tunewright.trials.trial import Trial

LEASE = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What one call of `optimize` is to do.

    Attributes:
        n_trials: trials of this call, or None.
        total_trials: trials of the whole study, or None.
        timeout: seconds of this call, or None.
        stoppers: say when it is enough.
        callbacks: called with every ended trial, in this process.
        raises: whether a failed trial raises.
        only: run these waiting trials to their end and nothing else; empty for the ordinary search.
        lease: seconds for which a claim holds unless renewed.

    Raises:
        ValueError: if a budget is too small.
    """

    n_trials: int | None = None
    total_trials: int | None = None
    timeout: float | None = None
    stoppers: Sequence[Stopper] = ()
    callbacks: Sequence[Callable[[Trial], object]] = ()
    raises: bool = False
    only: tuple[int, ...] = ()
    lease: float = LEASE

    def __post_init__(self) -> None:
        for name in ("n_trials", "total_trials"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be 1 or more, got {value}; leave it out for no limit")
        if self.timeout is not None and not self.timeout >= 0:
            raise ValueError(f"timeout must be 0 seconds or more, got {self.timeout}; leave it out for no limit")


def raises_from(on_error: str) -> bool:
    """Return whether "record" or "raise" means that a failed trial raises."""
    if on_error not in {"record", "raise"}:
        raise ValueError(f"on_error must be 'record' or 'raise', got {on_error!r}")
    return on_error == "raise"


def stoppers_from(stopper: Stopper | Sequence[Stopper] | None) -> Sequence[Stopper]:
    """Return none, one or several stoppers as a sequence."""
    if stopper is None:
        return ()
    return stopper if isinstance(stopper, Sequence) else (stopper,)
