"""`tunewright demo`: the main job on a real table that scikit-learn ships.

The diabetes table shows what tuning is about: the default tree learns the noise, the default network has not converged,
the default support vector machine underfits, and all three can be mended. Each demo is a study of its own, so that its
verdict may open the hold-out; earlier ones stay in the same storage.
"""

from itertools import count
from pathlib import Path

import typer

from tunewright.cli.job.request import Request
from tunewright.cli.tune import process_start

DEMO_TIMEOUT = 75.0
OWN_TABLE = "Your own table: tunewright tune TABLE.csv --target COLUMN --report report.html"


def demo(
    folder: Path = typer.Option(
        Path("demo-output"), "--folder", metavar="FOLDER", help="Where to write; made if it is not there."
    ),
    timeout: float = typer.Option(
        DEMO_TIMEOUT, "--timeout", metavar="SECONDS", min=1.0, help="Wall time for everything."
    ),
    seed: int = typer.Option(0, "--seed", metavar="N", min=0, help="Of the splits, the search and the models."),
) -> int:
    """Tune an SVM, a decision tree and a neural network on a real table, in 90 seconds, and write the report."""
    from tunewright.cli.job.run import run_job

    started = process_start()
    if folder.is_file():
        raise ValueError(f"--folder: {folder} is a file; name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    data, storage = folder / "diabetes.csv", f"sqlite:///{folder / 'tuning.db'}"
    name = free_name(storage)
    write_table_of_scikit_learn(data)
    request = Request(
        data=data,
        target="progression",
        started=started,
        timeout=timeout,
        n_jobs=2,
        seed=seed,
        storage=storage,
        name=name,
        save_model=folder / "model.joblib",
        json=folder / "result.json",
        report=folder / "report.html",
    )
    request.check()
    typer.echo("How far has diabetes gone after a year? Three models with their defaults, then tuned.\n")
    code = run_job(request, command=f"tunewright demo --folder {folder} --timeout {timeout:g} --seed {seed}")
    if not code:
        typer.echo(f"\nOpen {folder / 'report.html'} in a browser. {OWN_TABLE}")
    return code


def free_name(storage: str) -> str:
    """Return the first of "demo", "demo-2", … that is no study yet."""
    from tunewright.storage.by_url import storage_from

    taken = {study.name for study in storage_from(storage).studies()}
    return next(name for index in count(1) if (name := "demo" if index == 1 else f"demo-{index}") not in taken)


def write_table_of_scikit_learn(path: Path) -> None:
    """Write the diabetes table: 442 patients, ten measurements, disease progression a year later."""
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True, scaled=False).frame
    frame.rename(columns={"target": "progression"}).to_csv(path, index=False)
