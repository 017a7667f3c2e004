"""From a name to a pruner, in one plain function; None stays None: nothing is stopped early."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from tunewright.pruners.halving import HalvingPruner
from tunewright.pruners.median import MedianPruner
from tunewright.pruners.protocol import Pruner

PRUNERS: Mapping[str, Callable[[], Pruner]] = {"median": MedianPruner, "halving": HalvingPruner}


def pruner_from(name_or_object: str | Pruner | None) -> Pruner | None:
    """Return the pruner of that name with its default settings, or the object itself if it is one, or None for None.

    Raises:
        ValueError: if no pruner has that name.
        TypeError: if it is neither a name nor an object with a `judge` method.
    """
    if name_or_object is None:
        return None
    if isinstance(name_or_object, str):
        return _named(name_or_object)
    if isinstance(name_or_object, type) or not callable(getattr(name_or_object, "judge", None)):
        raise TypeError(
            f"pruner must be a name, None, or an object with a judge method, got {name_or_object!r}; "
            f"names are {', '.join(PRUNERS)}; of a class pass an instance"
        )
    return name_or_object


def _named(name: str) -> Pruner:
    if name in PRUNERS:
        return PRUNERS[name]()
    near = get_close_matches(name, PRUNERS, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(
        f"pruner must be None or one of {', '.join(PRUNERS)}, got {name!r}; {meant}or pass a pruner object"
    )
