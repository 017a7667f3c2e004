"""Run the benchmarks that need nothing but this package: `make bench`."""

import subprocess
import sys
from pathlib import Path

QUICK = ("import_time.py", "overhead.py", "child_processes.py", "costs.py")

for name in QUICK:
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, Path(__file__).parent / name], check=False)
