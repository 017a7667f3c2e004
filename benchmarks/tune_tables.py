"""Does tuning help on rows that nobody has seen? `tune` on five real tables, several seeds, as a user would call it.

    TUNEWRIGHT_DATA=... python benchmarks/tune_tables.py [--timeout 60] [--seeds 5] [--tables penguins,hitters]

Prints a row per run: wall seconds, trials, the hold-out's score for the tuned and for the default model, the verdict
and its interval; then the mean difference with its standard error. The hold-out is another one for each seed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TABLES = {
    "german_credit": ("target", "accuracy"),
    "penguins": ("species", "accuracy"),
    "phoneme": ("target", "accuracy"),
    "spambase": ("target", "accuracy"),
    "hitters": ("Salary", "r2"),
}
MODELS = ("svm", "tree", "neural-network")


def main() -> None:
    """Run all tables and seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timeout", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--tables", default=",".join(TABLES))
    options = parser.parse_args()
    folder = Path(os.environ.get("TUNEWRIGHT_DATA", ".")) / "csv"
    print(f"{'table':14}{'seed':>5}{'wall s':>8}{'trials':>7}{'tuned':>9}{'default':>9}{'gain':>9}  verdict, interval")
    runs = [(name, seed) for name in options.tables.split(",") for seed in range(options.seeds)]
    gains = [run(folder / f"{name}.csv", *TABLES[name], seed, options) for name, seed in runs]
    error = np.std(gains, ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else float("nan")
    print(f"\nmean gain on the hold-out over {len(gains)} runs: {np.mean(gains):+.4f} (standard error {error:.4f})")


def run(data: Path, target: str, metric: str, seed: int, options: argparse.Namespace) -> float:
    """Run `tune` once, print its row and return the gain on the hold-out."""
    if not data.is_file():
        sys.exit(f"there is no table {data}; set TUNEWRIGHT_DATA to the folder that has csv/{data.name}")
    with tempfile.TemporaryDirectory() as folder:
        result_file = Path(folder) / "result.json"
        command = [sys.executable, "-m", "tunewright", "tune", data, "--target", target, "--metric", metric, "--quiet"]
        command += [part for model in MODELS for part in ("--model", model)]
        command += ["--timeout", options.timeout, "--n-jobs", options.n_jobs, "--seed", seed, "--json", result_file]
        command += ["--save-model", Path(folder) / "model.joblib", "--report", Path(folder) / "report.html"]
        began = time.monotonic()
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        wall = time.monotonic() - began
        result = json.loads(result_file.read_text())
    tuned, default = result["holdout_score"], result["holdout_default_score"]
    low, high = result["gain_interval"]
    print(
        f"{data.stem:14}{seed:5}{wall:8.1f}{result['n_trials']:7}{tuned:9.4f}{default:9.4f}{tuned - default:+9.4f}"
        f"  {result['verdict']}, {low:+.4f} to {high:+.4f}",
        flush=True,
    )
    return float(tuned - default)


if __name__ == "__main__":
    main()
