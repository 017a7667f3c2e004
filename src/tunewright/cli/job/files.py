"""Hand over: the model refitted on all rows, the result as JSON, the report."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

from tunewright.analysis.assessment import Assessment
from tunewright.catalogue.by_name import entry, names
from tunewright.cli.job.conclude import Conclusion
from tunewright.cli.job.next_steps import next_steps
from tunewright.cli.job.plan import Plan
from tunewright.cli.job.result import RESULT
from tunewright.cli.whole_file import write_whole
from tunewright.report.contents import Contents
from tunewright.space.values import Json
from tunewright.study.study import Study


def write_model(path: Path, plan: Plan, conclusion: Conclusion) -> None:
    """Refit the chosen configuration on all rows, the hold-out included, and save the pipeline."""
    import joblib

    from tunewright.evaluation.refit import refit

    everything = plan.everything
    labels = plan.task.decode(everything.y)
    model = refit(
        plan.build,
        conclusion.chosen.params,
        plan.transformer,
        everything.X,
        labels,
        everything.weights,
        seed=plan.request.seed,
    )
    write_whole(path, lambda part: joblib.dump(model, part, compress=3))


def write_json(path: Path, result: Mapping[str, Json]) -> None:
    """Write the result."""
    text = json.dumps(result, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_study_report(path: Path, study: Study, files: Mapping[str, str]) -> None:
    """Write the report of a study, with the verdict if one was stored."""
    from tunewright.report.page import page_of

    page = page_of(contents_of(study, files))
    write_whole(path, lambda part: part.write_text(page, encoding="utf-8"))


def contents_of(study: Study, files: Mapping[str, str]) -> Contents:
    """Return what the report of a study is made from."""
    result = study.facts().get(RESULT)
    trials = study.trials
    baselines = [trial.number for trial in trials if trial.tags.get("baseline")]
    direction = study.objectives.directions[0]
    plain = Contents(
        title=study.name,
        trials=trials,
        space=study.space,
        direction=direction,
        score_name=study.objectives.names[0] or "value",
        baseline_numbers=baselines,
        explanations=explanations_of(study),
        findings=study.diagnose(),
        files=files,
    )
    if result is None:
        return plain
    return replace(
        plain,
        title=f"{result['table']['Table'].split(',')[0]}: {result['model']}",
        score_name=result["metric"],
        table=result["table"],
        assessment=Assessment.from_json(assessment_form(result)),
        best_number=result["best_trial"],
        next_steps=next_steps(result),
        command=result["command"],
        made=result["made"],
        seconds=result["seconds"],
    )


def assessment_form(result: Mapping[str, Json]) -> dict[str, Json]:
    """Return the part of the result that is the assessment."""
    return {"answer": result["verdict"], **{field.name: result[field.name] for field in fields(Assessment)[1:]}}


def explanations_of(study: Study) -> dict[str, str]:
    """Return what the catalogue says of the study's parameters."""
    explained = {
        f"{name}.{each.name}": f"{each.what} {each.fit}" for name in names() for each in entry(name).hyperparameters
    }
    return {name: explained[name] for name in study.space.names if name in explained}
