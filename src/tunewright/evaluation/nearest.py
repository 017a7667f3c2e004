"""The end of an error message about a name nobody knows: the nearest names that exist."""

from collections.abc import Iterable
from difflib import get_close_matches

N_SHOWN = 3


def nearest_names(name: object, known: Iterable[object]) -> str:
    """Return "; did you mean 'a' or 'b'?", or the first known names where none is near.

    Names that begin with what was typed come first, the shortest before the others: "acc" is cut short, not misspelt.
    """
    names, typed = [str(each) for each in known], str(name).lower()
    lowered = {each.lower(): each for each in reversed(names)}
    begun = sorted((each for each in lowered if typed and each.startswith(typed)), key=len)
    near = get_close_matches(typed, list(lowered), n=N_SHOWN, cutoff=0.6)
    close = list(dict.fromkeys([*begun, *near]))[:N_SHOWN]
    if close:
        return f"; did you mean {' or '.join(repr(lowered[each]) for each in close)}?"
    rest = ", …" if len(names) > 2 * N_SHOWN else ""
    return f"; there are {', '.join(repr(each) for each in names[: 2 * N_SHOWN])}{rest}"
