"""How the report says numbers: short, in the same way everywhere, and never as `nan`.

A number gets as many digits as a reader can use; units are chosen by size. All functions are pure.
"""

from math import floor, isfinite, log10

from tunewright.space.values import Json

UNKNOWN = "–"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def number(value: float, digits: int = 4) -> str:
    """Return `value` with `digits` significant digits: `0.7812`, `1,234`, `3.2e−05`, `∞`."""
    if not isfinite(value):
        return UNKNOWN if value != value else "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = floor(log10(abs(value)))
    if not -4 <= size <= 6:
        return f"{value:.{digits}g}".replace("e-", "e−").replace("e+", "e").replace("-", "−")
    text = f"{value:,.{max(0, digits - 1 - size)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def signed(value: float, digits: int = 3) -> str:
    """Return `value` with its sign always shown."""
    return ("+" if value > 0 else "") + number(value, digits)


def span(interval: tuple[float, float], digits: int = 3) -> str:
    """Return an interval as `0.74 to 0.80`."""
    return f"{number(interval[0], digits)} to {number(interval[1], digits)}"


def duration(seconds: float) -> str:
    """Return a time as `0.31 s`, `42 s`, `3 min 20 s`, `2 h 5 min` or `3 d 4 h`."""
    if not isfinite(seconds):
        return UNKNOWN
    if seconds < 10:
        return f"{number(seconds, 2)} s"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return _two(whole, MINUTE, "min", 1.0, "s")
    return _two(whole, HOUR, "h", MINUTE, "min") if whole < DAY else _two(whole, DAY, "d", HOUR, "h")


def _two(whole: float, large: float, large_name: str, small: float, small_name: str) -> str:
    n_large, rest = divmod(whole, large)
    n_small = int(rest // small)
    return f"{n_large:.0f} {large_name}" + (f" {n_small} {small_name}" if n_small else "")


def memory(size: float) -> str:
    """Return a number of bytes as `12 MB` or `1.5 GB`."""
    if not isfinite(size):
        return UNKNOWN
    return f"{number(size / 1e9, 3)} GB" if size >= 1e9 else f"{number(size / 1e6, 3)} MB"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as `43 %`, and what is small as `under 1 %`."""
    if not isfinite(share):
        return UNKNOWN
    return "under 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")


def counted(n: int, noun: str) -> str:
    """Return `1 trial`, `2 trials`, `no trials`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s" if n else f"no {noun}s"


def listed(items: list[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}" if items else ""


def shown(value: Json) -> str:
    """Return a parameter's value as a reader would write it."""
    if isinstance(value, float):
        return number(value)
    return value if isinstance(value, str) else str(value)
