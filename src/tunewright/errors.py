"""The errors that are not a wrong argument: each is a sentence that says what happened and what to do.

A wrong argument is a `ValueError` or `TypeError` that names the argument, the value and the remedy. Everything else
that tunewright raises on purpose descends from `TunewrightError`.
"""


class TunewrightError(Exception):
    """What tunewright raises on purpose, other than for a wrong argument."""


class TrialPruned(TunewrightError):
    """Raised by an objective to end its trial early: it counts as pruned, not as failed."""


class StudyExists(TunewrightError):
    """A study of that name is already in the storage."""


class StudyNotFound(TunewrightError):
    """No study of that name is in the storage."""


class StudyMismatch(TunewrightError):
    """A stored study was made for something else: other rows, another split, metric or space."""


class LeaseLost(TunewrightError):
    """The trial was given to another worker meanwhile: the late answer is refused."""


class StorageError(TunewrightError):
    """The storage cannot be read or written, or holds a schema that this version cannot use."""


class MissingExtra(TunewrightError):
    """An optional package is needed; the message names the one command that installs it."""


def missing_extra(feature: str, extra: str, cause: ImportError) -> MissingExtra:
    """Return the error that tells a user how to get the packages behind `feature`."""
    return MissingExtra(f"{feature} needs {cause.name}; run: pip install 'tunewright[{extra}]'")
