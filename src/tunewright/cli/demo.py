"""`tunewright demo`: the main job on a real table that scikit-learn ships."""

from pathlib import Path

import typer

from tunewright.cli.job.request import Request
from tunewright.cli.tune import process_start

DEMO_TIMEOUT = 75.0


def demo(
    folder: Path = typer.Option(Path("demo-output"), "--folder", help="Where to write; made if it is not there."),
    timeout: float = typer.Option(DEMO_TIMEOUT, "--timeout", help="Wall seconds for everything."),
    seed: int = typer.Option(0, "--seed", help="Of splits, search and models."),
) -> int:
    """Tune an SVM, a decision tree and a neural network on a real table, and write the report."""
    from tunewright.cli.job.run import run_job

    started = process_start()
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "diabetes.csv"
    write_table_of_scikit_learn(data)
    request = Request(
        data=data,
        target="progression",
        started=started,
        timeout=timeout,
        n_jobs=2,
        seed=seed,
        storage=f"sqlite:///{folder / 'tuning.db'}",
        save_model=folder / "model.joblib",
        json=folder / "result.json",
        report=folder / "report.html",
    )
    request.check()
    return run_job(request, command="tunewright demo")


def write_table_of_scikit_learn(path: Path) -> None:
    """Write the diabetes table: 442 patients, ten measurements, disease progression a year later."""
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True, scaled=False).frame
    frame.rename(columns={"target": "progression"}).to_csv(path, index=False)
