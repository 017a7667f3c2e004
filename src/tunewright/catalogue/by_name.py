"""From the name of a family of models to its entry: one table, nothing registers itself."""

from collections.abc import Mapping
from difflib import get_close_matches

from tunewright.catalogue import neural_network, svm, tree
from tunewright.catalogue.entry import Entry

ENTRIES: Mapping[str, Entry] = {each.name: each for each in (svm.ENTRY, tree.ENTRY, neural_network.ENTRY)}


def names() -> tuple[str, ...]:
    """Return the names of all entries."""
    return tuple(ENTRIES)


def entry(name: str) -> Entry:
    """Return the entry called `name`.

    Raises:
        ValueError: if there is none; the message suggests the nearest name and lists all.
    """
    if name in ENTRIES:
        return ENTRIES[name]
    close = get_close_matches(name, ENTRIES, 1)
    hint = f"did you mean {close[0]!r}? There" if close else "there"
    raise ValueError(f"model {name!r} is not in the catalogue; {hint} are {', '.join(ENTRIES)}")
