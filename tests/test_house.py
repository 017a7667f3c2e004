"""The house as a whole: what importing it loads, and what its files may not say."""

import subprocess
import sys
from pathlib import Path

import pytest

import tunewright

ROOT = Path(__file__).parent.parent
SLOW = ("scipy", "sklearn", "sqlalchemy", "pandas", "plotly", "typer", "rich")


def test_importing_it_loads_nothing_slow() -> None:
    code = f"import sys, tunewright; print(sorted(set(sys.modules) & set({SLOW!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", tunewright.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(tunewright, name).__doc__


def test_there_are_at_most_thirty_names_at_the_top() -> None:
    assert len(tunewright.__all__) <= 30


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Spaec'"):
        tunewright.Spaec  # noqa: B018  # the access is the test


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    here = str(ROOT)
    folders = ("src", "tests", "docs", "benchmarks")
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".toml"}
    ]
    assert [path for path in files if here in path.read_text(encoding="utf-8")] == []
