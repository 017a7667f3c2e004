"""How long does `import tunewright` take, beside `import numpy`?

Run `python benchmarks/import_time.py [n_rounds]`. Each import is timed inside a fresh interpreter, the two take turns,
and the medians count. Loading everything that a first study needs is shown too, without a target.
"""

import subprocess
import sys
from statistics import median

TARGET = 1.5
CASES = {
    "numpy": "import numpy",
    "tunewright": "import tunewright",
    "tunewright, Space": "import tunewright; tunewright.Space",
    "tunewright, create_study": "import tunewright; tunewright.create_study",
}
TIMED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


def milliseconds(statement: str) -> float:
    """Return how long `statement` takes in a fresh interpreter."""
    command = [sys.executable, "-c", TIMED.format(statement)]
    return 1e3 * float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main() -> int:
    """Measure, print a table, and return 1 if the target is missed."""
    n_rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(n_rounds + 1):
        for name, statement in CASES.items():
            times[name].append(milliseconds(statement))
    medians = {name: median(each[1:]) for name, each in times.items()}  # the first round reads from the disk
    for name, each in medians.items():
        print(f"{name:26} {each:8.1f} ms  {each / medians['numpy']:5.2f} x numpy")
    ratio = medians["tunewright"] / medians["numpy"]
    print(f"import tunewright: at most {TARGET} x numpy: {'met' if ratio <= TARGET else 'MISSED'}")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
