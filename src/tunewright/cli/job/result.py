"""The result of `tune` as JSON: what is written to `--json`, stored with the study, and read back for the report."""

import time
from collections import Counter

from tunewright.analysis.figures import as_json
from tunewright.catalogue.joint import model_of, strip
from tunewright.cli.job.conclude import Conclusion
from tunewright.cli.job.plan import Plan
from tunewright.cli.screen import counted
from tunewright.space.values import Json
from tunewright.study.study import Study
from tunewright.trials.trial import Trial

RESULT = "result"


def result_of(study: Study, plan: Plan, conclusion: Conclusion, command: str) -> dict[str, Json]:
    """Return everything that was found; scores are higher-is-better, what JSON cannot hold is null."""
    assessment = conclusion.assessment.to_json()
    chosen, default = conclusion.chosen, conclusion.default
    result: dict[str, Json] = as_json({
        "verdict": assessment.pop("answer"),
        **assessment,
        "metric": plan.metric.name,
        "model": model_of(chosen.params),
        "best_params": strip(chosen.params),
        "best_trial": chosen.number,
        "default_model": None if default is None else model_of(default.params),
        "default_params": None if default is None else strip(default.params),
        "n_trials": sum(trial.state.is_counted for trial in conclusion.trials),
        "states": states_of(conclusion.trials),
        "seconds": time.monotonic() - plan.request.started,
        "stop_reason": study.stop_reason,
        "findings": [finding.to_json() for finding in conclusion.findings],
        "study": study.name,
        "storage": plan.request.storage,
        "table": {**table_of(plan), "Sampler": study.sampler_reason},
        "command": command,
        "made": time.strftime("%Y-%m-%d %H:%M:%S"),
    })
    return result


def states_of(trials: list[Trial]) -> dict[str, int]:
    """Return how many trials are in which state."""
    return dict(Counter(str(trial.state) for trial in trials))


def table_of(plan: Plan) -> dict[str, str]:
    """Return what was tuned on what, as label and text."""
    request, n_search = plan.request, len(plan.search.y)
    held_out = 0 if plan.holdout is None else len(plan.holdout.y)
    return {
        "Table": f"{request.data.name}, {len(plan.everything.y)} rows, {counted(plan.everything.X.shape[1], 'column')}",
        "Target": f"{request.target} ({plan.task.reason})",
        "Models": ", ".join(each.title for each in plan.entries),
        "Metric": f"{plan.metric.name} (higher is better)",
        "Cross-validation": f"{len(plan.folds)} folds of {n_search} rows, {plan.split}",
        "Hold-out": f"{held_out} rows that the search never saw" if held_out else "none",
    }
