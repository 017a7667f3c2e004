"""The trials as a pandas table."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from tunewright.trials.trial import Trial


def as_dataframe(trials: Sequence[Trial], objectives: Sequence[str]) -> pd.DataFrame:
    """Return a row a trial; parameters are named `params_NAME`, metrics `metrics_NAME`, attributes `attrs_NAME`."""
    return pd.DataFrame([_row(trial, objectives) for trial in trials])


def _row(trial: Trial, objectives: Sequence[str]) -> dict[str, object]:
    names = [name or "value" for name in objectives]
    values = trial.values or (float("nan"),) * len(names)
    return {
        "number": trial.number,
        "state": str(trial.state),
        **dict(zip(names, values, strict=True)),
        **{f"params_{name}": value for name, value in trial.params.items()},
        **{f"metrics_{name}": value for name, value in trial.metrics.items()},
        **{f"attrs_{name}": value for name, value in trial.attrs.items()},
        **asdict(trial.usage),
        "started": pd.to_datetime(trial.started, unit="s"),
        "ended": pd.to_datetime(trial.ended, unit="s"),
        "worker": trial.worker,
        "error": trial.error,
    }
