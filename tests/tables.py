"""Where the tables of the tests are: small ones beside the tests, larger ones in the folder `$TUNEWRIGHT_DATA`."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "data"


def table_path(name: str) -> Path:
    """Return the path of the table `name`, such as "penguins.csv"; the test is skipped where it cannot be had."""
    if (HERE / name).is_file():
        return HERE / name
    folder = os.environ.get("TUNEWRIGHT_DATA")
    if not folder:
        pytest.skip(f"{name} is not in tests/data; set TUNEWRIGHT_DATA to the folder that has csv/{name}")
    path = Path(folder) / "csv" / name
    if not path.is_file():
        pytest.skip(f"{name} is neither in tests/data nor in {path.parent}")
    return path
