"""What a stored study was made for, so that it is not continued with something else.

A score is comparable with another only on the same rows, split, metric and preprocessing. The study stores a short
text for each; when it is opened again, every difference is said in a sentence.
"""

import hashlib
from collections.abc import Mapping

import pandas as pd

FINGERPRINT_LENGTH = 16


def fingerprint(frame: pd.DataFrame, **choices: object) -> dict[str, str]:
    """Return what identifies an evaluation: a hash of the rows with their order and names, and each choice as text.

    Args:
        frame: the rows, as read.
        choices: anything else that scores depend on, such as split, metric, cv and preprocessing.
    """
    return {"rows": f"{len(frame)} rows, {rows_hash(frame)}", **{key: str(value) for key, value in choices.items()}}


def rows_hash(frame: pd.DataFrame) -> str:
    """Return a hash of the names and values in `frame`, in their order: the same in every process."""
    digest = hashlib.sha256()
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
            column = column.astype(str)
        digest.update(repr(name).encode())
        digest.update(pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:FINGERPRINT_LENGTH]


def differences(stored: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return a sentence for each thing in which the two differ; empty if the study may be continued."""
    keys = [*stored, *(key for key in now if key not in stored)]
    return [
        f"{key} was {stored.get(key, 'not set')!r} and is now {now.get(key, 'not set')!r}"
        for key in keys
        if stored.get(key) != now.get(key)
    ]
