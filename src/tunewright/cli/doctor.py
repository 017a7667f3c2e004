"""`tunewright doctor`: what is installed, and what this machine can do."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version

import typer

from tunewright import __version__

NEEDED = ("numpy", "scipy", "cloudpickle", "psutil", "threadpoolctl", "sqlalchemy", "alembic", "typer", "rich")
EXTRAS = {"tune": ("scikit-learn", "pandas", "pyarrow", "joblib", "plotly", "jinja2", "cmaes")}


def doctor() -> None:
    """Say which versions are here, which extras, how many cores, and which limits work."""
    lines = {
        "tunewright": __version__,
        "Python": f"{platform.python_version()} ({sys.executable})",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "cores": f"{_cores()} usable of {os.cpu_count()}",
        "memory": _memory(),
        "SQLite": sqlite3.sqlite_version,
        "time limits": "work: a trial over its time is killed with all its children",
        "memory limits": _memory_limits(),
        "needed": ", ".join(f"{name} {_version(name)}" for name in NEEDED),
        **{f"extra [{extra}]": _extra(extra, names) for extra, names in EXTRAS.items()},
    }
    for key, value in lines.items():
        typer.echo(f"{key:16}{value}")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> str:
    import psutil

    memory = psutil.virtual_memory()
    return f"{memory.available / 2**30:.1f} GiB free of {memory.total / 2**30:.1f} GiB"


def _memory_limits() -> str:
    if platform.system() == "Linux":
        return "work: a trial over its memory is killed with all its children"
    return f"do not work on {platform.system()}: leave memory out of the limits"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "MISSING"


def _extra(extra: str, names: tuple[str, ...]) -> str:
    found = {name: _version(name) for name in names}
    if "MISSING" in found.values():
        missing = ", ".join(name for name, there in found.items() if there == "MISSING")
        return f"incomplete, without {missing}; run: pip install 'tunewright[{extra}]'"
    return ", ".join(f"{name} {there}" for name, there in found.items())
